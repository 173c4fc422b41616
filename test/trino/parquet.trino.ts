import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Duckdb, openDuckdb } from './duckdb.ts';
import { createTable, parquetColumns, registerPartition } from './hive-tables.ts';
import { trino } from './shared-server.ts';

const COLUMNS = `
  CAST(i AS BIGINT) * 4294967296 + i AS record_id,
  CAST(hash(i) % 65536 AS INTEGER) AS record_key,
  CAST(CASE WHEN i % 3 = 0 THEN NULL ELSE -120000 + (i * 7919) % 500000 END AS INTEGER) AS longitude,
  CAST(51500000 + i % 40 AS INTEGER) AS latitude,
  622236605775642623 + i * 17 AS h3_9,
  CASE WHEN i % 5 = 0 THEN NULL ELSE 'category ' || (i % 11) END AS category,
  CASE WHEN i % 100 = 0 THEN 'a 😀 ﬀ ż ' || i ELSE md5(CAST(i AS VARCHAR)) END AS description,
  CASE WHEN i % 10 = 0 THEN '' END AS mostly_null,
  i % 2 = 0 AS flag,
  CAST(NULL AS INTEGER) AS null_integer,
  CAST(NULL AS VARCHAR) AS null_text,
  CASE WHEN i % 2 = 0 THEN 9223372036854775807 ELSE -9223372036854775807 - 1 END AS extreme`;

describe('a Parquet file of version 2 with zstd, as DuckDB writes it', () => {
  const root = mkdtempSync(join(tmpdir(), 'safestats-parquet-'));
  const folder = (v: string) => join(root, 'lake', 't', 'period=2018', `v=${v}`);
  const file = (v: string) => join(folder(v), 'part-0.parquet');
  let duckdb: Duckdb;

  beforeAll(async () => {
    duckdb = await openDuckdb();
    for (const [v, rows] of [
      ['01A', 120_000],
      ['01B', 10],
      ['01C', 20],
    ] as const) {
      mkdirSync(folder(v), { recursive: true });
      await duckdb.rows(
        `COPY (SELECT ${COLUMNS} FROM range(${rows}) AS t(i)) TO '${file(v)}'
         (FORMAT parquet, PARQUET_VERSION v2, COMPRESSION zstd, ROW_GROUP_SIZE 51200)`,
      );
    }
    await createTable(trino, {
      table: 'written',
      columns: await parquetColumns(file('01A')),
      location: join(root, 'lake', 't'),
    });
    for (const v of ['01A', '01B']) await registerPartition(trino, 'written', '2018', v);
  });

  afterAll(() => {
    duckdb.close();
    rmSync(root, { recursive: true });
  });

  it('holds the encodings of version 2', async () => {
    const rows = await duckdb.rows(
      `SELECT DISTINCT encodings FROM parquet_metadata('${file('01A')}') ORDER BY 1`,
    );
    expect(rows.flat()).toEqual([
      'DELTA_BINARY_PACKED',
      'DELTA_LENGTH_BYTE_ARRAY',
      'PLAIN',
      'RLE_DICTIONARY',
    ]);
  });

  it('has the same rows in Trino, value for value', async () => {
    const order = 'ORDER BY record_id LIMIT 5000';
    for (const from of [0n, 51_000n, 117_000n]) {
      const where = `WHERE record_id >= ${from * 4_294_967_297n}`;
      const theirs = await trino.rows(`SELECT * FROM written ${where} AND v = '01A' ${order}`);
      const ours = await duckdb.rows(
        `SELECT *, '2018', '01A' FROM read_parquet('${file('01A')}', hive_partitioning = false) ${where} ${order}`,
      );
      expect(ours.length).toBeGreaterThan(2_999);
      expect(theirs).toEqual(ours);
    }
  });

  it('has the same sums over the whole file', async () => {
    const sums = `SELECT count(*), sum(record_key), sum(longitude), count(longitude), sum(latitude), min(h3_9), max(h3_9),
      count(category), count(DISTINCT category), sum(length(description)), count(mostly_null), min(extreme),
      max(extreme), count(null_integer), count(null_text), sum(CASE WHEN flag THEN 1 ELSE 0 END)`;
    const theirs = await trino.rows(`${sums} FROM written WHERE period = '2018' AND v = '01A'`);
    expect(theirs).toEqual(
      await duckdb.rows(`${sums} FROM read_parquet('${file('01A')}', hive_partitioning = false)`),
    );
  });

  it('shows a version as soon as its partition is registered, and not before', async () => {
    const versions = () => trino.rows('SELECT v, count(*) FROM written GROUP BY v ORDER BY v');
    expect(await versions()).toEqual([
      ['01A', 120_000n],
      ['01B', 10n],
    ]);
    await registerPartition(trino, 'written', '2018', '01C');
    expect((await versions()).at(-1)).toEqual(['01C', 20n]);
  });
});
