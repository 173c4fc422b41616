import type { Platform } from '#app/ports.ts';
import type { DatasetId, ManifestId } from '#core/model/id.ts';
import { type Manifest, manifestKey } from '#core/model/manifest.ts';

/** Which manifest of a dataset is current, and which was before. */
export type Pointer = { readonly manifest: ManifestId; readonly previous: ManifestId | null };
/** One move of the pointer. */
export type PointerMove = { readonly manifest: ManifestId; readonly at: string };

/** Registry partition of the pointers, sorted by dataset. */
export const POINTER_PARTITION = 'publication';
/** Publications of which everything is kept, besides those of the grace time. */
export const KEPT_PUBLICATIONS = 10;

/** Registry partition of the moves of one dataset's pointer, sorted by manifest. */
export function historyPartition(dataset: DatasetId): string {
  return `publication-history#${dataset}`;
}

/** The pointer of a dataset with its version in the registry; version 0 and null when nothing was ever published. */
export async function readPointer(
  platform: Pick<Platform, 'registry'>,
  dataset: DatasetId,
): Promise<{ readonly version: number; readonly pointer: Pointer | null }> {
  const item = await platform.registry.get<Pointer>(POINTER_PARTITION, dataset);
  return { version: item?.version ?? 0, pointer: item?.value ?? null };
}

/** A manifest by id, or null. */
export async function readManifest(
  platform: Pick<Platform, 'objects'>,
  dataset: DatasetId,
  id: ManifestId,
): Promise<Manifest | null> {
  const body = await platform.objects.get(manifestKey(dataset, id));
  return body === null ? null : (JSON.parse(new TextDecoder().decode(body)) as Manifest);
}

/** What is published of a dataset now, or null when nothing ever was. */
export async function currentManifest(
  platform: Pick<Platform, 'registry' | 'objects'>,
  dataset: DatasetId,
): Promise<Manifest | null> {
  const { pointer } = await readPointer(platform, dataset);
  if (pointer === null) return null;
  const manifest = await readManifest(platform, dataset, pointer.manifest);
  if (manifest === null) throw new Error(`the manifest ${pointer.manifest} of ${dataset} is missing`);
  return manifest;
}

/** Moves of a dataset's pointer, newest first, at most `limit`. */
export async function listPublications(
  platform: Pick<Platform, 'registry'>,
  dataset: DatasetId,
  limit = 100,
): Promise<readonly PointerMove[]> {
  const items = await platform.registry.list<PointerMove>(historyPartition(dataset), {
    descending: true,
    limit,
  });
  return items.map(({ value }) => value);
}
