import { expect } from 'vitest';
import type { TableCatalogue, TableVersion } from '#app/ports.ts';
import { brandId, type VersionId } from '#core/model/id.ts';
import { contractSuite, type Deviations } from './suite.ts';

/** A catalogue without tables, and a look at it from outside. */
export type TablesSubject = {
  readonly tables: TableCatalogue;
  /** Names and types of a table's columns, in its own words, without partition keys; null = no table. */
  readonly columnsOf: (dataset: string) => Promise<readonly string[] | null>;
  /** Names of the columns of a partition; null = no partition. */
  readonly partitionColumnsOf: (
    dataset: string,
    period: string,
    v: string,
  ) => Promise<readonly string[] | null>;
};

const DATASET = 'made-crime';
const COLUMNS = { record_id: 'BIGINT', month: 'INTEGER', category: 'VARCHAR', armed: 'BOOLEAN' } as const;

function versions(v: string, ...periods: readonly string[]): TableVersion[] {
  return periods.map((period) => ({ kind: 'records', period, v: brandId<VersionId>(v) }));
}

const sorted = (listed: readonly TableVersion[]) =>
  listed.map(({ kind, period, v }) => `${kind}/${period}/${v}`).sort();

/** What every catalogue of tables keeps. */
export function tablesContract(
  name: string,
  make: () => Promise<{ readonly subject: TablesSubject; readonly dispose: () => Promise<void> }>,
  deviations: Deviations = {},
): void {
  contractSuite(`TableCatalogue contract: ${name}`, CASES, make, deviations);
}

const CASES = {
  'makes a table with the columns of a definition, and again changes nothing': async ({
    tables,
    columnsOf,
  }: TablesSubject) => {
    expect(await columnsOf(DATASET)).toBeNull();
    await tables.define(DATASET, 'records', COLUMNS);
    await tables.define(DATASET, 'records', COLUMNS);
    expect(await columnsOf(DATASET)).toEqual([
      'record_id bigint',
      'month int',
      'category string',
      'armed boolean',
    ]);
  },
  'adds columns to a table and its partitions, and keeps those that are no longer named': async ({
    tables,
    columnsOf,
    partitionColumnsOf,
  }: TablesSubject) => {
    await tables.define(DATASET, 'records', COLUMNS);
    await tables.add(DATASET, versions('01A', '2018'));
    const { armed: _gone, ...rest } = COLUMNS;
    await tables.define(DATASET, 'records', { ...rest, ward_2025: 'VARCHAR' });
    expect(await columnsOf(DATASET)).toEqual([
      'record_id bigint',
      'month int',
      'category string',
      'armed boolean',
      'ward_2025 string',
    ]);
    expect(await partitionColumnsOf(DATASET, '2018', '01A')).toEqual([
      'record_id',
      'month',
      'category',
      'armed',
      'ward_2025',
    ]);
  },
  'takes no other type for a column': async ({ tables, columnsOf }: TablesSubject) => {
    await tables.define(DATASET, 'records', COLUMNS);
    const other = { ...COLUMNS, month: 'VARCHAR' } as const;
    await expect(tables.define(DATASET, 'records', other)).rejects.toThrow('month');
    expect(await columnsOf(DATASET)).toContain('month int');
  },
  'makes partitions, of which some may be there': async ({ tables, partitionColumnsOf }: TablesSubject) => {
    await tables.define(DATASET, 'records', COLUMNS);
    await tables.add(DATASET, versions('01A', '2018', '2019'));
    await tables.add(DATASET, [...versions('01A', '2019'), ...versions('01B', '2018')]);
    expect(sorted(await tables.list(DATASET))).toEqual([
      'records/2018/01A',
      'records/2018/01B',
      'records/2019/01A',
    ]);
    expect(await partitionColumnsOf(DATASET, '2018', '01B')).toEqual(Object.keys(COLUMNS));
  },
  'makes and removes hundreds of partitions at once': async ({ tables }: TablesSubject) => {
    const many = Array.from({ length: 260 }, (_, index) => versions(`01${index}`, '2018')).flat();
    await tables.define(DATASET, 'records', COLUMNS);
    await tables.add(DATASET, many);
    expect(sorted(await tables.list(DATASET))).toEqual(sorted(many));
    await tables.define(DATASET, 'records', { ...COLUMNS, borough_2022: 'VARCHAR' });
    await tables.remove(DATASET, many.slice(1));
    expect(sorted(await tables.list(DATASET))).toEqual(sorted(many.slice(0, 1)));
  },
  'removes partitions, of which some may be gone': async ({ tables }: TablesSubject) => {
    await tables.define(DATASET, 'records', COLUMNS);
    await tables.add(DATASET, versions('01A', '2018', '2019'));
    await tables.remove(DATASET, versions('01A', '2018'));
    await tables.remove(DATASET, versions('01A', '2018', '2020'));
    expect(sorted(await tables.list(DATASET))).toEqual(['records/2019/01A']);
  },
  'keeps the tables of datasets apart': async ({ tables }: TablesSubject) => {
    for (const dataset of [DATASET, 'made'] as const) await tables.define(dataset, 'records', COLUMNS);
    await tables.add(DATASET, versions('01A', '2018'));
    expect(await tables.list('made')).toEqual([]);
  },
  'lists nothing where there is no table, and makes no partition of it': async ({
    tables,
  }: TablesSubject) => {
    expect(await tables.list(DATASET)).toEqual([]);
    await expect(tables.add(DATASET, versions('01A', '2018'))).rejects.toThrow(DATASET);
  },
  'makes a table once when two make it at the same time': async ({ tables, columnsOf }: TablesSubject) => {
    await Promise.all([1, 2, 3].map(() => tables.define(DATASET, 'records', COLUMNS)));
    expect(await columnsOf(DATASET)).toHaveLength(4);
  },
};
