import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brandId, type VersionId } from '#core/model/id.ts';
import { printDuckDb } from '#core/sql/duckdb.ts';
import type { Expression, Order, Scan, Statement } from '#core/sql/tree.ts';
import { printTrino, tableName } from '#core/sql/trino.ts';
import type { TrinoValue } from './client.ts';
import { openDuckdb } from './duckdb.ts';
import { createTable, parquetColumns, registerPartition } from './hive-tables.ts';
import { trino } from './shared-server.ts';

const PLACE = { catalog: 'lake', schema: 'safestats' };
type Rows = readonly (readonly TrinoValue[])[];

/** One small published table that both engines read, to ask them the same tree. */
export type Probe = {
  /** A statement of these columns over all rows of the table. */
  select(
    columns: readonly Expression[],
    more?: { readonly where?: Expression; readonly orderBy?: readonly Order[] },
  ): Statement;
  /** The rows of the statement from each engine. */
  ask(statement: Statement): Promise<{ readonly duckdb: Rows; readonly trino: Rows }>;
  askTrino(statement: Statement): Promise<Rows>;
  close(): void;
};

/** Publishes the rows of a DuckDB query as the only version of a dataset of this name (`test-numbers`). */
export async function makeProbe(dataset: string, rows: string): Promise<Probe> {
  const root = mkdtempSync(join(tmpdir(), 'safestats-probe-'));
  const table = tableName({ dataset, kind: 'records' });
  const v = brandId<VersionId>('01PROBE');
  const key = `lake/${dataset}/period=2018/v=${v}/part-0.parquet`;
  const file = join(root, key);
  const duckdb = await openDuckdb();
  mkdirSync(join(file, '..'), { recursive: true });
  await duckdb.rows(`COPY (${rows}) TO '${file}' (FORMAT parquet, PARQUET_VERSION v2, COMPRESSION zstd)`);
  await createTable(trino, {
    table,
    columns: await parquetColumns(file),
    location: join(root, 'lake', dataset),
  });
  await registerPartition(trino, table, '2018', v);
  const scan: Scan = {
    node: 'scan',
    dataset,
    kind: 'records',
    rule: null,
    columns: [],
    periods: [{ period: '2018', v, files: [key] }],
  };
  const askTrino = (statement: Statement) => trino.rows(printTrino(statement, PLACE));
  return {
    select: (columns, { where, orderBy } = {}) => ({
      query: {
        node: 'select',
        columns: columns.map((value, index) => ({ value, as: `c${index}` })),
        from: scan,
        where: where ?? null,
        groupBy: columns.some((one) => one.node === 'aggregate') ? 0 : null,
        orderBy: orderBy ?? [],
        limit: null,
      },
    }),
    ask: async (statement) => ({
      duckdb: await duckdb.rows(printDuckDb(statement, (path) => join(root, path))),
      trino: await askTrino(statement),
    }),
    askTrino,
    close: () => {
      duckdb.close();
      rmSync(root, { recursive: true });
    },
  };
}
