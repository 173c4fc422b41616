import { allItems } from '#app/every-item.ts';
import type { Platform, Registry, RegistryWrite } from '#app/ports.ts';
import { versionSort } from '#app/version-sort.ts';
import { type Profile, type ProfileSpec, wholeAccess } from '#core/access/profile.ts';
import type { DatasetDefinition } from '#core/model/dataset.ts';
import { AppError } from '#core/model/error.ts';
import type { OrganisationId, ProfileId } from '#core/model/id.ts';

/** Registry partition of the current versions of profiles, by id. */
export const PROFILE_PARTITION = 'profile';

/** A profile that an organisation may give to its people, until and with a local day (`yyyy-mm-dd`); null = no end. */
export type Grant = { readonly profile: ProfileId; readonly until: string | null };

/** A profile with the version of its registry item, which is its entity tag. */
export type StoredProfile = { readonly profile: Profile; readonly itemVersion: number };

/** The current version of a profile with the version of its registry item, or null. */
export async function findProfile(registry: Registry, id: ProfileId): Promise<StoredProfile | null> {
  const item = await registry.get<Profile>(PROFILE_PARTITION, id);
  return item === null ? null : { profile: item.value, itemVersion: item.version };
}

/** The current version of a profile. Fails with NOT_FOUND. */
export async function getProfile(registry: Registry, id: ProfileId): Promise<StoredProfile> {
  const found = await findProfile(registry, id);
  if (found === null) throw new AppError('NOT_FOUND', `there is no profile "${id}"`);
  return found;
}

/** Every profile as it is now, by id. */
export async function listProfileItems(registry: Registry): Promise<readonly StoredProfile[]> {
  const items = await allItems<Profile>(registry, PROFILE_PARTITION);
  return items.map(({ value, version }) => ({ profile: value, itemVersion: version }));
}

/** One version of a profile, current or not. Fails with NOT_FOUND. */
export async function profileVersion(registry: Registry, id: ProfileId, version: number): Promise<Profile> {
  const item = await registry.get<Profile>(versionPartition(id), versionSort(version));
  if (item === null) throw new AppError('NOT_FOUND', `the profile "${id}" has no version ${version}`);
  return item.value;
}

/** Every version of a profile, the first one first. */
export async function listProfileVersions(registry: Registry, id: ProfileId): Promise<readonly Profile[]> {
  return (await allItems<Profile>(registry, versionPartition(id))).map(({ value }) => value);
}

/** Puts a profile in force as its next version. Fails with CONFLICT when somebody else was quicker. */
export async function putProfile(
  { registry }: Pick<Platform, 'registry'>,
  profile: Profile,
  itemVersion: number,
  also: readonly RegistryWrite[] = [],
): Promise<void> {
  await registry.transact([
    { kind: 'put', partition: PROFILE_PARTITION, sort: profile.id, value: profile, expected: itemVersion },
    {
      kind: 'put',
      partition: versionPartition(profile.id),
      sort: versionSort(profile.version),
      value: profile,
      expected: 0,
    },
    ...also,
  ]);
}

/** An organisation's grant of a profile, or null. */
export async function findGrant(
  registry: Registry,
  organisation: OrganisationId,
  profile: ProfileId,
): Promise<Grant | null> {
  return (await registry.get<Grant>(grantPartition(organisation), profile))?.value ?? null;
}

/** The profiles that an organisation may give, by id. */
export async function listGrantItems(
  registry: Registry,
  organisation: OrganisationId,
): Promise<readonly Grant[]> {
  return (await allItems<Grant>(registry, grantPartition(organisation))).map(({ value }) => value);
}

/** The organisations that may give a profile. */
export async function listGrantees(
  registry: Registry,
  profile: ProfileId,
): Promise<readonly OrganisationId[]> {
  return (await allItems(registry, granteePartition(profile))).map(({ sort }) => sort);
}

/** Lets an organisation give a profile to its people. */
export async function putGrant(
  registry: Registry,
  organisation: OrganisationId,
  grant: Grant,
): Promise<void> {
  const { profile } = grant;
  await registry.transact([
    {
      kind: 'put',
      partition: grantPartition(organisation),
      sort: profile,
      value: grant,
      expected: null,
    },
    {
      kind: 'put',
      partition: granteePartition(profile),
      sort: organisation,
      value: { organisation },
      expected: null,
    },
  ]);
}

/** Takes a profile from an organisation; absent is fine. */
export async function removeGrant(
  registry: Registry,
  organisation: OrganisationId,
  profile: ProfileId,
): Promise<void> {
  await registry.transact([
    { kind: 'delete', partition: grantPartition(organisation), sort: profile, expected: null },
    { kind: 'delete', partition: granteePartition(profile), sort: organisation, expected: null },
  ]);
}

/** A profile that shows everything of these datasets, as they are defined now. */
export function wholeProfile(definitions: readonly DatasetDefinition[]): ProfileSpec {
  return {
    id: 'all-records',
    title: 'All records',
    description: 'Every field and record of every dataset, with exact places.',
    datasets: Object.fromEntries(
      definitions.map((definition) => [definition.id, wholeAccess(definition)] as const),
    ),
  };
}

function versionPartition(id: ProfileId): string {
  return `${PROFILE_PARTITION}-version#${id}`;
}

function grantPartition(organisation: OrganisationId): string {
  return `${PROFILE_PARTITION}-grant#${organisation}`;
}

function granteePartition(profile: ProfileId): string {
  return `${PROFILE_PARTITION}-grantee#${profile}`;
}
