import type { Caller } from '#app/caller.ts';
import type { Platform } from '#app/ports.ts';
import { AppError } from '#core/model/error.ts';
import { endSession } from './session.ts';

/**
 * Ends the sign-in that the caller's token was issued to, at once and for every token of it, and writes it to the audit:
 * for identity providers that keep sessions of their own. An audit that cannot be written holds no ending up. Fails with
 * CONFLICT for a token of no sign-in.
 */
export async function signOut(
  { registry, clock, audit, newId }: Pick<Platform, 'registry' | 'clock' | 'audit' | 'newId'>,
  { user, organisation, session }: Pick<Caller, 'user' | 'organisation' | 'session'>,
): Promise<void> {
  if (session === null)
    throw new AppError('CONFLICT', 'this token belongs to no sign-in: it holds until it expires');
  await endSession(registry, clock, session);
  await audit.record({
    phase: 'outcome',
    action: 'sign-in',
    effect: newId(),
    who: user,
    organisation,
    object: 'sign-out',
    detail: {},
  });
}
