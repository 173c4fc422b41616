import type { Registry, RegistryWrite } from '#app/ports.ts';
import type { DatasetId, ManifestId } from '#core/model/id.ts';

/** Publications of a dataset that are kept because links show them: the newest of those that any link names. */
export const KEPT_FOR_LINKS = 50;

/** Registry partition of the publications of a dataset that links name, by manifest. */
function pinPartition(dataset: DatasetId): string {
  return `link-publication#${dataset}`;
}

/** Writes that keep publications for a link. */
export function pinWrites(manifests: Readonly<Record<DatasetId, ManifestId>>): readonly RegistryWrite[] {
  return Object.entries(manifests).map(([dataset, manifest]) => ({
    kind: 'put',
    partition: pinPartition(dataset),
    sort: manifest,
    value: { manifest },
    expected: null,
  }));
}

/** The publications of a dataset that clean-up keeps for links. */
export async function linkedManifests(
  { registry }: { readonly registry: Registry },
  dataset: DatasetId,
): Promise<readonly ManifestId[]> {
  const items = await registry.list<{ readonly manifest: ManifestId }>(pinPartition(dataset), {
    descending: true,
    limit: KEPT_FOR_LINKS,
  });
  return items.map(({ value }) => value.manifest);
}
