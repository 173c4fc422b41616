import { audited } from '#app/audit/audited.ts';
import { authorise } from '#app/authorise.ts';
import type { Caller } from '#app/caller.ts';
import { findOrganisation } from '#app/people.ts';
import type { Platform, Registry } from '#app/ports.ts';
import { cancelWhere } from '#app/query/status.ts';
import type { Profile } from '#core/access/profile.ts';
import { AppError } from '#core/model/error.ts';
import type { OrganisationId, ProfileId } from '#core/model/id.ts';
import {
  findGrant,
  findProfile,
  type Grant,
  getProfile,
  listGrantItems,
  putGrant,
  removeGrant,
} from './profile-store.ts';

/** A profile that an organisation may give, until and with a local day; null = no end. */
export type ShownGrant = {
  readonly profile: Pick<Profile, 'id' | 'title' | 'state'>;
  readonly until: string | null;
};

/** The profiles that an organisation may give to its people. Fails with FORBIDDEN, NOT_FOUND. */
export async function listGrants(
  { registry }: Pick<Platform, 'registry'>,
  caller: Caller,
  organisation: OrganisationId,
): Promise<readonly ShownGrant[]> {
  authorise(caller, 'read-grants', { organisation });
  await getOrganisation(registry, organisation);
  const grants = await listGrantItems(registry, organisation);
  const shown = await Promise.all(grants.map((grant) => shownGrant(registry, grant)));
  return shown.flatMap((grant) => grant ?? []);
}

/**
 * Lets an organisation give a profile to its people, until and with a local day. Fails with FORBIDDEN, NOT_FOUND,
 * CONFLICT for a profile that is retired.
 */
export async function grantProfile(
  platform: Platform,
  caller: Caller,
  organisation: OrganisationId,
  grant: Grant,
): Promise<ShownGrant> {
  authorise(caller, 'grant-profiles');
  await getOrganisation(platform.registry, organisation);
  const { profile } = await getProfile(platform.registry, grant.profile);
  if (profile.state === 'retired')
    throw new AppError('CONFLICT', `the profile "${profile.id}" is retired: grant another`);
  const detail = { change: 'grant', profile: profile.id, until: grant.until };
  await audited(platform, caller, 'administration', `organisation/${organisation}`, detail, () =>
    putGrant(platform.registry, organisation, grant),
  );
  const { id, title, state } = profile;
  return { profile: { id, title, state }, until: grant.until };
}

/**
 * Takes a profile from an organisation: its people see nothing under it from then on, and what is running under it ends.
 * Fails with FORBIDDEN, NOT_FOUND.
 */
export async function revokeGrant(
  platform: Platform,
  caller: Caller,
  organisation: OrganisationId,
  profile: ProfileId,
): Promise<void> {
  authorise(caller, 'grant-profiles');
  if ((await findGrant(platform.registry, organisation, profile)) === null)
    throw new AppError('NOT_FOUND', `the organisation "${organisation}" has no profile "${profile}"`);
  const detail = { change: 'grant-removed', profile };
  await audited(platform, caller, 'administration', `organisation/${organisation}`, detail, () =>
    removeGrant(platform.registry, organisation, profile),
  );
  await cancelWhere(
    platform,
    (query) => query.organisation === organisation && query.profile.id === profile,
    'its profile was taken from the organisation',
  );
}

async function getOrganisation(registry: Registry, id: OrganisationId): Promise<void> {
  if ((await findOrganisation(registry, id)) === null)
    throw new AppError('NOT_FOUND', `there is no organisation "${id}"`);
}

async function shownGrant(registry: Registry, { profile, until }: Grant): Promise<ShownGrant | null> {
  const found = await findProfile(registry, profile);
  if (found === null) return null;
  const { id, title, state } = found.profile;
  return { profile: { id, title, state }, until };
}
