import type { Caller } from '#app/caller.ts';
import type { Clock, Registry } from '#app/ports.ts';
import type { Profile } from '#core/access/profile.ts';
import { AppError } from '#core/model/error.ts';
import { findGrant, findProfile } from './profile-store.ts';

/** What a caller may see now: the one profile that is active for the request. */
export type Access = {
  readonly profile: Profile;
  /** Whether they look through a profile that is not theirs, to see what its people see. */
  readonly preview: boolean;
};

/**
 * The profile under which a caller asks. Fails with FORBIDDEN, saying whom to ask, when they hold none, or it has ended,
 * is retired or stopped, or their organisation no longer has it.
 */
export async function accessFor(
  platform: { readonly registry: Registry; readonly clock: Clock },
  caller: Caller,
): Promise<Access> {
  const today = platform.clock().toISOString().slice(0, 10);
  if (caller.profile === null)
    throw new AppError(
      'FORBIDDEN',
      'you have no profile yet, so no record can be shown: ask your administrator',
    );
  if (caller.profileUntil !== null && caller.profileUntil < today)
    throw new AppError('FORBIDDEN', `your profile ended on ${caller.profileUntil}: ask your administrator`);
  const grant = await findGrant(platform.registry, caller.organisation, caller.profile);
  if (grant === null || (grant.until !== null && grant.until < today))
    throw new AppError('FORBIDDEN', 'your organisation no longer has your profile: ask your administrator');
  const found = await findProfile(platform.registry, caller.profile);
  if (found === null || found.profile.state !== 'active')
    throw new AppError('FORBIDDEN', 'your profile is no longer in use: ask your administrator');
  return { profile: found.profile, preview: false };
}
