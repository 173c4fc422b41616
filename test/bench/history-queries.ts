import { DuckDBInstance } from '@duckdb/node-api';
import { submitQuery } from '#app/query/submit.ts';
import type { QuerySpec } from '#core/model/query-spec.ts';
import { parquetTable, publishedFiles } from '#test/outside/published.ts';
import type { Comparison } from './harness.ts';
import { type BenchHistory, OPERATOR } from './history.ts';

const MOST = 1.5;
const WAIT_MS = 60_000;
const count = [{ measure: 'count' }] as const;

type Case = {
  readonly name: string;
  readonly spec: QuerySpec;
  /** The groups. */
  readonly sql: string;
  /** Records that a filter by area can neither keep nor drop, which every answer to one says as well. */
  readonly unplaced: string | null;
};

/** Five questions, each with the same asked in SQL by hand. */
function casesOf({ from, to, borough }: BenchHistory, table: string): readonly Case[] {
  const time = { from: `${from}-01`, to: `${to}-30` };
  const last = to.replace('-', '');
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
      sql: `select month, category, count(*) from ${table} where month <= ${last} group by 1, 2 order by 1, 2`,
      unplaced: null,
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
      sql: `select ${borough}, count(*) from ${table} where year = 2017 group by 1 order by 1`,
      unplaced: null,
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
      sql: `select ${borough}, month, count(*) from ${table} where month <= ${last} and category = 'Robbery' group by 1, 2 order by 1, 2`,
      unplaced: null,
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
      sql: `select h3_8, count(*) from ${table} where year = 2017 group by 1 order by 1`,
      unplaced: null,
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
      sql: `select year, outcome, count(*) from ${table} where ${borough} = 'E09000032' and month <= ${last} and category = 'Burglary' group by 1, 2 order by 1, 2`,
      unplaced: `select count(*) from ${table} where month <= ${last} and category = 'Burglary' and longitude is null`,
    },
  ];
}

/** The five questions through the whole of the product, against the same SQL on the same files in a bare DuckDB. */
export async function historyQueries(history: BenchHistory): Promise<readonly Comparison[]> {
  const { platform, folder } = history.local;
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  const connection = await instance.connect();
  const table = parquetTable(publishedFiles(folder, 'mps-crime'));
  const numbers = async (sql: string): Promise<readonly unknown[]> =>
    (await connection.runAndReadAll(sql)).getRowsJson().map((row) => row.at(-1));
  return casesOf(history, table).map(({ name, spec, sql, unplaced }) => ({
    name,
    most: MOST,
    measured: async () => {
      const { state, result } = await submitQuery(platform, OPERATOR, spec, { waitMs: WAIT_MS });
      if (result === undefined) throw new Error(`${name}: ${state}`);
      const counts = result.columns.find((column) => column.role === 'measure')?.values ?? [];
      return [countsOf(counts), unplaced === null ? null : result.notMapped];
    },
    reference: async () => [
      countsOf(await numbers(sql)),
      unplaced === null ? null : Number((await numbers(unplaced))[0]),
    ],
  }));
}

/** What both sides must agree on: the counts in descending order, zero rows left out. */
function countsOf(values: readonly unknown[]): readonly number[] {
  return values
    .map(Number)
    .filter((value) => value > 0)
    .sort((a, b) => b - a);
}
