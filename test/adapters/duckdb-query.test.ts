import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DuckDbEngine } from '#adapters/duckdb/query/engine.ts';
import { ResultStore } from '#adapters/duckdb/query/result-store.ts';
import { secureStatement } from '#adapters/duckdb/query/secured-scan.ts';
import type { EngineAccess } from '#core/access/engine-access.ts';
import { brandId, type VersionId } from '#core/model/id.ts';
import { arithmetic, column, compare, crossings, integer } from '#core/sql/build.ts';
import type { Expression, Scan, Select, Statement } from '#core/sql/tree.ts';
import { queryEngineContract } from '#test/contract/query-engine.ts';
import { accessOfStatement } from '../support/statement-access.ts';

let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'query-engine-'));
  await mkdir(join(root, 'lake', 'test-numbers'), { recursive: true });
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(
    `COPY (SELECT range AS n FROM range(1000)) TO '${root}/lake/test-numbers/thousand.parquet'`,
  );
  await connection.run(
    `COPY (SELECT range AS n FROM range(40000000)) TO '${root}/lake/test-numbers/heavy.parquet'`,
  );
  connection.closeSync();
  instance.closeSync();
});

afterAll(() => rm(root, { recursive: true }));

function scan(file: string): Scan {
  const v = brandId<VersionId>('01J');
  return {
    node: 'scan',
    dataset: 'test-numbers',
    kind: 'records',
    rule: null,
    columns: [{ name: 'n', type: 'BIGINT' }],
    periods: [{ period: '2018', v, files: [`lake/test-numbers/${file}`] }],
  };
}

function statement(file: string, value: Expression, more: Partial<Select> = {}): Statement {
  const base = {
    node: 'select',
    from: scan(file),
    where: null,
    groupBy: null,
    orderBy: [],
    limit: null,
  } as const;
  return { query: { ...base, columns: [{ value, as: 'n' }], ...more } };
}

const n = column('n');
const numbers = statement('thousand.parquet', n, { orderBy: [{ by: 1, descending: false }] });
/** Hundreds of edges to cross for each of forty million rows: minutes of work in one pass. */
const work = crossings(
  n,
  n,
  Array.from({ length: 400 }, (_, index) => [0, -index, 50_000_000 + index, 50_000_000] as const),
);
const endless = statement(
  'heavy.parquet',
  { node: 'aggregate', of: 'count', term: null },
  {
    groupBy: 0,
    where: compare(work, '=', integer(1)),
  },
);
const broken = statement('nowhere.parquet', n);

queryEngineContract('DuckDB', async () => {
  const engine = new DuckDbEngine({ root, keptResults: 40 });
  return {
    subject: {
      engine,
      numbers,
      endless,
      broken,
      forget: async () => {
        for (let i = 0; i < 41; i += 1)
          await engine.status(
            await engine.start(numbers, { timeoutMs: 20_000, access: accessOfStatement(numbers) }),
            20_000,
          );
      },
    },
    dispose: () => engine.close(),
  };
});

