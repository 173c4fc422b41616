import type { Platform, Registry } from '#app/ports.ts';
import { type Profile, type ProfileSpec, wholeAccess } from '#core/access/profile.ts';
import type { DatasetDefinition } from '#core/model/dataset.ts';
import { AppError } from '#core/model/error.ts';
import type { OrganisationId, ProfileId } from '#core/model/id.ts';

const PARTITION = 'profile';

/** A profile that an organisation may give to its people, until and with a local day (`yyyy-mm-dd`); null = no end. */
export type Grant = { readonly profile: ProfileId; readonly until: string | null };

/** The current version of a profile with the version of its registry item, or null. */
export async function findProfile(
  registry: Registry,
  id: ProfileId,
): Promise<{ readonly profile: Profile; readonly itemVersion: number } | null> {
  const item = await registry.get<Profile>(PARTITION, id);
  return item === null ? null : { profile: item.value, itemVersion: item.version };
}

/** One version of a profile, current or not. Fails with NOT_FOUND. */
export async function profileVersion(registry: Registry, id: ProfileId, version: number): Promise<Profile> {
  const item = await registry.get<Profile>(versionPartition(id), versionSort(version));
  if (item === null) throw new AppError('NOT_FOUND', `the profile "${id}" has no version ${version}`);
  return item.value;
}

/** Puts a profile in force as its next version. Fails with CONFLICT when somebody else was quicker. */
export async function putProfile(
  { registry }: Pick<Platform, 'registry'>,
  profile: Profile,
  itemVersion: number,
): Promise<void> {
  await registry.transact([
    { kind: 'put', partition: PARTITION, sort: profile.id, value: profile, expected: itemVersion },
    {
      kind: 'put',
      partition: versionPartition(profile.id),
      sort: versionSort(profile.version),
      value: profile,
      expected: 0,
    },
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

/** Lets an organisation give a profile to its people. */
export async function putGrant(
  registry: Registry,
  organisation: OrganisationId,
  grant: Grant,
): Promise<void> {
  await registry.transact([
    {
      kind: 'put',
      partition: grantPartition(organisation),
      sort: grant.profile,
      value: grant,
      expected: null,
    },
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
  return `${PARTITION}-version#${id}`;
}

function versionSort(version: number): string {
  return String(version).padStart(8, '0');
}

function grantPartition(organisation: OrganisationId): string {
  return `${PARTITION}-grant#${organisation}`;
}
