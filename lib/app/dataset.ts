import type { DatasetDefinition } from '#core/model/dataset.ts';
import { AppError } from '#core/model/error.ts';
import type { DatasetId } from '#core/model/id.ts';
import { audited } from './audit/audited.ts';
import { authorise } from './authorise.ts';
import type { Caller } from './caller.ts';
import { judgeDefinition } from './dataset/judge.ts';
import {
  completed,
  currentDefinition,
  DATASET_PARTITION,
  definitionWrites,
  readVersion,
} from './dataset/store.ts';
import { allItems } from './every-item.ts';
import type { Platform } from './ports.ts';
import { defineTables } from './publication/tables.ts';

const MAX_BYTES = 400_000;

/** A definition as it now stands, the version of its item in the registry, and whether this call changed anything. */
export type AppliedDefinition = {
  readonly definition: DatasetDefinition;
  readonly itemVersion: number;
  readonly changed: boolean;
};

/**
 * Makes what a person wrote the current definition of its dataset. The version that it states and whether it is retired
 * are not looked at: new content gets the next version, the same content as now changes nothing. The tables of the
 * engine follow, after it; applying the same again makes up for tables that could not. Fails with
 * SPEC_INVALID and every fault at once, also of amendments that would contradict the records that there are, TOO_LARGE,
 * CONFLICT when the item no longer has the expected version or somebody else was quicker, FORBIDDEN.
 */
export async function applyDefinition(
  platform: Pick<Platform, 'registry' | 'tables' | 'audit' | 'newId'>,
  caller: Caller,
  spec: unknown,
  options: { readonly expected?: number; readonly id?: DatasetId } = {},
): Promise<AppliedDefinition> {
  authorise(caller, 'change-datasets');
  const { definition, current, faults, guards } = await judgeDefinition(platform, spec);
  const misnamed =
    definition !== null && options.id !== undefined && definition.id !== options.id
      ? [{ at: 'id', message: `got ${definition.id} at the address of ${options.id}: an id never changes` }]
      : [];
  if (definition === null || faults.length + misnamed.length > 0) {
    const all = [...misnamed, ...faults];
    throw new AppError(
      'SPEC_INVALID',
      `the definition has ${all.length} ${all.length === 1 ? 'fault' : 'faults'}`,
      { details: { faults: all } },
    );
  }
  const { id } = definition;
  const itemVersion = current?.version ?? 0;
  if (options.expected !== undefined && options.expected !== itemVersion)
    throw new AppError(
      'CONFLICT',
      current === null
        ? `there is no dataset "${id}" yet: send If-Match "0"`
        : `the definition of ${id} has been changed since you read it: read it again`,
    );
  if (current !== null && sameContent(current.value, definition)) {
    await defineTables(platform, current.value);
    return { definition: current.value, itemVersion, changed: false };
  }
  const tooLarge = sizeProblem(definition);
  if (tooLarge !== null) throw new AppError('TOO_LARGE', tooLarge);
  const detail = { version: definition.version };
  await audited(platform, caller, 'administration', `dataset/${id}`, detail, () =>
    platform.registry.transact([...definitionWrites(definition, itemVersion), ...guards]),
  );
  await defineTables(platform, definition);
  return { definition, itemVersion: itemVersion + 1, changed: true };
}

/** What is too large about a definition for the registry to hold it, or null. */
export function sizeProblem(definition: DatasetDefinition): string | null {
  const bytes = Buffer.byteLength(JSON.stringify(definition));
  if (bytes <= MAX_BYTES) return null;
  return `the definition of ${definition.id} takes ${bytes} bytes, ${MAX_BYTES} are allowed: shorten its code lists`;
}

/** The current definition of a dataset. Fails with DATASET_NOT_FOUND. */
export async function getDefinition(
  platform: Pick<Platform, 'registry'>,
  id: DatasetId,
): Promise<DatasetDefinition> {
  const definition = await findDefinition(platform, id);
  if (definition === null) throw new AppError('DATASET_NOT_FOUND', `there is no dataset "${id}"`);
  return definition;
}

/** The current definition of a dataset, or null. */
export async function findDefinition(
  platform: Pick<Platform, 'registry'>,
  id: DatasetId,
): Promise<DatasetDefinition | null> {
  return (await currentDefinition(platform, id))?.value ?? null;
}

/** One version of a dataset's definition, current or not. Fails with DATASET_NOT_FOUND or NOT_FOUND. */
export async function getDefinitionVersion(
  platform: Pick<Platform, 'registry'>,
  id: DatasetId,
  version: number,
): Promise<DatasetDefinition> {
  await getDefinition(platform, id);
  return readVersion(platform, id, version);
}

/** Current definitions of all datasets, by id. */
export async function listDefinitions(
  platform: Pick<Platform, 'registry'>,
): Promise<readonly DatasetDefinition[]> {
  const items = await allItems<DatasetDefinition>(platform.registry, DATASET_PARTITION);
  return items.map(({ value }) => completed(value));
}

function isPlain(spec: unknown): spec is Record<string, unknown> {
  return typeof spec === 'object' && spec !== null && !Array.isArray(spec);
}

function sameContent(one: DatasetDefinition, other: DatasetDefinition): boolean {
  return canonical({ ...one, version: 0 }) === canonical({ ...other, version: 0 });
}

/** JSON with the keys of every object in order, so that only content is compared. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    isPlain(part) ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part,
  );
}