describe('DuckDbEngine', () => {
  let engine: DuckDbEngine;
  afterEach(() => engine.close());

  async function run(one: Statement) {
    const id = await engine.start(one, { timeoutMs: 60_000, access: accessOfStatement(one) });
    return { id, status: await engine.status(id, 20_000) };
  }

  function workerPid(): number {
    const children = execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(process.pid)], {
      encoding: 'utf8',
    });
    const line = children.split('\n').find((one) => one.includes('duckdb/query/worker'));
    return Number(line?.trim().split(' ')[0]);
  }

  it('runs a statement again when its worker dies under it, once', async () => {
    engine = new DuckDbEngine({ root });
    await run(numbers);
    const id = await engine.start(endless, { timeoutMs: 60_000, access: accessOfStatement(endless) });
    await engine.status(id, 300);
    process.kill(workerPid(), 'SIGKILL');
    await engine.status(id, 500);
    expect((await engine.status(id, 0)).state).toMatch(/queued|running/);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    process.kill(workerPid(), 'SIGKILL');
    expect((await engine.status(id, 5_000)).state).toBe('failed');
    expect((await run(numbers)).status.state).toBe('succeeded');
  });

  it('gives a whole number beyond a double as text and one within as a number', async () => {
    engine = new DuckDbEngine({ root });
    const huge = statement('thousand.parquet', arithmetic(n, '+', integer(2n ** 60n)), { limit: 1 });
    expect((await engine.page((await run(huge)).id, 0, 1)).columns).toEqual([['1152921504606846976']]);
    const large = statement('thousand.parquet', arithmetic(n, '+', integer(2 ** 50)), { limit: 1 });
    expect((await engine.page((await run(large)).id, 0, 1)).columns).toEqual([[2 ** 50]]);
  });

  it('divides whole numbers and drops the remainder', async () => {
    engine = new DuckDbEngine({ root });
    const half = statement('thousand.parquet', arithmetic(integer(-7), '/', integer(2)), { limit: 1 });
    expect((await engine.page((await run(half)).id, 0, 1)).columns).toEqual([[-3]]);
  });

  it('refuses work after it was closed', async () => {
    engine = new DuckDbEngine({ root });
    await engine.close();
    await expect(
      engine.start(numbers, { timeoutMs: 1, access: accessOfStatement(numbers) }),
    ).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });
});

