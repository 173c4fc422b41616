import type { AuditAction, AuditEvent, Platform } from '#app/ports.ts';
import { AppError } from '#core/model/error.ts';
import type { Manifest } from '#core/model/manifest.ts';

/** What an event may say besides who, what and how it ended. */
export type Facts = Partial<
  Pick<AuditEvent, 'profile' | 'datasets' | 'publications' | 'recipients' | 'reason' | 'rows' | 'personal'>
>;

/**
 * Does something between its audit intent and its outcome; a failure is an outcome too. `facts` are those of the intent,
 * `found` gives what only the result tells.
 */
export async function audited<Result>(
  platform: Pick<Platform, 'audit' | 'newId'>,
  caller: { readonly user: string; readonly organisation: string | null },
  action: AuditAction,
  object: string,
  detail: Readonly<Record<string, unknown>>,
  work: () => Promise<Result>,
  facts: Facts = {},
  found: (result: Result) => Facts & { readonly detail?: Readonly<Record<string, unknown>> } = () => ({}),
): Promise<Result> {
  const { personal, ...clear } = facts;
  const event = {
    action,
    effect: platform.newId(),
    who: caller.user,
    organisation: caller.organisation,
    object,
    ...clear,
  } as const;
  await platform.audit.record({
    phase: 'intent',
    ...event,
    ...(personal === undefined ? {} : { personal }),
    detail,
  });
  const result = await outcomeOf(work);
  if ('error' in result) {
    const failure = result.error instanceof AppError ? result.error.code : 'INTERNAL';
    await platform.audit.record({ phase: 'outcome', ...event, detail: { ...detail, done: false, failure } });
    throw result.error;
  }
  const { detail: more, ...also } = found(result.value);
  await platform.audit.record({
    phase: 'outcome',
    ...event,
    ...also,
    detail: { ...detail, ...more, done: true },
  });
  return result.value;
}

/** What an outcome says of a publication that came of it; nothing for null. */
export function publicationFacts(manifest: Manifest | null): Facts {
  return manifest === null ? {} : { publications: { [manifest.dataset]: manifest.id }, rows: manifest.rows };
}

async function outcomeOf<Result>(
  work: () => Promise<Result>,
): Promise<{ readonly value: Result } | { readonly error: unknown }> {
  try {
    return { value: await work() };
  } catch (error) {
    return { error };
  }
}
