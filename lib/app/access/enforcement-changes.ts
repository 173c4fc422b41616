import { DATASET_PARTITION } from '#app/dataset/store.ts';
import type { Registry } from '#app/ports.ts';
import { POINTER_PARTITION } from '#app/publication/manifest-store.ts';
import type { ProfileId } from '#core/model/id.ts';
import { listProfileItems, PROFILE_PARTITION } from './profile-store.ts';
import { profilesShowing } from './shown.ts';
import { STOP_PARTITION, stoppedBy } from './stop-store.ts';

/** An item of the registry that was written or removed. */
export type RegistryChange = { readonly partition: string; readonly sort: string };

/**
 * Partitions whose items decide what is in force: profiles, what is stopped, definitions (fields and their roles) and
 * publications (areas that records are located in). A relative month moves with the clock instead.
 */
export const DECISIVE_PARTITIONS = [
  PROFILE_PARTITION,
  STOP_PARTITION,
  DATASET_PARTITION,
  POINTER_PARTITION,
] as const;

/** The profiles that may have to be put in force again after these changes, each once. */
export async function profilesConcerned(
  registry: Registry,
  changes: readonly RegistryChange[],
): Promise<readonly ProfileId[]> {
  const concerned = new Set<ProfileId>();
  const datasets = new Set<string>();
  for (const { partition, sort } of changes) {
    const stopped = partition === STOP_PARTITION ? stoppedBy(sort) : null;
    if (stopped?.kind === 'everything')
      return (await listProfileItems(registry)).map(({ profile }) => profile.id);
    if (stopped?.kind === 'profile') concerned.add(stopped.id);
    if (partition === PROFILE_PARTITION) concerned.add(sort);
    if (partition === DATASET_PARTITION || partition === POINTER_PARTITION) datasets.add(sort);
  }
  if (datasets.size === 0) return [...concerned];
  const showing = await profilesShowing(registry);
  return [...new Set([...concerned, ...[...datasets].flatMap(showing)])];
}
