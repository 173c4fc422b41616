import type { Platform } from '#app/ports.ts';
import {
  historyPartition,
  POINTER_PARTITION,
  readManifest,
  readPointer,
} from '#app/publication/manifest-store.ts';
import { brandId, type ManifestId } from '#core/model/id.ts';
import { type Manifest, manifestKey } from '#core/model/manifest.ts';

/** Publishes a dataset of the fixture again, without the years that are named, and returns what was published. */
export async function republish(
  { registry, objects, clock, newId }: Pick<Platform, 'registry' | 'objects' | 'clock' | 'newId'>,
  dataset: string,
  without: readonly string[],
  base: ManifestId | null = null,
): Promise<Manifest> {
  const { pointer } = await readPointer({ registry }, dataset);
  const before = await readManifest({ objects }, dataset, base ?? pointer?.manifest ?? brandId(''));
  if (before === null) throw new Error(`nothing is published of ${dataset}`);
  const periods = before.periods.filter(({ period }) => !without.includes(period));
  const manifest: Manifest = {
    ...before,
    id: brandId<ManifestId>(newId()),
    createdAt: clock().toISOString(),
    previous: pointer?.manifest ?? null,
    periods,
    rows: periods.reduce((sum, { rows }) => sum + rows, 0),
  };
  await publishManifest({ registry, objects }, manifest);
  return manifest;
}

/** Writes a manifest down as the current publication of its dataset, and into its history. */
export async function publishManifest(
  { registry, objects }: Pick<Platform, 'registry' | 'objects'>,
  manifest: Manifest,
): Promise<void> {
  const { id, dataset, previous, createdAt } = manifest;
  await objects.put(manifestKey(dataset, id), JSON.stringify(manifest));
  const value = { manifest: id, previous };
  await registry.transact([
    { kind: 'put', partition: POINTER_PARTITION, sort: dataset, value, expected: null },
    {
      kind: 'put',
      partition: historyPartition(dataset),
      sort: id,
      value: { manifest: id, at: createdAt },
      expected: 0,
    },
  ]);
}
