import { DuckDBInstance } from '@duckdb/node-api';
import { submitQuery } from '#app/query/submit.ts';
import type { QuerySpec } from '#core/model/query-spec.ts';
import { parquetTable, publishedFiles } from '#test/outside/published.ts';
import type { Comparison } from './harness.ts';
import { type BenchHistory, OPERATOR } from './history.ts';

const MOST = 1.5;
const WAIT_MS = 60_000;
const count = [{ measure: 'count' }] as const;

type Case = { readonly name: string; readonly spec: QuerySpec; readonly sql: (table: string) => string };

/** Five questions, each with the same asked in SQL by hand. */
function casesOf({ from, to, borough }: BenchHistory): readonly Case[] {
  const time = { from: `${from}-01`, to: `${to}-30` };
  return [
    {
      name: 'records by month and category, whole history',
      spec: {
        datasets: ['mps-crime'],
        where: { time },
        groupBy: [{ time: 'month' }, { field: 'category' }],
        measures: [...count],
        limit: 1_000,
      },
      sql: (table) => `select month, category, count(*) from ${table} group by 1, 2 order by 1, 2`,
    },
    {
      name: 'records by borough, one year',
      spec: {
        datasets: ['mps-crime'],
        where: { time: { from: '2017-01-01', to: '2017-12-31' } },
        groupBy: [{ area: 'borough' }],
        measures: [...count],
        limit: 100,
      },
      sql: (table) =>
        `select ${borough}, count(*) from ${table} where year = 2017 and ${borough} is not null group by 1 order by 1`,
    },
    {
      name: 'robberies by borough and month',
      spec: {
        datasets: ['mps-crime'],
        where: { time, fields: [{ field: 'category', in: ['Robbery'] }] },
        groupBy: [{ area: 'borough' }, { time: 'month' }],
        measures: [...count],
        limit: 2_000,
      },
      sql: (table) =>
        `select ${borough}, month, count(*) from ${table} where category = 'Robbery' and ${borough} is not null group by 1, 2 order by 1, 2`,
    },
    {
      name: 'records by cell of half a kilometre',
      spec: {
        datasets: ['mps-crime'],
        where: { time: { from: '2017-01-01', to: '2017-12-31' } },
        groupBy: [{ cell: 8 }],
        measures: [...count],
        limit: 5_000,
      },
      sql: (table) =>
        `select h3_8, count(*) from ${table} where year = 2017 and h3_8 is not null group by 1 order by 1`,
    },
    {
      name: 'burglaries of one borough by outcome and year',
      spec: {
        datasets: ['mps-crime'],
        where: { time, space: { areas: ['E09000032'] }, fields: [{ field: 'category', in: ['Burglary'] }] },
        groupBy: [{ time: 'year' }, { field: 'outcome' }],
        measures: [...count],
        limit: 1_000,
      },
      sql: (table) =>
        `select year, outcome, count(*) from ${table} where ${borough} = 'E09000032' and category = 'Burglary' group by 1, 2 order by 1, 2`,
    },
  ];
}

/** The five questions through the whole of the product, against the same SQL on the same files in a bare DuckDB. */
export async function historyQueries(history: BenchHistory): Promise<readonly Comparison[]> {
  const { platform, folder } = history.local;
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  const connection = await instance.connect();
  const table = parquetTable(publishedFiles(folder, 'mps-crime'));
  return casesOf(history).map(({ name, spec, sql }) => {
    const text = sql(table);
    return {
      name,
      most: MOST,
      measured: async () => {
        const { state, result } = await submitQuery(platform, OPERATOR, spec, { waitMs: WAIT_MS });
        if (result === undefined) throw new Error(`${name}: ${state}`);
        return totalOf(result.columns.find((column) => column.role === 'measure')?.values ?? []);
      },
      reference: async () => {
        const rows = (await connection.runAndReadAll(text)).getRowsJson();
        return totalOf(rows.map((row) => row.at(-1)));
      },
    };
  });
}

/** What both sides must agree on: the counts in descending order, zero rows left out. */
function totalOf(values: readonly unknown[]): readonly number[] {
  return values
    .map(Number)
    .filter((value) => value > 0)
    .sort((a, b) => b - a);
}
