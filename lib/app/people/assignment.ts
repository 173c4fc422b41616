import { findGrant, findProfile } from '#app/access/profile-store.ts';
import { may } from '#app/authorise.ts';
import type { Caller, Role } from '#app/caller.ts';
import { findOrganisation, type User } from '#app/people.ts';
import type { Platform } from '#app/ports.ts';
import { localDay } from '#core/access/local-day.ts';
import { AppError, type Fault } from '#core/model/error.ts';
import type { OrganisationId, ProfileId } from '#core/model/id.ts';

/** What an administrator gives to a person; what is absent stays. */
export type Assignment = {
  readonly roles?: readonly Role[] | undefined;
  readonly agencies?: readonly string[] | undefined;
  readonly profile?: ProfileId | null | undefined;
  readonly profileUntil?: string | null | undefined;
};

/** What of an account an assignment is about. */
export type Assigned = Pick<User, 'organisation' | 'roles' | 'agencies' | 'profile' | 'profileUntil'>;

type Store = Pick<Platform, 'registry' | 'clock'>;

/** Roles that watch over others: only who watches over all may give them, or change who holds them. */
const OVERSIGHT: readonly Role[] = ['super-admin', 'auditor'];

/**
 * An account with what it is given. Fails with FORBIDDEN for a role that the caller may not give, and with SPEC_INVALID
 * and every fault for agencies that the organisation has not, or a profile that it may not give.
 */
export async function assign<Account extends Assigned>(
  platform: Store,
  caller: Caller,
  before: Account,
  given: Assignment,
): Promise<Account> {
  const roles = [...new Set(given.roles ?? before.roles)];
  const supplies = roles.includes('supplier');
  const agencies = [...new Set(given.agencies ?? (supplies ? before.agencies : []))];
  const profile = given.profile === undefined ? before.profile : given.profile;
  const kept = profile !== null && profile === before.profile ? before.profileUntil : null;
  const profileUntil = given.profileUntil === undefined ? kept : given.profileUntil;
  const after = { ...before, roles, agencies, profile, profileUntil };
  requireMayChange(caller, { roles: roles.filter((role) => !before.roles.includes(role)) });
  const faults = [
    ...(roles.length === 0 ? [{ at: 'roles', message: 'give at least one role' }] : []),
    ...(await agencyFaults(platform, after)),
    ...(await profileFaults(platform, before, after)),
  ];
  if (faults.length > 0)
    throw new AppError('SPEC_INVALID', 'this cannot be given to the person', { details: { faults } });
  return after;
}

/** Fails with FORBIDDEN when one of the roles is an overseer's and the caller is none. */
export function requireMayChange(caller: Caller, { roles }: Pick<User, 'roles'>): void {
  if (!roles.some((role) => OVERSIGHT.includes(role)) || may(caller, 'oversee-people')) return;
  throw new AppError('FORBIDDEN', `only a Super Admin gives or changes the roles ${OVERSIGHT.join(' and ')}`);
}

async function agencyFaults(
  { registry }: Store,
  { organisation, roles, agencies }: Assigned,
): Promise<readonly Fault[]> {
  if (!roles.includes('supplier'))
    return agencies.length === 0
      ? []
      : [{ at: 'agencies', message: 'agencies are for the role supplier: leave them out' }];
  if (agencies.length === 0) return [{ at: 'agencies', message: 'say for which agency a supplier delivers' }];
  const own = (await findOrganisation(registry, organisation))?.agencies ?? [];
  const allowed = own.length === 0 ? 'this organisation has none' : `use one of ${own.join(', ')}`;
  return agencies.flatMap((agency, i) =>
    own.includes(agency)
      ? []
      : [{ at: `agencies[${i}]`, message: `is not of this organisation: ${allowed}` }],
  );
}

async function profileFaults(
  { registry, clock }: Store,
  before: Assigned,
  { organisation, profile, profileUntil }: Assigned,
): Promise<readonly Fault[]> {
  const today = localDay(clock());
  if (profile === null)
    return profileUntil === null
      ? []
      : [{ at: 'profileUntil', message: 'is the end of a profile: give one, or leave it out' }];
  if (profile === before.profile && profileUntil === before.profileUntil) return [];
  const until = await grantedUntil(registry, organisation, profile, today);
  if (until === 'not')
    return [
      { at: 'profile', message: 'is none that the organisation may give: use one that it was granted' },
    ];
  if (profileUntil === null) return [];
  if (profileUntil < today) return [{ at: 'profileUntil', message: 'is past: use today or a later day' }];
  if (until !== null && profileUntil > until)
    return [
      { at: 'profileUntil', message: `is after ${until}, until when the organisation has the profile` },
    ];
  return [];
}

/** Last day of an organisation's grant that holds today, null = no end; `not` where there is none. */
async function grantedUntil(
  registry: Platform['registry'],
  organisation: OrganisationId,
  profile: ProfileId,
  today: string,
): Promise<string | null | 'not'> {
  const grant = await findGrant(registry, organisation, profile);
  if (grant === null || (grant.until !== null && grant.until < today)) return 'not';
  return (await findProfile(registry, profile))?.profile.state === 'active' ? grant.until : 'not';
}
