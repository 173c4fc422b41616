import type { Registry } from '#app/ports.ts';
import type { Profile, ProfileSpec } from '#core/access/profile.ts';
import type { Shown } from '#core/datasets/widening.ts';
import type { DatasetId, ProfileId } from '#core/model/id.ts';
import { waitingChanges } from './change-store.ts';
import { listProfileItems } from './profile-store.ts';

/** What profiles in use show of each dataset, and what those would show that wait to be approved. */
export async function shownByProfiles(registry: Registry): Promise<(dataset: DatasetId) => readonly Shown[]> {
  const [active, waiting] = await Promise.all([activeProfiles(registry), waitingChanges(registry)]);
  const specs: readonly ProfileSpec[] = [...active, ...waiting.map(({ spec }) => spec)];
  return (dataset) =>
    specs.flatMap(({ title, datasets }) => {
      const access = datasets[dataset];
      return access === undefined ? [] : [{ by: title, access }];
    });
}

/** The ids of the profiles in use that show each dataset. */
export async function profilesShowing(
  registry: Registry,
): Promise<(dataset: DatasetId) => readonly ProfileId[]> {
  const active = await activeProfiles(registry);
  return (dataset) => active.flatMap(({ id, datasets }) => (Object.hasOwn(datasets, dataset) ? [id] : []));
}

async function activeProfiles(registry: Registry): Promise<readonly Profile[]> {
  const items = await listProfileItems(registry);
  return items.flatMap(({ profile }) => (profile.state === 'active' ? [profile] : []));
}
