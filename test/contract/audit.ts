import { expect } from 'vitest';
import type { AuditEvent, AuditLog } from '#app/ports.ts';
import { contractSuite, type Deviations } from './suite.ts';

/** `read` gives every stored line, in order, parsed. */
export type AuditSubject = {
  readonly audit: AuditLog;
  readonly again: () => Promise<AuditLog>;
  readonly read: () => Promise<readonly Readonly<Record<string, unknown>>[]>;
};

export const auditEvent = (effect: string): AuditEvent => ({
  phase: 'intent',
  action: 'consultation',
  effect,
  who: 'somebody',
  organisation: 'org',
  object: 'dataset/mps-crime',
  detail: { words: 'line\nbreak "quoted" 🦊' },
});

/** What every audit log keeps. */
export function auditContract(
  name: string,
  make: () => Promise<{ readonly subject: AuditSubject; readonly dispose: () => Promise<void> }>,
  deviations: Deviations = {},
): void {
  contractSuite(`AuditLog contract: ${name}`, CASES, make, deviations);
}

const CASES = {
  'has the event when record returns': async ({ audit, read }: AuditSubject) => {
    await audit.record(auditEvent('e1'));
    const events = await read();
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({ ...auditEvent('e1'), sequence: 1 });
  },
  'keeps the order of events and counts them without a gap': async ({ audit, read }: AuditSubject) => {
    await Promise.all(Array.from({ length: 200 }, (_, i) => audit.record(auditEvent(String(i)))));
    const events = await read();
    expect(events.map(({ effect }) => effect)).toEqual(Array.from({ length: 200 }, (_, i) => String(i)));
    expect(events.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 200 }, (_, i) => i + 1));
  },
  'keeps lines whole when several writers share the log': async ({ audit, again, read }: AuditSubject) => {
    const others = [await again(), await again()];
    await Promise.all(
      [audit, ...others].flatMap((log, writer) =>
        Array.from({ length: 50 }, (_, i) => log.record(auditEvent(`${writer}-${i}`))),
      ),
    );
    const events = await read();
    expect(events).toHaveLength(150);
    expect(new Set(events.map(({ effect }) => effect)).size).toBe(150);
    expect(new Set(events.map(({ shard }) => shard)).size).toBe(3);
  },
};
