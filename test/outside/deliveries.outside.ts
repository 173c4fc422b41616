import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type Database, openDatabase, rawTable } from './database.ts';
import { countRows } from './located.ts';
import { type DroppedReport, openProduct, type Product } from './product.ts';
import { countRaw, differences, parquetTable, publishedFiles, publishedTable } from './published.ts';
import { RAW_DATASETS } from './shared-data.ts';

let product: Product;
let database: Database;
const reports = new Map<string, DroppedReport>();

beforeAll(async () => {
  database = await openDatabase();
  product = await openProduct(inject('outsideTemplate'));
  await product.serve();
  await Promise.all(
    RAW_DATASETS.map(async ({ agency, id, files }) => {
      for (const file of files) reports.set(file, await product.drop(agency, id, file));
    }),
  );
  for (const dataset of RAW_DATASETS) await countRaw(database, dataset);
}, 900_000);
afterAll(async () => {
  await product?.close();
  database?.close();
});

describe.each(RAW_DATASETS.map((dataset) => [dataset.id, dataset] as const))(
  'the deliveries of %s',
  (id, dataset) => {
    it('have as many accepted, rejected and duplicate rows as any CSV tool counts in the file', async () => {
      const counted = await countRows(dataset.files);
      for (const [i, file] of dataset.files.entries()) {
        const report = reports.get(file)?.report;
        const [duck] = await database.numbers(`select count(*)::int as n from ${rawTable(dataset, [file])}`);
        const sum = (report?.accepted ?? 0) + (report?.rejected ?? 0) + (report?.duplicate ?? 0);
        expect({ file: basename(file), sum, rows: report?.rows }).toEqual({
          file: basename(file),
          sum: counted[i],
          rows: counted[i],
        });
        expect(duck).toBe(counted[i]);
      }
    });

    it('publish what the raw files hold, by category, borough and month', async () => {
      expect(await differences(database, dataset, publishedTable(product.folder, id))).toEqual([]);
    });

    it('fail that check when one row is taken out of the Parquet', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'one-row-'));
      const copy = join(folder, 'part.parquet');
      const files = parquetTable(publishedFiles(product.folder, id));
      await database.run(
        `copy (select * from ${files} where record_id <> (select median(record_id)::bigint from (select record_id from ${files} order by record_id limit 1))) to '${copy}'`,
      );
      const found = await differences(database, dataset, parquetTable([copy]));
      rmSync(folder, { recursive: true });
      expect(found).toHaveLength(1);
      const [only] = found;
      expect(Number(only?.['raw']) - Number(only?.['published'] ?? 0)).toBe(1);
    });

    it('say the same in the answer of the API', async () => {
      const { items } = await product.json<{
        items: readonly { id: string; published: { rows: number } | null }[];
      }>('/v1/datasets');
      const [rows] = await database.numbers(`select count(*)::int as n from raw_${id.replaceAll('-', '_')}`);
      expect(items.find((item) => item.id === id)?.published?.rows).toBe(rows);
    });
  },
);
