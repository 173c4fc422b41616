import { createHash } from 'node:crypto';
import { shownByProfiles } from '#app/access/shown.ts';
import { audited } from '#app/audit/audited.ts';
import { authorise } from '#app/authorise.ts';
import type { Caller } from '#app/caller.ts';
import { datasetsUsing } from '#app/dataset/judge.ts';
import { listDefinitions } from '#app/dataset.ts';
import { allItems } from '#app/every-item.ts';
import { requireVersion } from '#app/item-version.ts';
import type { Platform, RegistryItem } from '#app/ports.ts';
import { lookupCsvFaults, lookupOfCsv } from '#core/datasets/lookup-csv.ts';
import { readLookup } from '#core/datasets/lookup-read.ts';
import { blindLookups, keyToldApart } from '#core/datasets/widening.ts';
import { AppError, type Fault } from '#core/model/error.ts';
import type { DatasetId } from '#core/model/id.ts';
import type { LookupTable } from '#core/model/lookup.ts';
import { LOOKUP_PARTITION, type LookupItem, lookupKey, readTable } from './store.ts';

/** A lookup table in a list. */
export type LookupSummary = Pick<LookupItem, 'name' | 'title' | 'columns'> & {
  readonly rows: number;
  /** Datasets that join it. */
  readonly usedBy: readonly DatasetId[];
  readonly itemVersion: number;
};
/** A whole lookup table with the version of its item. */
export type StoredLookup = LookupTable & { readonly itemVersion: number };

/** Every lookup table, by name. */
export async function listLookups(
  platform: Pick<Platform, 'registry'>,
  caller: Caller,
): Promise<readonly LookupSummary[]> {
  authorise(caller, 'read-definitions');
  const [items, definitions] = await Promise.all([
    allItems<LookupItem>(platform.registry, LOOKUP_PARTITION),
    listDefinitions(platform),
  ]);
  return items.map(({ value: { name, title, columns, rowCount }, version }) => ({
    name,
    title,
    columns,
    rows: rowCount,
    usedBy: datasetsUsing(definitions, name),
    itemVersion: version,
  }));
}

/** One lookup table with its rows. Fails with NOT_FOUND. */
export async function getLookup(platform: Platform, caller: Caller, name: string): Promise<StoredLookup> {
  authorise(caller, 'read-definitions');
  const item = await mustFind(platform, name);
  const table = await readTable(platform.objects, name, item.value.v);
  if (table === null) throw new Error(`the rows of the lookup table ${name} are missing`);
  return { ...table, itemVersion: item.version };
}

/**
 * Makes what a person wrote, or the text of a CSV file, the current content of a lookup table; the same again changes
 * nothing. Fails with SPEC_INVALID and all faults, also where datasets would lose a column that they join, or CONFLICT.
 */
export async function putLookup(
  platform: Platform,
  caller: Caller,
  name: string,
  spec: unknown,
  expected: number,
): Promise<StoredLookup> {
  authorise(caller, 'change-lookups');
  const table = await soundTable(platform, name, spec);
  const item = await platform.registry.get<LookupItem>(LOOKUP_PARTITION, name);
  requireVersion(`lookup table "${name}"`, item, expected);
  const faults = item === null ? [] : await toldApart(platform, item.value, table);
  if (faults.length > 0) throw invalidLookup(faults);
  const body = JSON.stringify(table);
  const hash = createHash('sha256').update(body).digest('hex');
  if (item?.value.hash === hash) return { ...table, itemVersion: item.version };
  const v = platform.newId();
  const { rows, ...facts } = table;
  const value: LookupItem = {
    ...facts,
    v,
    rowCount: rows.length,
    hash,
    changedAt: platform.clock().toISOString(),
  };
  const detail = { v, rows: rows.length, hash };
  await audited(platform, caller, 'administration', `lookup/${name}`, detail, async () => {
    await platform.objects.put(lookupKey(name, v), body, { ifAbsent: true });
    await platform.registry.transact([
      { kind: 'put', partition: LOOKUP_PARTITION, sort: name, value, expected },
    ]);
  });
  return { ...table, itemVersion: expected + 1 };
}

