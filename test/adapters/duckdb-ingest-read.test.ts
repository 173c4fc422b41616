import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isRegular, scanFile, writeRegular } from '#adapters/duckdb/ingest/scan-file.ts';

let folder: string;
let instance: DuckDBInstance;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'safestats-read-'));
  instance = await DuckDBInstance.create();
});
afterAll(async () => {
  instance.closeSync();
  await rm(folder, { recursive: true, force: true });
});

async function readRows(path: string): Promise<unknown[][]> {
  const connection = await instance.connect();
  try {
    const reader = await connection.runAndReadAll(
      `SELECT * FROM read_csv('${path}', auto_detect = false, header = true, delim = ',', quote = '"', escape = '"',
        strict_mode = true, nullstr = '', max_line_size = 2097152, columns = {'c0': 'VARCHAR', 'c1': 'VARCHAR'})`,
    );
    return reader.getRowsJson();
  } finally {
    connection.closeSync();
  }
}

describe('scanFile(path) and DuckDB', () => {
  it('find the same rows in whatever is not refused', async () => {
    const part = fc.constantFrom(
      'a',
      'b',
      ',',
      ',',
      '"',
      '\n',
      '\r\n',
      '\r',
      ' ',
      '""',
      '"x,y"',
      '"p\nq"',
      '\u00e9',
    );
    const bodies = fc.array(part, { maxLength: 24 }).map((parts) => parts.join(''));
    let number = 0;
    await fc.assert(
      fc.asyncProperty(
        bodies,
        fc.constantFrom('', '\ufeff'),
        fc.constantFrom('\n', '\r\n'),
        async (body, mark, end) => {
          const path = join(folder, `${number++}.csv`);
          await writeFile(path, `${mark}one,two${end}${body}`);
          const scan = await scanFile(path);
          if (scan.csv.stopped !== null) return;
          const regular = isRegular(scan) ? path : `${path}.regular`;
          if (regular !== path) await writeRegular(path, regular, scan, 2);
          expect(await readRows(regular)).toHaveLength(scan.csv.rows);
        },
      ),
      { numRuns: 300, seed: 7 },
    );
  });
});
