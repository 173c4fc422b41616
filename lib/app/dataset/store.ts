import type { Platform, RegistryItem, RegistryWrite } from '#app/ports.ts';
import { versionSort } from '#app/version-sort.ts';
import type { DatasetDefinition } from '#core/model/dataset.ts';
import { AppError } from '#core/model/error.ts';
import type { DatasetId } from '#core/model/id.ts';

/** Registry partition of the current definitions, by dataset. */
export const DATASET_PARTITION = 'dataset';

/** Writes that make a definition the current one, over the version of the item that was read (0 = none). */
export function definitionWrites(definition: DatasetDefinition, itemVersion: number): RegistryWrite[] {
  const { id, version } = definition;
  return [
    { kind: 'put', partition: DATASET_PARTITION, sort: id, value: definition, expected: itemVersion },
    {
      kind: 'put',
      partition: versionPartition(id),
      sort: versionSort(version),
      value: definition,
      expected: 0,
    },
  ];
}

/** The item of a dataset's current definition, or null. */
export async function currentDefinition(
  { registry }: Pick<Platform, 'registry'>,
  id: DatasetId,
): Promise<RegistryItem<DatasetDefinition> | null> {
  return registry.get<DatasetDefinition>(DATASET_PARTITION, id);
}

/** One version of a dataset's definition. Fails with NOT_FOUND. */
export async function readVersion(
  platform: Pick<Platform, 'registry'>,
  id: DatasetId,
  version: number,
): Promise<DatasetDefinition> {
  const item = await platform.registry.get<DatasetDefinition>(versionPartition(id), versionSort(version));
  if (item === null) throw new AppError('NOT_FOUND', `the dataset "${id}" has no version ${version}`);
  return item.value;
}

/** Registry partition of the versions of a dataset's definition. */
export function versionPartition(id: DatasetId): string {
  return `${DATASET_PARTITION}-version#${id}`;
}
