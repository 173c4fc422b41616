import type { Caller } from '#app/caller.ts';
import type { AuditAction, Platform } from '#app/ports.ts';
import { AppError } from '#core/model/error.ts';

/** Does something between its audit intent and its outcome; a failure is an outcome too. */
export async function audited<Result>(
  platform: Pick<Platform, 'audit' | 'newId'>,
  caller: Caller,
  action: AuditAction,
  object: string,
  detail: Readonly<Record<string, unknown>>,
  work: () => Promise<Result>,
): Promise<Result> {
  const event = {
    action,
    effect: platform.newId(),
    who: caller.user,
    organisation: caller.organisation,
    object,
  } as const;
  await platform.audit.record({ phase: 'intent', ...event, detail });
  try {
    const result = await work();
    await platform.audit.record({ phase: 'outcome', ...event, detail: { ...detail, done: true } });
    return result;
  } catch (error) {
    const failure = error instanceof AppError ? error.code : 'INTERNAL';
    await platform.audit.record({ phase: 'outcome', ...event, detail: { ...detail, done: false, failure } });
    throw error;
  }
}
