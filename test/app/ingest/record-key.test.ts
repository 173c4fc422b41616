import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, describe, expect, it } from 'vitest';
import { applyDefinition } from '#app/dataset.ts';
import { currentManifest } from '#app/publication/manifest-store.ts';
import { recordsOf } from '#core/model/manifest.ts';
import { EAST, MADE_CRIME, type Made, made, makePlatform, SUPER_ADMIN, WEST } from './made-platform.ts';

let platform: Made | null = null;

afterEach(async () => {
  await platform?.close();
  platform = null;
});

/** Record keys of the current publication by what the record says. */
async function keysOf({ platform: { registry, objects }, folder }: Made): Promise<Map<string, number>> {
  const manifest = await currentManifest({ registry, objects }, MADE_CRIME.id);
  const files = (manifest === null ? [] : recordsOf(manifest)).flatMap((period) =>
    period.files.map(({ key }) => join(folder, key)),
  );
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  const list = files.map((file) => `'${file}'`).join(', ');
  const reader = await connection.runAndReadAll(
    `SELECT concat_ws(' ', crime_id, month, category, borough_2022, value), record_key FROM read_parquet([${list}], hive_partitioning = false)`,
  );
  connection.closeSync();
  instance.closeSync();
  return new Map(reader.getRowsJson().map(([record, key]) => [String(record), Number(key)]));
}

const ROWS = [
  `a1,2018-05,Met,${WEST},theft,1`,
  `a2,2018-05,Met,${EAST},Robbery,2`,
  `,2018-05,Met,${EAST},Robbery,3`,
  `,2018-05,Met,${WEST},Robbery,3`,
];

describe('the key of a record', () => {
  it('stays the same when the record is delivered again, in whatever row', async () => {
    platform = await makePlatform();
    await platform.deliver('2018-05-street.csv', made(...ROWS));
    const before = await keysOf(platform);
    await platform.deliver(
      '2018-05-street.csv',
      made(`a0,2018-05,Met,${WEST},theft,9`, ...ROWS.toReversed()),
    );
    const after = await keysOf(platform);
    expect(before.size).toBe(4);
    expect(after.size).toBe(5);
    for (const [record, key] of before) expect([record, after.get(record)]).toEqual([record, key]);
    expect(new Set(before.values()).size).toBe(4);
  });

  it('stays the same for a business key whose other fields are corrected', async () => {
    platform = await makePlatform();
    await platform.deliver('2018-05-street.csv', made(...ROWS));
    const before = await keysOf(platform);
    await platform.deliver(
      '2018-05-street.csv',
      made(`a1,2018-05,Met,${WEST},Robbery,8`, `,2018-05,Met,${EAST},Robbery,4`),
    );
    const after = await keysOf(platform);
    expect(after.get('a1 201805 Robbery W 8')).toBe(before.get('a1 201805 Theft W 1'));
    expect(after.get('201805 Robbery E 4')).not.toBe(before.get('201805 Robbery E 3'));
  });

  it('stays the same when the dataset gains a field that is not filled', async () => {
    platform = await makePlatform();
    await platform.deliver('2018-05-street.csv', made(...ROWS));
    const before = await keysOf(platform);
    const [first] = MADE_CRIME.fields;
    const added = { ...first, name: 'added', label: 'added', required: false };
    const { codeList: _, ...plain } = { codeList: '', ...added };
    await applyDefinition(platform.platform, SUPER_ADMIN, {
      ...MADE_CRIME,
      version: 2,
      fields: [plain, ...MADE_CRIME.fields],
    });
    await platform.deliver('2018-05-street.csv', made(...ROWS, `a3,2018-05,Met,${WEST},theft,9`));
    const after = await keysOf(platform);
    expect(after.size).toBe(5);
    for (const [record, key] of before) expect([record, after.get(record)]).toEqual([record, key]);
  });

  it('cannot be told without the secret: another platform gives others', async () => {
    platform = await makePlatform();
    await platform.deliver('2018-05-street.csv', made(...ROWS));
    const here = await keysOf(platform);
    const elsewhere = await makePlatform();
    await elsewhere.deliver('2018-05-street.csv', made(...ROWS));
    const there = await keysOf(elsewhere);
    await elsewhere.close();
    expect([...there.values()]).not.toEqual([...here.values()]);
  });
});
