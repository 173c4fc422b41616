import { audited } from '#app/audit/audited.ts';
import { authorise } from '#app/authorise.ts';
import type { Caller } from '#app/caller.ts';
import { listDefinitions, sizeProblem } from '#app/dataset.ts';
import type { Platform, RegistryItem } from '#app/ports.ts';
import type { DatasetDefinition } from '#core/model/dataset.ts';
import { AppError, type Fault } from '#core/model/error.ts';
import type { DatasetId } from '#core/model/id.ts';
import { judgeDefinition } from './judge.ts';
import { currentDefinition, definitionWrites } from './store.ts';

/** A definition with the version of its item in the registry. */
export type StoredDefinition = { readonly definition: DatasetDefinition; readonly itemVersion: number };
/** A definition in a list. */
export type DefinitionSummary = Pick<DatasetDefinition, 'id' | 'title' | 'version' | 'retired'> & {
  readonly agency: string;
  readonly itemVersion: number;
};

/** Every definition, by dataset, retired ones too. */
export async function summariseDefinitions(
  platform: Pick<Platform, 'registry'>,
  caller: Caller,
): Promise<readonly DefinitionSummary[]> {
  authorise(caller, 'read-definitions');
  const definitions = await listDefinitions(platform);
  return Promise.all(
    definitions.map(async ({ id }) => {
      const { value, version: itemVersion } = await mustFind(platform, id);
      const { title, version, retired, contract } = value;
      return { id, title, version, agency: contract.agency, retired, itemVersion };
    }),
  );
}

/** The current definition of a dataset, to be edited. Fails with DATASET_NOT_FOUND. */
export async function openDefinition(
  platform: Pick<Platform, 'registry'>,
  caller: Caller,
  id: DatasetId,
): Promise<StoredDefinition> {
  authorise(caller, 'read-definitions');
  const { value, version } = await mustFind(platform, id);
  return { definition: value, itemVersion: version };
}

/** What applying this would say: every fault, or what it means for the records that there are already. */
export async function checkDefinition(
  platform: Pick<Platform, 'registry'>,
  caller: Caller,
  spec: unknown,
): Promise<{ readonly faults: readonly Fault[]; readonly notes: readonly string[] }> {
  authorise(caller, 'change-datasets');
  const { definition, faults, notes } = await judgeDefinition(platform, spec);
  const tooLarge = definition === null ? null : sizeProblem(definition);
  return { faults: tooLarge === null ? faults : [...faults, { at: 'codeLists', message: tooLarge }], notes };
}

/**
 * Retires a dataset, or brings it back: a retired one is offered to nobody, answers no query and takes no delivery; its
 * records and their history stay. Already so changes nothing. Fails with DATASET_NOT_FOUND or CONFLICT.
 */
export async function retireDefinition(
  platform: Pick<Platform, 'registry' | 'audit' | 'newId'>,
  caller: Caller,
  id: DatasetId,
  retired: boolean,
  expected: number | null = null,
): Promise<StoredDefinition> {
  authorise(caller, 'change-datasets');
  const { value, version } = await mustFind(platform, id);
  if (expected !== null && expected !== version)
    throw new AppError(
      'CONFLICT',
      `the definition of ${id} has been changed since you read it: read it again`,
    );
  if (value.retired === retired) return { definition: value, itemVersion: version };
  const definition = { ...value, retired, version: value.version + 1 };
  const detail = { version: definition.version, change: retired ? 'retirement' : 'return' };
  await audited(platform, caller, 'administration', `dataset/${id}`, detail, () =>
    platform.registry.transact(definitionWrites(definition, version)),
  );
  return { definition, itemVersion: version + 1 };
}

async function mustFind(
  platform: Pick<Platform, 'registry'>,
  id: DatasetId,
): Promise<RegistryItem<DatasetDefinition>> {
  const item = await currentDefinition(platform, id);
  if (item === null) throw new AppError('DATASET_NOT_FOUND', `there is no dataset "${id}"`);
  return item;
}
