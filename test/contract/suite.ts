import { describe, expect, it } from 'vitest';

export type Cases<Subject> = Readonly<Record<string, (subject: Subject) => Promise<void>>>;

/** Title of a case that an implementation does not keep → the reason. */
export type Deviations = Readonly<Record<string, string>>;

/** Runs every case on a fresh subject; a deviation is skipped with its reason, and one that names no case fails. */
export function contractSuite<Subject>(
  name: string,
  cases: Cases<Subject>,
  make: () => Promise<{ readonly subject: Subject; readonly dispose: () => Promise<void> }>,
  deviations: Deviations = {},
): void {
  describe(name, () => {
    for (const [title, run] of Object.entries(cases)) {
      const reason = deviations[title];
      it.skipIf(reason !== undefined)(
        reason === undefined ? title : `${title} (not kept: ${reason})`,
        async () => {
          const { subject, dispose } = await make();
          try {
            await run(subject);
          } finally {
            await dispose();
          }
        },
      );
    }
    it('names only cases that exist in its deviations', () => {
      expect(Object.keys(deviations).filter((title) => !(title in cases))).toEqual([]);
    });
  });
}
