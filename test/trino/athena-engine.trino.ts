import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, inject } from 'vitest';
import { FolderObjectStore } from '#adapters/local/folder-objects.ts';
import { brandId, type VersionId } from '#core/model/id.ts';
import { versionFolder } from '#core/model/manifest.ts';
import { column, compare, crossings, integer } from '#core/sql/build.ts';
import type { Expression, Scan, Select, Statement } from '#core/sql/tree.ts';
import { tableName } from '#core/sql/trino.ts';
import { queryEngineContract } from '#test/contract/query-engine.ts';
import { provisioned, startAthenaOnTrino } from '#test/support/athena-on-trino.ts';
import { accessOfStatement } from '#test/support/statement-access.ts';
import { createTable, registerPartition } from './hive-tables.ts';
import { trino } from './shared-server.ts';

const DATASET = 'athena-numbers';
const V = { thousand: '01THOUSAND', heavy: '01HEAVY', nowhere: '01NOWHERE' } as const;
const HEAVY_ROWS = 20_000_000;
const KEPT = 2;

let root: string;

const keyOf = (v: string) =>
  `${versionFolder(DATASET, 'records', '2018', brandId<VersionId>(v))}/part-0.parquet`;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'athena-engine-'));
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const table = tableName({ dataset: DATASET, kind: 'records' });
  const columns = [
    { name: 'n', type: 'bigint' },
    { name: 'm', type: 'bigint' },
  ];
  const location = join(root, 'lake', DATASET);
  await mkdir(location, { recursive: true });
  await createTable(trino, { table, columns, location });
  for (const [v, rows] of [
    [V.thousand, 1_000],
    [V.heavy, HEAVY_ROWS],
  ] as const) {
    const path = join(root, keyOf(v));
    await mkdir(join(path, '..'), { recursive: true });
    await connection.run(
      `COPY (SELECT range AS n, -range AS m FROM range(${rows})) TO '${path}' (PARQUET_VERSION V2)`,
    );
    await registerPartition(trino, table, '2018', v);
  }
  connection.closeSync();
  instance.closeSync();
}, 300_000);

afterAll(() => rm(root, { recursive: true }));

function statement(v: string, value: Expression, more: Partial<Select> = {}): Statement {
  const from: Scan = {
    node: 'scan',
    dataset: DATASET,
    kind: 'records',
    rule: null,
    columns: [{ name: 'n', type: 'BIGINT' }],
    periods: [{ period: '2018', v: brandId<VersionId>(v), files: [keyOf(v)] }],
  };
  const base = { node: 'select', from, where: null, groupBy: null, orderBy: [], limit: null } as const;
  return { query: { ...base, columns: [{ value, as: 'n' }], ...more } };
}

const n = column('n');
const numbers = statement(V.thousand, n, { orderBy: [{ by: 1, descending: false }] });
const work = crossings(
  n,
  n,
  Array.from({ length: 400 }, (_, index) => [0, -index, 50_000_000 + index, 50_000_000] as const),
);
const endless = statement(
  V.heavy,
  { node: 'aggregate', of: 'count', term: null },
  { groupBy: 0, where: compare(work, '=', integer(1)) },
);
const broken = statement(V.nowhere, n);

queryEngineContract('Athena on Trino', async () => {
  const athena = await startAthenaOnTrino(inject('trinoUrl'));
  const engine = provisioned(athena.engine(new FolderObjectStore(root), { keptResults: KEPT }), athena);
  return {
    subject: {
      engine,
      numbers,
      endless,
      broken,
      forget: async () => {
        athena.server.forgetResults();
        for (let i = 0; i < KEPT; i += 1) {
          const options = { timeoutMs: 60_000, access: accessOfStatement(numbers) };
          await engine.status(await engine.start(numbers, options), 20_000);
        }
      },
    },
    dispose: async () => {
      await engine.close();
      await athena.close();
    },
  };
});
