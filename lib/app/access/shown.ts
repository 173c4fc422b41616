import type { Registry } from '#app/ports.ts';
import type { ProfileSpec } from '#core/access/profile.ts';
import type { Shown } from '#core/datasets/widening.ts';
import type { DatasetId } from '#core/model/id.ts';
import { waitingChanges } from './change-store.ts';
import { listProfileItems } from './profile-store.ts';

/** What profiles in use show of each dataset, and what those would show that wait to be approved. */
export async function shownByProfiles(registry: Registry): Promise<(dataset: DatasetId) => readonly Shown[]> {
  const [items, waiting] = await Promise.all([listProfileItems(registry), waitingChanges(registry)]);
  const active = items.flatMap(({ profile }) => (profile.state === 'active' ? [profile] : []));
  const specs: readonly ProfileSpec[] = [...active, ...waiting.map(({ spec }) => spec)];
  return (dataset) =>
    specs.flatMap(({ title, datasets }) => {
      const access = datasets[dataset];
      return access === undefined ? [] : [{ by: title, access }];
    });
}
