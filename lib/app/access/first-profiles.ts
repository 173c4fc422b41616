import { listDefinitions } from '#app/dataset.ts';
import { DEMO_ORGANISATIONS } from '#app/people.ts';
import type { Clock, Registry } from '#app/ports.ts';
import type { DatasetAccess, ProfileSpec } from '#core/access/profile.ts';
import { FIRST_DEFINITIONS } from '#core/datasets/first-five.ts';
import type { DatasetDefinition, Field } from '#core/model/dataset.ts';
import type { OrganisationId, ProfileId } from '#core/model/id.ts';
import { findGrant, findProfile, putGrant, putProfile, wholeProfile } from './profile-store.ts';

/** The organisation that tries out what narrower profiles show. */
const TRIES_OUT = 'metropolitan-police';

/**
 * The profiles that go with the demonstration accounts, over the first datasets as they are defined now, granted to
 * their organisations; what is there stays.
 */
export async function addFirstProfiles(registry: Registry, clock: Clock): Promise<void> {
  const known = new Map((await listDefinitions({ registry })).map((one) => [one.id, one]));
  const definitions = FIRST_DEFINITIONS.map((first) => known.get(first.id) ?? first);
  const whole = wholeProfile(definitions);
  const narrow = [boroughCounts(definitions), wardRecords(definitions)];
  for (const spec of [whole, ...narrow]) await addProfile(registry, clock, spec);
  for (const { id } of DEMO_ORGANISATIONS) await addGrant(registry, id, whole.id);
  for (const { id } of narrow) await addGrant(registry, TRIES_OUT, id);
}

/** Counts by borough and by codes that say nothing of a person. */
function boroughCounts(definitions: readonly DatasetDefinition[]): ProfileSpec {
  return {
    id: 'borough-counts',
    title: 'Borough counts',
    description: 'Counts by borough and month of every dataset, none of fewer than 5, without downloads.',
    datasets: shown(definitions, (field) => isOpen(field) && field.codeList !== undefined, {
      precision: { exact: false, cell: null, levels: ['borough'] },
      kind: 'counts',
      download: false,
      minimumCount: 5,
    }),
  };
}

/** Records as far as the ward, without what says something of a person. */
function wardRecords(definitions: readonly DatasetDefinition[]): ProfileSpec {
  return {
    id: 'ward-records',
    title: 'Ward records',
    description: 'Records of every dataset by ward and borough, without coordinates and personal fields.',
    datasets: shown(definitions, isOpen, {
      precision: { exact: false, cell: null, levels: ['borough', 'ward'] },
      kind: 'records',
      download: true,
      minimumCount: 1,
    }),
  };
}

function shown(
  definitions: readonly DatasetDefinition[],
  shows: (field: Field) => boolean,
  how: Pick<DatasetAccess, 'precision' | 'kind' | 'download' | 'minimumCount'>,
): ProfileSpec['datasets'] {
  return Object.fromEntries(
    definitions.map(({ id, fields, lookups }) => {
      const names = fields.filter(shows).map(({ name }) => name);
      const joined = lookups.flatMap(({ name, on }) => (names.includes(on) ? [name] : []));
      return [id, { fields: [...names, ...joined], rowRule: null, rounding: 1, ...how }] as const;
    }),
  );
}

function isOpen({ role, sensitivity }: Field): boolean {
  return sensitivity === 'open' && (role === 'dimension' || role === 'measure');
}

async function addProfile(registry: Registry, clock: Clock, spec: ProfileSpec): Promise<void> {
  if ((await findProfile(registry, spec.id)) !== null) return;
  const profile = {
    ...spec,
    version: 1,
    state: 'active',
    createdAt: clock().toISOString(),
    createdBy: 'operator',
    approvedBy: null,
  } as const;
  await putProfile({ registry }, profile, 0);
}

async function addGrant(registry: Registry, organisation: OrganisationId, profile: ProfileId): Promise<void> {
  if ((await findGrant(registry, organisation, profile)) === null)
    await putGrant(registry, organisation, { profile, until: null });
}
