import type { Registry } from '#app/ports.ts';
import type { DatasetAccess, Profile, ProfileSpec } from '#core/access/profile.ts';
import type { Shown } from '#core/datasets/widening.ts';
import type { Level } from '#core/model/geography.ts';
import type { DatasetId, ProfileId } from '#core/model/id.ts';
import { waitingChanges } from './change-store.ts';
import { listProfileItems } from './profile-store.ts';

/** What profiles in use show of each dataset, and what those would show that wait to be approved. */
export async function shownByProfiles(registry: Registry): Promise<(dataset: DatasetId) => readonly Shown[]> {
  const specs = await specsInUse(registry);
  return (dataset) =>
    specs.flatMap(({ title, datasets }) => {
      const access = datasets[dataset];
      return access === undefined ? [] : [{ by: title, access }];
    });
}

/** Titles of the profiles, in use or waiting to be approved, that show areas of a level but no exact places. */
export async function profilesShowingLevel(registry: Registry, level: Level): Promise<readonly string[]> {
  const specs = await specsInUse(registry);
  const shows = ({ precision }: DatasetAccess) => !precision.exact && precision.levels.includes(level);
  return specs.flatMap(({ title, datasets }) => (Object.values(datasets).some(shows) ? [title] : []));
}

/** The ids of the profiles in use that show each dataset. */
export async function profilesShowing(
  registry: Registry,
): Promise<(dataset: DatasetId) => readonly ProfileId[]> {
  const active = await activeProfiles(registry);
  return (dataset) => active.flatMap(({ id, datasets }) => (Object.hasOwn(datasets, dataset) ? [id] : []));
}

async function specsInUse(registry: Registry): Promise<readonly ProfileSpec[]> {
  const [active, waiting] = await Promise.all([activeProfiles(registry), waitingChanges(registry)]);
  return [...active, ...waiting.map(({ spec }) => spec)];
}

async function activeProfiles(registry: Registry): Promise<readonly Profile[]> {
  const items = await listProfileItems(registry);
  return items.flatMap(({ profile }) => (profile.state === 'active' ? [profile] : []));
}
