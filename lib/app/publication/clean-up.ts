import { heldManifests } from '#app/audit/hold.ts';
import type { Platform } from '#app/ports.ts';
import { linkedManifests } from '#app/saved/link-pins.ts';
import type { DatasetId } from '#core/model/id.ts';
import { brandId, type ManifestId } from '#core/model/id.ts';
import { type Manifest, manifestKey, tableFolder } from '#core/model/manifest.ts';
import {
  historyPartition,
  KEPT_PUBLICATIONS,
  listPublications,
  readManifest,
  readPointer,
} from './manifest-store.ts';
import { cleanUpTables } from './tables.ts';

/** How long a query may go on reading what is no longer kept. */
const GRACE_MS = 30 * 60_000;
const MAX_RECENT = 1_000;

/**
 * Removes manifests that never became current, and version folders with their partitions that none of the manifests kept
 * names: those of the grace time and the ten before, those under a legal hold, and those that links show. Whoever calls holds the dataset's
 * lease. Returns how many objects went.
 */
export async function cleanUp(
  platform: Pick<Platform, 'registry' | 'objects' | 'tables' | 'clock'>,
  dataset: DatasetId,
): Promise<number> {
  const kept = await keptFolders(platform, dataset);
  let removed = 0;
  for (const kind of ['records', 'rollup', 'index'] as const) {
    for (const key of await platform.objects.list(`${tableFolder(dataset, kind)}/`)) {
      if (kept.has(key.slice(0, key.lastIndexOf('/')))) continue;
      await platform.objects.delete(key);
      removed += 1;
    }
  }
  await cleanUpTables(platform, dataset, kept);
  for (const key of await platform.objects.list(`manifest/${dataset}/`)) {
    const id = brandId<ManifestId>(key.slice(key.lastIndexOf('/') + 1, -'.json'.length));
    if ((await platform.registry.get(historyPartition(dataset), id)) !== null) continue;
    await platform.objects.delete(manifestKey(dataset, id));
    removed += 1;
  }
  return removed;
}

async function keptFolders(
  platform: Pick<Platform, 'registry' | 'objects' | 'clock'>,
  dataset: DatasetId,
): Promise<ReadonlySet<string>> {
  const manifests = await keptManifests(platform, dataset);
  return new Set(
    manifests.flatMap(({ periods }) =>
      periods.flatMap(({ files }) => files.map(({ key }) => key.slice(0, key.lastIndexOf('/')))),
    ),
  );
}

/** The publications whose files are kept: those of the grace time and the ten before, what is held and what links show. */
export async function keptManifests(
  platform: Pick<Platform, 'registry' | 'objects' | 'clock'>,
  dataset: DatasetId,
): Promise<readonly Manifest[]> {
  const moves = await listPublications(platform, dataset, MAX_RECENT);
  const since = platform.clock().getTime() - GRACE_MS;
  const recent = moves.filter(({ at }) => Date.parse(at) >= since).length;
  const ids = moves.slice(0, recent + KEPT_PUBLICATIONS).map(({ manifest }) => manifest);
  const { pointer } = await readPointer(platform, dataset);
  if (pointer !== null && !ids.includes(pointer.manifest)) ids.push(pointer.manifest);
  for (const held of await heldManifests(platform, dataset)) if (!ids.includes(held)) ids.push(held);
  for (const linked of await linkedManifests(platform, dataset)) if (!ids.includes(linked)) ids.push(linked);
  const manifests: Manifest[] = [];
  for (const id of ids) {
    const manifest = await readManifest(platform, dataset, id);
    if (manifest !== null) manifests.push(manifest);
  }
  return manifests;
}
