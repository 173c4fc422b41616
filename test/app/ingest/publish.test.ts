import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, describe, expect, it } from 'vitest';
import { currentManifest } from '#app/publication/manifest-store.ts';
import { relocate } from '#app/publication/relocate.ts';
import { rollBack } from '#app/publication/roll-back.ts';
import { withdrawDelivery } from '#app/publication/withdraw.ts';
import { type Manifest, recordsOf } from '#core/model/manifest.ts';
import { RECORD_COLUMNS } from '#core/model/record.ts';
import {
  addBoundaries,
  EAST,
  MADE_CRIME,
  type Made,
  made,
  makePlatform,
  SUPER_ADMIN,
  square,
  WEST,
} from './made-platform.ts';

const DATASET = MADE_CRIME.id;
let platform: Made | null = null;

afterEach(async () => {
  await platform?.close();
  platform = null;
});

async function start(): Promise<Made> {
  platform = await makePlatform();
  return platform;
}

async function published({ platform: { registry, objects } }: Made): Promise<Manifest> {
  const manifest = await currentManifest({ registry, objects }, DATASET);
  if (manifest === null) throw new Error('nothing is published');
  return manifest;
}

/** Rows of the current publication, read from its files by DuckDB itself. */
async function rowsOf(from: Made, sql: string): Promise<unknown[]> {
  const files = recordsOf(await published(from)).flatMap((period) =>
    period.files.map(({ key }) => join(from.folder, key)),
  );
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  try {
    const list = files.map((file) => `'${file}'`).join(', ');
    const reader = await connection.runAndReadAll(
      `WITH records AS (FROM read_parquet([${list}], hive_partitioning = false)) ${sql}`,
    );
    return reader.getRowsJson();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

const MAY = made(
  `a1,2018-05,Met,${WEST},theft,1`,
  `a2,2018-05,Met,${EAST},Robbery,2`,
  `,2018-05,Met,${EAST},Robbery,2`,
  `,2018-05,Met,${EAST},Robbery,2`,
  `a2,2018-05,Met,${EAST},Robbery,2`,
  `a1,2018-05,Met,${WEST},Robbery,1`,
);

describe('a delivery', () => {
  it('ends each row in accepted, rejected or duplicate', async () => {
    const at = await start();
    const delivery = await at.deliver(
      '2018-05-street.csv',
      `${MAY}a9,2018-13,Met,${WEST},theft,1\na9,2018-05,Met,${WEST},theft,x\n`,
    );
    expect(delivery).toMatchObject({ state: 'published', step: 'published', layout: 'street', number: 1 });
    expect(delivery.report).toMatchObject({
      rows: 8,
      accepted: 5,
      rejected: 2,
      duplicate: 1,
      byReason: { DATE_INVALID: 1, NUMBER_INVALID: 1 },
      rejections: [
        { row: 7, field: 'month', reason: 'DATE_INVALID' },
        { row: 8, field: 'value', reason: 'NUMBER_INVALID' },
      ],
      byMonth: { '2018-05': 5 },
      replaced: 0,
    });
    expect(delivery.report?.warnings).toContainEqual(
      expect.objectContaining({ code: 'KEY_REUSED', rows: 2 }),
    );
    expect(
      await rowsOf(
        at,
        'SELECT category, borough_2022, count(*)::INTEGER FROM records GROUP BY ALL ORDER BY ALL',
      ),
    ).toEqual([
      ['Robbery', 'E', 3],
      ['Robbery', 'W', 1],
      ['Theft', 'W', 1],
    ]);
  });

  it('is on disk as integers and text only, sorted by place and time', async () => {
    const at = await start();
    await at.deliver('2018-05-street.csv', MAY);
    const [manifest] = [await published(at)];
    const path = join(at.folder, manifest.periods[0]?.files[0]?.key ?? '');
    const types = await rowsOf(at, `SELECT name, type FROM parquet_schema('${path}') WHERE type IS NOT NULL`);
    const physical = { BIGINT: 'INT64', INTEGER: 'INT32', VARCHAR: 'BYTE_ARRAY' };
    expect(types).toEqual(
      [
        ...Object.entries(RECORD_COLUMNS),
        ['borough_2022', 'VARCHAR'],
        ['category', 'VARCHAR'],
        ['force', 'VARCHAR'],
        ['value', 'BIGINT'],
        ['crime_id', 'VARCHAR'],
      ].map(([name, type]) => [name, physical[type as keyof typeof physical]]),
    );
    const order = await rowsOf(at, 'SELECT h3_11, record_id FROM records');
    expect(order).toEqual(
      await rowsOf(
        at,
        'SELECT h3_11, record_id FROM records ORDER BY h3_11 NULLS LAST, date_from, record_id',
      ),
    );
  });

  it('replaces the months that it covers, for the forces that it holds', async () => {
    const at = await start();
    await at.deliver(
      '2018-05-first.csv',
      made(`,2018-05,Met,${WEST},Theft,1`, `,2018-05,City,${WEST},Theft,1`),
    );
    await at.deliver('2018-06-first.csv', made(`,2018-06,Met,${WEST},Theft,1`));
    const again = await at.deliver(
      '2018-05-second.csv',
      made(`,2018-05,Met,${EAST},Robbery,1`, `,2018-05,Met,${EAST},Robbery,1`),
    );
    expect(again.report).toMatchObject({ accepted: 2, replaced: 1 });
    expect(
      await rowsOf(
        at,
        'SELECT month, force, category, count(*)::INTEGER FROM records GROUP BY ALL ORDER BY ALL',
      ),
    ).toEqual([
      [201805, 'City', 'Theft', 1],
      [201805, 'Met', 'Robbery', 2],
      [201806, 'Met', 'Theft', 1],
    ]);
    expect((await published(at)).deliveries).toMatchObject([
      { number: 1, accepted: 2, live: 1 },
      { number: 2, accepted: 1, live: 1 },
      { number: 3, accepted: 2, live: 2 },
    ]);
  });

  it('that covers some areas leaves the rows of other areas in place', async () => {
    const at = await start();
    await at.deliver(
      '2018-05-first.csv',
      made(`,2018-05,Met,${WEST},Theft,1`, `,2018-05,Met,${EAST},Theft,1`, ',2018-05,Met,,,Theft,1'),
    );
    await at.deliver('2018-05-west.csv', made(`,2018-05,Met,${WEST},Robbery,1`), {
      command: { from: '2018-05', to: '2018-05', areas: ['W'] },
    });
    expect(await rowsOf(at, 'SELECT category, borough_2022 FROM records ORDER BY ALL')).toEqual([
      ['Robbery', 'W'],
      ['Theft', 'E'],
      ['Theft', null],
    ]);
  });

  it('of the same areas as before replaces all of it, rows outside those areas too', async () => {
    const at = await start();
    const command = { from: '2018-05', to: '2018-05', areas: ['W'] };
    const first = await at.deliver(
      'first.csv',
      made(`,2018-05,Met,${WEST},Theft,1`, `,2018-05,Met,${EAST},Theft,1`),
      { command },
    );
    expect(first.report?.warnings).toContainEqual(
      expect.objectContaining({ code: 'OUTSIDE_COVERAGE', rows: 1 }),
    );
    await at.deliver('second.csv', made(`,2018-05,Met,${WEST},Robbery,1`), { command });
    expect(await rowsOf(at, 'SELECT category FROM records')).toEqual([['Robbery']]);
  });

  it('writes only the years that it touches', async () => {
    const at = await start();
    await at.deliver('2018-05-a.csv', made(`,2018-05,Met,${WEST},Theft,1`));
    const before = await published(at);
    await at.deliver('2019-05-a.csv', made(`,2019-05,Met,${WEST},Theft,1`));
    const after = await published(at);
    expect(after.periods.map(({ period }) => period)).toEqual(['2018', '2019']);
    expect(after.periods[0]).toEqual(before.periods[0]);
  });

  it('sent again with the same bytes is a receipt and no publication', async () => {
    const at = await start();
    const first = await at.deliver('2018-05-street.csv', MAY);
    const second = await at.deliver('2018-05-street.csv', MAY);
    expect(second).toMatchObject({ state: 'unchanged', sameAs: 1, manifest: first.manifest, report: null });
    expect(second).not.toHaveProperty('replacedSince');
    expect((await published(at)).id).toBe(first.manifest);
  });

  it('sent again after others have replaced it says how much of it stays replaced', async () => {
    const at = await start();
    await at.deliver(
      '2018-05-street.csv',
      made(`x,2018-05,Met,${WEST},Theft,1`, `y,2018-05,Met,${EAST},Theft,1`),
    );
    await at.deliver('2018-05-street.csv', made(`x,2018-05,Met,${WEST},Theft,2`));
    const before = await published(at);
    const again = await at.deliver(
      '2018-05-street.csv',
      made(`x,2018-05,Met,${WEST},Theft,1`, `y,2018-05,Met,${EAST},Theft,1`),
    );
    expect(again).toMatchObject({ state: 'unchanged', sameAs: 1, replacedSince: 2 });
    expect((await published(at)).id).toBe(before.id);
  });

  it('sent again for another coverage is not the same', async () => {
    const at = await start();
    await at.deliver('2018-05-street.csv', MAY);
    const wider = await at.deliver('2018-05-street.csv', MAY, {
      command: { from: '2018-04', to: '2018-05', areas: null },
    });
    expect(wider.state).toBe('published');
  });
});

describe('withdrawDelivery(platform, caller, dataset, number)', () => {
  it('brings back what the delivery replaced, and lets the same file come again', async () => {
    const at = await start();
    await at.deliver('2018-05-first.csv', made(`x,2018-05,Met,${WEST},Theft,1`));
    const before = await rowsOf(at, 'SELECT * FROM records');
    await at.deliver('2018-05-second.csv', made(`y,2018-05,Met,${EAST},Theft,1`));
    await withdrawDelivery(at.ingest.platform, SUPER_ADMIN, DATASET, 2);
    expect(await rowsOf(at, 'SELECT * FROM records')).toEqual(before);
    expect((await published(at)).reason).toBe('withdrawal');
    const again = await at.deliver('2018-05-second.csv', made(`y,2018-05,Met,${EAST},Theft,1`));
    expect(again).toMatchObject({ state: 'published', number: 3 });
  });

  it('makes a suppressed duplicate count again', async () => {
    const at = await start();
    await at.deliver('a.csv', made(`x,2018-05,Met,${WEST},Theft,1`), {
      command: { from: '2018-05', to: '2018-05', areas: ['E'] },
    });
    const second = await at.deliver('b.csv', made(`x,2018-05,Met,${WEST},Theft,1`), {
      command: { from: '2018-05', to: '2018-05', areas: ['X'] },
    });
    expect(second.report).toMatchObject({ accepted: 0, duplicate: 1 });
    await withdrawDelivery(at.ingest.platform, SUPER_ADMIN, DATASET, 1);
    expect((await published(at)).deliveries).toMatchObject([{ number: 2, accepted: 1, live: 1 }]);
  });

  it('leaves an empty publication when the only delivery goes', async () => {
    const at = await start();
    await at.deliver('2018-05-street.csv', MAY);
    await withdrawDelivery(at.ingest.platform, SUPER_ADMIN, DATASET, 1);
    expect(await published(at)).toMatchObject({ periods: [], deliveries: [], rows: 0 });
  });

  it('fails with CONFLICT when it was withdrawn already', async () => {
    const at = await start();
    await at.deliver('2018-05-street.csv', MAY);
    await withdrawDelivery(at.ingest.platform, SUPER_ADMIN, DATASET, 1);
    await expect(withdrawDelivery(at.ingest.platform, SUPER_ADMIN, DATASET, 1)).rejects.toMatchObject({
      code: 'CONFLICT',
    });
  });
});

describe('rollBack(platform, caller, dataset, manifest)', () => {
  it('publishes exactly what the earlier manifest says and withdraws what came later', async () => {
    const at = await start();
    const first = await at.deliver('2018-05-a.csv', MAY);
    const before = await published(at);
    await at.deliver('2018-06-a.csv', made(`,2018-06,Met,${WEST},Theft,1`));
    if (first.manifest === null) throw new Error('not published');
    const back = await rollBack(at.ingest.platform, SUPER_ADMIN, DATASET, first.manifest);
    expect(back).toMatchObject({ reason: 'rollback', periods: before.periods, rows: before.rows });
    const next = await at.deliver('2018-07-a.csv', made(`,2018-07,Met,${WEST},Theft,1`));
    expect((await published(at)).deliveries.map(({ number }) => number)).toEqual([1, next.number]);
  });
});

describe('relocate(platform, caller, dataset)', () => {
  it('locates all records in boundaries that came later and changes nothing else', async () => {
    const at = await start();
    await at.deliver('2018-05-a.csv', MAY);
    const before = await rowsOf(at, 'SELECT record_id, borough_2022, category FROM records ORDER BY 1');
    await addBoundaries(at.platform, 'ward', '2025', [
      { code: 'N', polygons: [square(-0.2, 51.4, 0, 51.6)] },
    ]);
    const manifest = await relocate(at.ingest.platform, SUPER_ADMIN, DATASET);
    expect(manifest).toMatchObject({ reason: 'relocation', geography: { borough: {}, ward: {} } });
    expect(await rowsOf(at, 'SELECT DISTINCT ward_2025 FROM records')).toEqual([['N']]);
    expect(await rowsOf(at, 'SELECT record_id, borough_2022, category FROM records ORDER BY 1')).toEqual(
      before,
    );
    expect(await relocate(at.ingest.platform, SUPER_ADMIN, DATASET)).toBeNull();
  });
});
