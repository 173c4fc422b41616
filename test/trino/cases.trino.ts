import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { QuerySpec } from '#core/model/query-spec.ts';
import type { Cell } from '#core/model/result.ts';
import { compileQuery } from '#core/query/compile.ts';
import { type QueryContext, resolveQuery } from '#core/query/resolve.ts';
import { printDuckDb } from '#core/sql/duckdb.ts';
import type { Statement } from '#core/sql/tree.ts';
import { printTrino, tableName } from '#core/sql/trino.ts';
import { QUERY_CASES } from '#test/core/sql/cases.ts';
import { ask, type Runner } from '#test/support/ask.ts';
import { contextOfCase } from '#test/support/counts-profile.ts';
import { FIXTURE_DATASETS } from '#test/support/fixture-datasets.ts';
import { type FixtureLake, writeFixtureLake } from '#test/support/fixture-lake.ts';
import type { TrinoValue } from './client.ts';
import { type Duckdb, openDuckdb } from './duckdb.ts';
import { createHiveTable } from './hive-tables.ts';
import { LARGEST_SPECS, manyPlaces } from './largest-specs.ts';
import { sameRows } from './same-rows.ts';
import { trino } from './shared-server.ts';

const printed = (statement: Statement) => printTrino(statement, { catalog: 'lake', schema: 'safestats' });

/** Runs a statement on Trino as an engine of the product would: by column, cells beyond 53 bits as text. */
const onTrino: Runner = async (statement) => {
  const { names, rows } = await trino.query(printed(statement));
  return { names, columns: names.map((_, at) => rows.map((row) => cellOf(row[at] ?? null))) };
};

function cellOf(value: TrinoValue): Cell {
  if (typeof value !== 'bigint') return value;
  return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
}

describe('the case table on Trino', () => {
  let root: string;
  let lake: FixtureLake;
  let duckdb: Duckdb;

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'safestats-cases-'));
    lake = await writeFixtureLake(root, FIXTURE_DATASETS);
    duckdb = await openDuckdb();
    for (const manifest of lake.manifests) {
      const table = tableName({ dataset: manifest.dataset, kind: 'records' });
      await createHiveTable(trino, { root, table, kind: 'records', manifests: [manifest] });
    }
  });

  afterAll(async () => {
    duckdb?.close();
    await rm(root, { recursive: true });
  });

  it.each(QUERY_CASES.map((one) => [one.name, one] as const))('%s', async (_name, one) => {
    const context = contextOfCase(lake.context, FIXTURE_DATASETS, one);
    const answer = await ask(onTrino, context, one.spec);
    expect(answer.names).toEqual(one.names);
    expect(answer.rows).toEqual(one.rows);
    expect([answer.mapped, answer.notMapped, answer.outsideCoverage]).toEqual(one.balance);
  });

  it('gives the rows that DuckDB gives, statement for statement', async () => {
    for (const one of QUERY_CASES)
      await expectSame(one.spec, contextOfCase(lake.context, FIXTURE_DATASETS, one));
  }, 180_000);

  it.each(Object.entries(LARGEST_SPECS))(
    'takes %s',
    async (_title, spec) => {
      const found = await expectSame(spec, { ...lake.context, places: manyPlaces() });
      expect(found).toBeGreaterThan(0);
    },
    240_000,
  );

  /** Asserts the same rows of every statement of the query; gives how many rows the first has. */
  async function expectSame(spec: QuerySpec, context: QueryContext): Promise<number> {
    const { main, count, rest } = compileQuery(resolveQuery(spec, context), spec.limit ?? 1_000);
    for (const statement of [main, count, rest]) {
      if (statement === null) continue;
      const theirs = await trino.rows(printed(statement));
      const ours = await duckdb.rows(printDuckDb(statement, (key) => join(root, key)));
      expect(sameRows(statement, theirs)).toEqual(sameRows(statement, ours));
    }
    return (await duckdb.rows(printDuckDb(main, (key) => join(root, key)))).length;
  }
});