describe('secureStatement(statement, access, locate)', () => {
  const table = (columns: readonly string[], rowFilter: string | null = null): EngineAccess => ({
    ...accessOfStatement(numbers),
    tables: new Map([['test-numbers', { columns, rowFilter }]]),
  });
  const secure = (one: Statement, access = table(['n'])) =>
    secureStatement(one, access, (key) => `/root/${key}`);
  const over = (from: Scan): Statement => ({ query: { ...numbers.query, from } });

  it('reads a table through a view of the columns asked and the filter of access', () => {
    expect(secure(numbers, table(['m', 'n'], "m = 'it''s'"))).toEqual({
      sql: `SELECT "n" FROM (SELECT "n" FROM read_parquet(['/root/lake/test-numbers/thousand.parquet'], union_by_name=true, hive_partitioning=false) WHERE m = 'it''s') AS "shown" ORDER BY 1 ASC NULLS LAST`,
      padded: `SELECT "n" FROM (SELECT "n" FROM (SELECT * FROM read_parquet(['/root/lake/test-numbers/thousand.parquet'], union_by_name=true, hive_partitioning=false) UNION ALL BY NAME SELECT CAST(NULL AS BIGINT) AS "n" WHERE 1 = 0) WHERE m = 'it''s') AS "shown" ORDER BY 1 ASC NULLS LAST`,
    });
  });

  it('takes columns from the files, never from the names of their folders', async () => {
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    const folder = join(root, 'lake', 'test-numbers', 'period=2018', 'v=01J');
    await mkdir(folder, { recursive: true });
    await connection.run(`COPY (SELECT 'mine' AS period) TO '${folder}/part-0.parquet'`);
    connection.closeSync();
    instance.closeSync();
    const from: Scan = {
      ...scan('period=2018/v=01J/part-0.parquet'),
      columns: [{ name: 'period', type: 'VARCHAR' }],
    };
    const one: Statement = {
      query: { ...over(from).query, columns: [{ value: column('period'), as: 'period' }], orderBy: [] },
    };
    const engine = new DuckDbEngine({ root });
    const access = table(['period'], "period = 'mine'");
    const id = await engine.start(one, { timeoutMs: 10_000, access });
    expect(await engine.status(id, 10_000)).toMatchObject({ state: 'succeeded' });
    expect(await engine.page(id, 0, 10)).toMatchObject({ columns: [['mine']] });
    await engine.close();
  });

  it.each([
    ['another table of the dataset', { ...scan('thousand.parquet'), kind: 'index' as const }],
    [
      'a dataset of which nothing is shown, in a union or not',
      { ...scan('thousand.parquet'), dataset: 'a-b' },
    ],
    ['the file of another dataset', periodOf('lake/a-b/part-0.parquet')],
    ['a file above the folder of the dataset', periodOf('lake/test-numbers/../a-b/part-0.parquet')],
    ['a hidden column', { ...scan('thousand.parquet'), columns: [{ name: 'm', type: 'BIGINT' as const }] }],
    ['a hidden dataset without a file', { ...scan('thousand.parquet'), dataset: 'a-b', periods: [] }],
  ])('refuses %s', (_title, from) => {
    expect(secure(over(from))).toEqual({ refusal: expect.any(String) });
    const united: Statement = {
      query: { ...numbers.query, from: { node: 'union', terms: [over(from).query] } },
    };
    expect(secure(united)).toEqual({ refusal: expect.any(String) });
  });

  describe('of a roll-up', () => {
    const rollup = (columns: readonly string[], key = 'lake/test-numbers_rollup/part-0.parquet') =>
      over({
        ...periodOf(key),
        kind: 'rollup',
        columns: columns.map((name) => ({ name, type: 'BIGINT' as const })),
      });
    const counted = (rowFilter: string | null = null): EngineAccess => ({
      ...table(['n', 'm']),
      rollups: new Map([['test-numbers', { columns: ['n', 'rollup_records'], rowFilter }]]),
    });

    it('reads it through a view of its own columns and filter', () => {
      const secured = secure(rollup(['n']), counted('n > 3'));
      expect(secured).toMatchObject({
        sql: expect.stringMatching(
          /FROM read_parquet\(\['\/root\/lake\/test-numbers_rollup\/.*WHERE n > 3\) AS "shown"/,
        ),
      });
    });

    it.each([
      ['a column that is shown of the records only', rollup(['m']), counted()],
      ['a roll-up of which nothing may be read', rollup(['n']), table(['n', 'm'])],
      ['the records as if they were a roll-up', rollup(['n'], 'lake/test-numbers/part-0.parquet'), counted()],
      [
        'a roll-up as if it were the records',
        over(periodOf('lake/test-numbers_rollup/part-0.parquet')),
        counted(),
      ],
      [
        'a roll-up of a dataset of which no records are shown',
        rollup(['n']),
        { ...counted(), tables: new Map() },
      ],
    ])('refuses %s', (_title, statement, access) => {
      expect(secure(statement, access)).toEqual({ refusal: expect.any(String) });
    });
  });

  it('gives NULL for a column of the access that no file has', async () => {
    const engine = new DuckDbEngine({ root });
    const later = over({ ...scan('thousand.parquet'), columns: [{ name: 'later', type: 'VARCHAR' }] });
    const one: Statement = {
      query: { ...later.query, columns: [{ value: column('later'), as: 'later' }], limit: 1 },
    };
    const id = await engine.start(one, { timeoutMs: 20_000, access: table(['later']) });
    expect((await engine.status(id, 20_000)).state).toBe('succeeded');
    expect((await engine.page(id, 0, 1)).columns).toEqual([[null]]);
    await engine.close();
  });
});

function periodOf(key: string): Scan {
  const [period] = scan('thousand.parquet').periods;
  if (period === undefined) throw new Error('a scan of one period');
  return { ...scan('thousand.parquet'), periods: [{ ...period, files: [key] }] };
}

describe('ResultStore', () => {
  const result = (value: number) => ({ names: ['n'], columns: [[value]], rowCount: 1 });

  it('lets go of what was read longest ago when there are too many', () => {
    const store = new ResultStore({ bytes: 1_000, results: 2, ttlMs: 1_000 }, () => 0);
    store.put('a', result(1));
    store.put('b', result(2));
    store.page('a', 0, 1);
    store.put('c', result(3));
    expect(
      [store.page('a', 0, 1), store.page('b', 0, 1), store.page('c', 0, 1)].map((page) => page !== null),
    ).toEqual([true, false, true]);
  });

  it('lets go of what is too large together and of what is too old', () => {
    let now = 0;
    const store = new ResultStore({ bytes: 20, results: 10, ttlMs: 1_000 }, () => now);
    store.put('a', result(1));
    store.put('b', result(2));
    store.put('c', result(3));
    expect(store.page('a', 0, 1)).toBeNull();
    expect(store.page('c', 0, 1)).not.toBeNull();
    now = 2_001;
    expect(store.page('c', 0, 1)).toBeNull();
  });
});
