import { audited, publicationFacts } from '#app/audit/audited.ts';
import { authorise } from '#app/authorise.ts';
import type { Caller } from '#app/caller.ts';
import { getDefinition } from '#app/dataset.ts';
import { deliveryWrite, listDeliveryItems } from '#app/ingest/delivery-store.ts';
import { type LeaseOptions, withDatasetLease } from '#app/ingest/lease.ts';
import type { IngestPlatform, RegistryItem, RegistryWrite } from '#app/ports.ts';
import type { Delivery } from '#core/model/delivery.ts';
import { AppError } from '#core/model/error.ts';
import { brandId, type DatasetId, type ManifestId } from '#core/model/id.ts';
import { type Manifest, manifestKey } from '#core/model/manifest.ts';
import { historyPartition, readManifest, readPointer } from './manifest-store.ts';
import { pointerWrites } from './publish.ts';

const MAX_DELIVERIES = 90;

/**
 * Publishes again exactly what an earlier manifest says: deliveries that came after it are withdrawn, those withdrawn
 * since are back. Fails with FORBIDDEN, with NOT_FOUND when the manifest or any of its files is no longer kept, with
 * TOO_LARGE when more than 90 deliveries would change.
 */
export async function rollBack(
  platform: IngestPlatform,
  caller: Caller,
  dataset: DatasetId,
  to: ManifestId,
  lease: LeaseOptions = {},
): Promise<Manifest> {
  authorise(caller, 'change-publications');
  await getDefinition(platform, dataset);
  return audited(
    platform,
    caller,
    'alteration',
    `dataset/${dataset}`,
    { change: 'rollback', to },
    () => withDatasetLease(platform, dataset, () => pointBack(platform, dataset, to), lease),
    { datasets: [dataset] },
    publicationFacts,
  );
}

async function pointBack(platform: IngestPlatform, dataset: DatasetId, to: ManifestId): Promise<Manifest> {
  const earlier = await keptManifest(platform, dataset, to);
  const { version, pointer } = await readPointer(platform, dataset);
  const manifest: Manifest = {
    ...earlier,
    id: brandId<ManifestId>(platform.newId()),
    createdAt: platform.clock().toISOString(),
    previous: pointer?.manifest ?? null,
    reason: 'rollback',
  };
  const writes = await deliveryChanges(platform, manifest);
  await platform.objects.put(manifestKey(dataset, manifest.id), JSON.stringify(manifest), { ifAbsent: true });
  await platform.registry.transact([...pointerWrites(dataset, manifest, version), ...writes]);
  return manifest;
}

async function keptManifest(platform: IngestPlatform, dataset: DatasetId, id: ManifestId): Promise<Manifest> {
  const wasPublished = await platform.registry.get(historyPartition(dataset), id);
  const manifest = wasPublished === null ? null : await readManifest(platform, dataset, id);
  if (manifest === null) throw new AppError('NOT_FOUND', `${dataset} has no publication ${id}`);
  for (const { key } of manifest.periods.flatMap(({ files }) => files)) {
    if ((await platform.objects.size(key)) === null) {
      throw new AppError('NOT_FOUND', `the files of publication ${id} are no longer kept`);
    }
  }
  return manifest;
}

async function deliveryChanges(platform: IngestPlatform, manifest: Manifest): Promise<RegistryWrite[]> {
  const inside = new Set(manifest.deliveries.map(({ number }) => number));
  const changed: { item: RegistryItem<Delivery>; state: Delivery['state'] }[] = [];
  let before: number | undefined;
  for (;;) {
    const page = await listDeliveryItems(platform, manifest.dataset, before === undefined ? {} : { before });
    for (const item of page) {
      const { number, state } = item.value;
      if (state === 'published' && !inside.has(number)) changed.push({ item, state: 'withdrawn' });
      if (state === 'withdrawn' && inside.has(number)) changed.push({ item, state: 'published' });
    }
    const last = page.at(-1);
    if (last === undefined) break;
    before = last.value.number;
  }
  if (changed.length > MAX_DELIVERIES) {
    throw new AppError(
      'TOO_LARGE',
      `${changed.length} deliveries would change, ${MAX_DELIVERIES} are allowed: roll back in steps`,
    );
  }
  return changed.map(({ item, state }) =>
    deliveryWrite(item, { ...item.value, state, step: `${state} by a roll-back`, manifest: manifest.id }),
  );
}
