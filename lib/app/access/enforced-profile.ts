import { createHash } from 'node:crypto';
import { findDefinition } from '#app/dataset.ts';
import type { EnforcedProfile, EnforcedTable, Platform, RegistryItem, RegistryWrite } from '#app/ports.ts';
import { currentManifest } from '#app/publication/manifest-store.ts';
import type { TableAccess } from '#core/access/engine-access.ts';
import { localMonth } from '#core/access/local-day.ts';
import type { Profile } from '#core/access/profile.ts';
import type { DatasetDefinition } from '#core/model/dataset.ts';
import type { DatasetId } from '#core/model/id.ts';
import { type Manifest, rollupsOf } from '#core/model/manifest.ts';
import { viewFor } from '#core/view/view.ts';
import { type Enforcement, SUSPENDED } from './enforcement-store.ts';
import { PROFILE_PARTITION, type StoredProfile } from './profile-store.ts';
import { type Stops, stopCheck } from './stop-store.ts';

/** How long Athena keeps the results of a statement. */
const RESULTS_MS = 24 * 60 * 60 * 1_000;

/** A profile as it should be in force, and what must still be true when it is written down that it is. */
export type WantedProfile = {
  readonly profile: Profile;
  readonly enforced: EnforcedProfile;
  readonly digest: string;
  readonly checks: readonly RegistryWrite[];
};

/** What is published of a dataset and how it is defined, or null; each is read once. */
export type Published = (dataset: DatasetId) => Promise<{
  readonly definition: DatasetDefinition;
  readonly geography: Manifest['geography'];
  /** Whether there is any roll-up of it. */
  readonly isRolledUp: boolean;
} | null>;

/** What is published now, as of the first time that it is asked for. */
export function publishedNow(platform: Pick<Platform, 'registry' | 'objects'>): Published {
  const known = new Map<DatasetId, ReturnType<Published>>();
  return (dataset) => {
    const found = known.get(dataset) ?? readPublished(platform, dataset);
    known.set(dataset, found);
    return found;
  };
}

/** How a profile should be in force now, with what is published, defined and stopped. */
export async function wantedProfile(
  { clock }: Pick<Platform, 'clock'>,
  { profile, itemVersion }: StoredProfile,
  { everything, profiles }: Stops,
  published: Published,
): Promise<WantedProfile> {
  const { id } = profile;
  const unchanged = { kind: 'check', partition: PROFILE_PARTITION, sort: id, expected: itemVersion } as const;
  if (profile.state === 'retired') {
    const over = clock().getTime() >= Date.parse(profile.createdAt) + RESULTS_MS;
    const state = over ? 'removed' : 'retired';
    return { profile, enforced: { id, state }, digest: state, checks: [unchanged] };
  }
  if (everything || profiles.has(id))
    return { profile, enforced: { id, state: 'suspended' }, digest: SUSPENDED, checks: [unchanged] };
  const tables = await enforcedTables(profile, localMonth(clock()), published);
  return {
    profile,
    enforced: { id, state: 'active', tables },
    digest: createHash('sha256').update(JSON.stringify(tables)).digest('hex'),
    checks: [unchanged, stopCheck('profile', id), stopCheck('everything', 'all')],
  };
}

/** Whether what is written down of a profile's enforcement is this. */
export function isRecorded(
  { profile, enforced, digest }: WantedProfile,
  item: RegistryItem<Enforcement> | null,
): boolean {
  const version = enforced.state === 'suspended' ? 0 : profile.version;
  return item !== null && item.value.version >= version && item.value.digest === digest;
}

/** What a profile may read: of each dataset that it shows and of which something is published. */
async function enforcedTables(
  { datasets }: Pick<Profile, 'datasets'>,
  month: number,
  published: Published,
): Promise<readonly EnforcedTable[]> {
  const shown = Object.entries(datasets).sort(([a], [b]) => (a < b ? -1 : 1));
  const tables = await Promise.all(
    shown.map(async ([dataset, access]): Promise<readonly EnforcedTable[]> => {
      const found = await published(dataset);
      if (found === null) return [];
      const view = viewFor(found.definition, access, month);
      const rollup = found.isRolledUp ? view.rollup(found.geography) : null;
      return [
        enforcedTable(dataset, 'records', view.table(found.geography)),
        ...(rollup === null ? [] : [enforcedTable(dataset, 'rollup', rollup)]),
      ];
    }),
  );
  return tables.flat();
}

function enforcedTable(
  dataset: DatasetId,
  kind: EnforcedTable['kind'],
  { columns, rowFilter }: TableAccess,
): EnforcedTable {
  return { dataset, kind, columns: [...columns].sort(), rowFilter };
}

/** The columns that a profile reads of each dataset's roll-ups. */
export function rollupsIn(enforced: EnforcedProfile): Readonly<Record<DatasetId, readonly string[]>> {
  const tables = enforced.state === 'active' ? enforced.tables : [];
  return Object.fromEntries(
    tables.flatMap(({ dataset, kind, columns }) => (kind === 'rollup' ? [[dataset, columns]] : [])),
  );
}

async function readPublished(
  platform: Pick<Platform, 'registry' | 'objects'>,
  dataset: DatasetId,
): ReturnType<Published> {
  const [definition, manifest] = await Promise.all([
    findDefinition(platform, dataset),
    currentManifest(platform, dataset),
  ]);
  if (definition === null || definition.retired || manifest === null) return null;
  return { definition, geography: manifest.geography, isRolledUp: rollupsOf(manifest).length > 0 };
}