/** Takes a lookup table out of use; what was asked with it can still be read. Fails with CONFLICT while datasets use it. */
export async function deleteLookup(
  platform: Platform,
  caller: Caller,
  name: string,
  expected: number,
): Promise<void> {
  authorise(caller, 'change-lookups');
  const item = await mustFind(platform, name);
  requireVersion(`lookup table "${name}"`, item, expected);
  const users = datasetsUsing(await listDefinitions(platform), name);
  if (users.length > 0)
    throw new AppError(
      'CONFLICT',
      `the lookup table "${name}" is used by ${users.join(', ')}: take it out of there first`,
    );
  await audited(platform, caller, 'administration', `lookup/${name}`, { change: 'deletion' }, () =>
    platform.registry.transact([{ kind: 'delete', partition: LOOKUP_PARTITION, sort: name, expected }]),
  );
}

async function soundTable(
  platform: Pick<Platform, 'registry'>,
  name: string,
  spec: unknown,
): Promise<LookupTable> {
  const unread = isPlain(spec) && typeof spec['csv'] === 'string' ? lookupCsvFaults(spec['csv']) : [];
  if (unread.length > 0) throw invalidLookup(unread);
  const read = readLookup(isPlain(spec) ? written(name, spec) : spec);
  const faults: Fault[] = 'faults' in read ? [...read.faults] : [];
  if ('table' in read) {
    if (read.table.name !== name)
      faults.push({ at: 'name', message: `got ${read.table.name} at the address of ${name}` });
    faults.push(...(await lostColumns(platform, read.table)));
    if (faults.length === 0) return read.table;
  }
  throw invalidLookup(faults);
}

function invalidLookup(faults: readonly Fault[]): AppError {
  const what = faults.length === 1 ? '1 fault' : `${faults.length} faults`;
  return new AppError('SPEC_INVALID', `the lookup table has ${what}`, { details: { faults } });
}

/** What was written, the text of a CSV file in it read as the columns and rows that it stands for. */
function written(name: string, { csv, ...spec }: Readonly<Record<string, unknown>>) {
  return { name, ...(typeof csv === 'string' ? lookupOfCsv(csv) : {}), ...spec };
}

async function lostColumns(
  platform: Pick<Platform, 'registry'>,
  { name, columns }: LookupTable,
): Promise<readonly Fault[]> {
  return (await listDefinitions(platform)).flatMap(({ id, lookups }) =>
    lookups.flatMap(({ lookup, column }) =>
      lookup !== name || columns.some((one) => one.name === column)
        ? []
        : [{ at: 'columns', message: `${id} uses the column "${column}": keep it, or take it out of there` }],
    ),
  );
}

/** Where profiles show a column and hide the field that it is looked up by: keys that gave one value still have to. */
async function toldApart(
  platform: Pick<Platform, 'registry' | 'objects'>,
  { name, v }: LookupItem,
  table: LookupTable,
): Promise<readonly Fault[]> {
  const shown = await shownByProfiles(platform.registry);
  const blind = (await listDefinitions(platform)).flatMap((definition) =>
    blindLookups(definition, shown(definition.id)).filter(({ lookup }) => lookup.lookup === name),
  );
  if (blind.length === 0) return [];
  const before = await readTable(platform.objects, name, v);
  if (before === null) throw new Error(`the rows of the lookup table ${name} are missing`);
  return blind.flatMap(({ by, lookup: { name: field, on, column } }) => {
    const key = keyToldApart(before, table, column);
    if (key === null) return [];
    const row = table.rows.findIndex(([one]) => one === key);
    const message = `"${key}" would be told apart from keys that had the same "${column}", and the profile "${by}" shows "${field}" and hides "${on}": take "${field}" out of there first, and have it shown again afterwards, which somebody else approves`;
    return [{ at: row < 0 ? 'rows' : `rows[${row}]`, message }];
  });
}

async function mustFind(
  platform: Pick<Platform, 'registry'>,
  name: string,
): Promise<RegistryItem<LookupItem>> {
  const item = await platform.registry.get<LookupItem>(LOOKUP_PARTITION, name);
  if (item === null) throw new AppError('NOT_FOUND', `there is no lookup table "${name}"`);
  return item;
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
