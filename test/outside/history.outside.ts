import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type Database, distinctRows, openDatabase, quoted, rawDataset, rawTable } from './database.ts';
import { locatePoints } from './located.ts';
import { openProduct, type Product } from './product.ts';
import { differences, publishedTable } from './published.ts';
import { HISTORY } from './shared-data.ts';

let product: Product;
let database: Database;
const MPS = rawDataset('mps-crime');
const table = () => publishedTable(product.folder, MPS.id);

beforeAll(async () => {
  database = await openDatabase();
  product = await openProduct(inject('outsideTemplate'));
  await product.ops('backfill', '--dataset', MPS.id, '--covers', '2016-01..2018-06', HISTORY);
  await database.run(
    `create table history as select "Crime type" as category, replace("Month", '-', '')::int as period, "Reported by" as force,
       printf('%.6f', "Longitude") as x, printf('%.6f', "Latitude") as y from read_parquet(${quoted(HISTORY)})`,
  );
  await locatePoints(database, 'points', `select 'wgs84', x, y, '' from history`);
  await expectRows('history');
}, 900_000);
afterAll(async () => {
  await product?.close();
  database?.close();
});

async function expectRows(rows: string): Promise<void> {
  await database.run(
    `create or replace table expected_mps_crime as select category, borough, period, count(*)::bigint as n from ${rows} left join points using (x, y) group by all`,
  );
}

describe('the history of thirty months', () => {
  it('comes out as it went in, all 1,830,104 rows', async () => {
    expect(await database.rows(`select count(*)::int as n from ${table()}`)).toEqual([{ n: 1_830_104 }]);
    expect(await differences(database, MPS, table())).toEqual([]);
  });

  it('keeps the rows of each force apart', async () => {
    const by = (source: string, force: string) =>
      database.rows(`select ${force} as force, count(*)::int as n from ${source} group by 1 order by 1`);
    expect(await by(table(), 'reported_by')).toEqual(await by('history', 'force'));
  });

  it('has its last two months replaced, not doubled, by their deliveries', { timeout: 600_000 }, async () => {
    for (const file of MPS.files) await product.ops('backfill', '--dataset', MPS.id, file);
    await database.run(
      `create table delivered as select "Crime type" as category, replace("Month", '-', '')::int as period, "Reported by" as force,
         "Longitude" as x, "Latitude" as y from (${distinctRows(MPS, rawTable(MPS, MPS.files))})`,
    );
    await database.run(
      `create table both_now as select * from delivered union all
       select * from history h where not exists (from delivered d where d.period = h.period and d.force = h.force)`,
    );
    await locatePoints(database, 'points', `select 'wgs84', x, y, '' from both_now`);
    await expectRows('both_now');
    expect(await differences(database, MPS, table())).toEqual([]);
    const [now = 0] = await database.numbers(
      `select count(*)::int as n from ${table()} where month in (201805, 201806)`,
    );
    const [before = 0] = await database.numbers(
      'select count(*)::int as n from history where period in (201805, 201806)',
    );
    expect(now).toBeLessThanOrEqual(before);
  });
});
