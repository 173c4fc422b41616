import { readDefinition } from '#core/datasets/definition-check.ts';
import type { DatasetDefinition } from '#core/model/dataset.ts';
import { AppError } from '#core/model/error.ts';
import type { DatasetId } from '#core/model/id.ts';
import type { Caller } from './caller.ts';
import type { Platform } from './ports.ts';

const PARTITION = 'dataset';
const MAX_BYTES = 400_000;
const PAGE = 100;

/** A definition as it now stands, and whether this call changed anything. */
export type AppliedDefinition = { readonly definition: DatasetDefinition; readonly changed: boolean };

/**
 * Makes what a person wrote the current definition of its dataset. The version that it states is not looked at:
 * new content gets the next one, the same content as now changes nothing. Fails with SPEC_INVALID and every fault at
 * once, TOO_LARGE, CONFLICT when somebody else was quicker, FORBIDDEN unless a super-admin asks.
 */
export async function applyDefinition(
  platform: Pick<Platform, 'registry' | 'audit' | 'newId'>,
  caller: Caller,
  spec: unknown,
): Promise<AppliedDefinition> {
  if (!caller.roles.includes('super-admin'))
    throw new AppError('FORBIDDEN', 'only a super-admin may change datasets');
  const written = readDefinition(isPlain(spec) ? { version: 1, ...spec } : spec);
  if ('faults' in written)
    throw new AppError(
      'SPEC_INVALID',
      `the definition has ${written.faults.length} ${written.faults.length === 1 ? 'fault' : 'faults'}`,
      { details: { faults: written.faults } },
    );
  const { id } = written.definition;
  const current = await platform.registry.get<DatasetDefinition>(PARTITION, id);
  const definition = { ...written.definition, version: (current?.value.version ?? 0) + 1 };
  if (current !== null && sameContent(current.value, definition))
    return { definition: current.value, changed: false };
  const bytes = Buffer.byteLength(JSON.stringify(definition));
  if (bytes > MAX_BYTES)
    throw new AppError(
      'TOO_LARGE',
      `the definition of ${id} takes ${bytes} bytes, ${MAX_BYTES} are allowed: shorten its code lists`,
    );

  const effect = platform.newId();
  const event = {
    action: 'administration',
    effect,
    who: caller.user,
    organisation: caller.organisation,
    object: `dataset/${id}`,
    detail: { version: definition.version },
  } as const;
  await platform.audit.record({ phase: 'intent', ...event });
  await platform.registry.transact([
    { kind: 'put', partition: PARTITION, sort: id, value: definition, expected: current?.version ?? 0 },
    {
      kind: 'put',
      partition: versionPartition(id),
      sort: versionSort(definition.version),
      value: definition,
      expected: 0,
    },
  ]);
  await platform.audit.record({ phase: 'outcome', ...event });
  return { definition, changed: true };
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
  const item = await platform.registry.get<DatasetDefinition>(PARTITION, id);
  return item?.value ?? null;
}

/** One version of a dataset's definition, current or not. Fails with DATASET_NOT_FOUND or NOT_FOUND. */
export async function getDefinitionVersion(
  platform: Pick<Platform, 'registry'>,
  id: DatasetId,
  version: number,
): Promise<DatasetDefinition> {
  const item = await platform.registry.get<DatasetDefinition>(versionPartition(id), versionSort(version));
  if (item !== null) return item.value;
  const { version: latest } = await getDefinition(platform, id);
  throw new AppError(
    'NOT_FOUND',
    `the dataset "${id}" has no version ${version}: its versions are 1 to ${latest}`,
  );
}

/** Current definitions of all datasets, by id. */
export async function listDefinitions(
  platform: Pick<Platform, 'registry'>,
): Promise<readonly DatasetDefinition[]> {
  const definitions: DatasetDefinition[] = [];
  let after: string | undefined;
  do {
    const page = await platform.registry.list<DatasetDefinition>(PARTITION, {
      limit: PAGE,
      ...(after === undefined ? {} : { after }),
    });
    definitions.push(...page.map(({ value }) => value));
    after = page.length < PAGE ? undefined : page.at(-1)?.sort;
  } while (after !== undefined);
  return definitions;
}

function versionPartition(id: DatasetId): string {
  return `${PARTITION}-version#${id}`;
}

function versionSort(version: number): string {
  return String(version).padStart(8, '0');
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
