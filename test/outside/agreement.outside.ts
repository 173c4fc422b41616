import { mkdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type Database, openDatabase, rawDataset } from './database.ts';
import { locatePoints } from './located.ts';
import { openProduct, type Product } from './product.ts';
import { publishedTable } from './published.ts';

let product: Product;
let database: Database;

const CASES = [
  ['mps-crime', 0.998],
  ['colp-crime', 0.975],
  ['btp-crime', 0.984],
] as const;

beforeAll(async () => {
  mkdirSync('test/report', { recursive: true });
  database = await openDatabase();
  product = await openProduct(inject('outsideTemplate'));
  for (const [id] of CASES) await product.ops('backfill', '--dataset', id, ...rawDataset(id).files);
}, 600_000);
afterAll(async () => {
  await product?.close();
  database?.close();
});

describe('the LSOA that a record is located in', () => {
  it.each(CASES)(
    'agrees with the printed one in %s, a 2021 code, in a share of at least %d',
    async (id, least) => {
      const name = id.replaceAll('-', '_');
      await database.run(
        `create or replace table located_${name} as
       select printf('%.6f', longitude / 1e6) as x, printf('%.6f', latitude / 1e6) as y, lsoa_printed as printed, lsoa_2021 as located, count(*)::int as records
       from ${publishedTable(product.folder, id)} where longitude is not null and lsoa_printed is not null group by all`,
      );
      await locatePoints(database, `printed_${name}`, `select 'wgs84', x, y, printed from located_${name}`);
      const compared = `located_${name} l join printed_${name} p using (x, y, printed) where p.metres is not null`;
      const [records = 0, agreeing = 0] = await database.numbers(
        `select sum(records)::int as records, sum(records) filter (located = printed)::int as agreeing from ${compared}`,
      );
      await database.run(
        `copy (select l.x as longitude, l.y as latitude, l.printed, l.located, p.lsoa as by_plain_ray_crossing, p.metres, l.records
       from ${compared} and l.located is distinct from l.printed order by l.records desc, l.x, l.y, l.printed)
       to 'test/report/lsoa-misses-${id}.csv' (header true)`,
      );
      console.log(`${id}: ${((100 * agreeing) / records).toFixed(3)} % of ${records} records agree`);
      expect(records).toBeGreaterThan(1_000);
      expect(agreeing / records).toBeGreaterThanOrEqual(least);
    },
  );
});
