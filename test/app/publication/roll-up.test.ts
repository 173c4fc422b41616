import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, describe, expect, it } from 'vitest';
import { examine } from '#app/doctor.ts';
import { SCHEMA_VERSION, writeSchema } from '#app/migration/schema.ts';
import type { Platform } from '#app/ports.ts';
import { cleanUp } from '#app/publication/clean-up.ts';
import { currentManifest, listPublications, readPointer } from '#app/publication/manifest-store.ts';
import { pointerWrites } from '#app/publication/publish.ts';
import { rollUp, rollUpAll } from '#app/publication/roll-up.ts';
import { AppError } from '#core/model/error.ts';
import { brandId, type ManifestId } from '#core/model/id.ts';
import { type Manifest, manifestKey, recordsOf, rollupsOf } from '#core/model/manifest.ts';
import { MemoryTables } from '#test/support/memory-tables.ts';
import {
  EAST,
  MADE_CRIME,
  type Made,
  made,
  makePlatform,
  SUPER_ADMIN,
  SUPPLIER,
  WEST,
} from '../ingest/made-platform.ts';

const DATASET = MADE_CRIME.id;

/** What a run that was killed has taken is free again after this. */
const SHORT_LEASE = { leaseMs: 300 };

let at: Made | null = null;
let tables = new MemoryTables();
afterEach(async () => {
  await at?.close();
  at = null;
  tables = new MemoryTables();
});

/** So many records of a year, half of them in either area, some without a place. */
function rowsOf(year: number, count: number): readonly string[] {
  return Array.from({ length: count }, (_, row) => {
    const month = `${year}-${String((row % 3) + 1).padStart(2, '0')}`;
    const place = row % 10 === 0 ? ',' : row % 2 === 0 ? WEST : EAST;
    return `${year}-${row},${month},${row % 3 === 0 ? 'Met' : 'City'},${place},${row % 4 === 0 ? 'Theft' : 'Robbery'},${row}`;
  });
}

const deliver = (to: Made, name: string, rows: readonly string[]) =>
  to.deliver(name, made(...rows), { command: { from: '2018-01', to: '2019-12', areas: null } });

async function start(): Promise<Made> {
  at = await makePlatform({ tables });
  await writeSchema(at.platform.registry, at.platform.clock, SCHEMA_VERSION);
  return at;
}

async function published({ platform }: Pick<Made, 'platform'>): Promise<Manifest> {
  const manifest = await currentManifest(platform, DATASET);
  if (manifest === null) throw new Error('nothing is published');
  return manifest;
}

/** Makes the current publication one of before there were roll-ups. */
async function forgetRollups(to: Made): Promise<Manifest> {
  const { platform } = to;
  const current = await published(to);
  const { version } = await readPointer(platform, DATASET);
  const before: Manifest = {
    ...current,
    id: brandId<ManifestId>(platform.newId()),
    previous: current.id,
    periods: recordsOf(current).map(({ rollup: _rollup, ...period }) => period),
  };
  await platform.objects.put(manifestKey(DATASET, before.id), JSON.stringify(before));
  await platform.registry.transact(pointerWrites(DATASET, before, version));
  return before;
}

async function rows(to: Made, manifest: Manifest, kind: 'records' | 'rollup', sql: string) {
  const files = manifest.periods
    .filter((period) => period.kind === kind)
    .flatMap((period) => period.files.map(({ key }) => `'${join(to.folder, key)}'`));
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const list = `read_parquet([${files.join(', ')}], hive_partitioning = false, union_by_name = true)`;
  const found = (await connection.runAndReadAll(sql.replace('FILES', list))).getRowsJson();
  connection.closeSync();
  instance.closeSync();
  return found;
}

async function faultsOf({ platform }: Pick<Made, 'platform'>): Promise<readonly string[]> {
  const faults: string[] = [];
  for await (const finding of examine(platform, { hashes: true })) faults.push(...finding.faults);
  return faults;
}

const summary = (manifest: Manifest) =>
  manifest.periods.map(({ kind, period, rollup }) => `${period} ${kind} ${rollup ?? ''}`.trim());

describe('a publication', () => {
  it('holds a roll-up of each year of which it pays, of the version of the records', async () => {
    const to = await start();
    await deliver(to, '2018-01-a.csv', [...rowsOf(2018, 400), ...rowsOf(2019, 8)]);
    const manifest = await published(to);
    expect(summary(manifest)).toEqual(['2018 records made', '2018 rollup', '2019 records left-out']);
    expect(manifest.rows).toBe(408);
    const [records, rollup] = manifest.periods;
    expect(rollup).toMatchObject({
      v: records?.v,
      files: [{ key: expect.stringContaining('_rollup/period=2018/v=') }],
    });
    expect(rollup?.dimensions).toEqual(
      expect.arrayContaining(['month', 'borough_2022', 'category', 'force']),
    );
    const by = 'month, borough_2022, category, force, location_quality';
    const counted = await rows(
      to,
      manifest,
      'rollup',
      `SELECT ${by}, sum(rollup_records), sum(rollup_keys) FROM FILES GROUP BY ${by} ORDER BY ALL`,
    );
    const counts = await rows(
      to,
      manifest,
      'records',
      `SELECT ${by}, count(*), sum(record_key) FROM FILES WHERE year = 2018 GROUP BY ${by} ORDER BY ALL`,
    );
    expect(counted).toEqual(counts);
    expect(counted.length).toBeGreaterThan(10);
  });

  it('has first and last days of months in its roll-ups, in place of days', async () => {
    const to = await start();
    await deliver(to, '2018-01-a.csv', rowsOf(2018, 400));
    const days = `SELECT DISTINCT month, CAST(DATE '1970-01-01' + date_from AS VARCHAR), CAST(DATE '1970-01-01' + date_to AS VARCHAR) FROM FILES ORDER BY 1`;
    expect(await rows(to, await published(to), 'rollup', days)).toEqual([
      [201_801, '2018-01-01', '2018-01-31'],
      [201_802, '2018-02-01', '2018-02-28'],
      [201_803, '2018-03-01', '2018-03-31'],
    ]);
  });

  it('rewrites both when a year is delivered again, and none of any other year', async () => {
    const to = await start();
    await deliver(to, '2018-01-a.csv', rowsOf(2018, 400));
    await deliver(to, '2019-01-b.csv', rowsOf(2019, 300));
    const before = await published(to);
    await to.deliver('2019-02-c.csv', made(...rowsOf(2019, 200)), {
      command: { from: '2019-01', to: '2019-12', areas: null },
    });
    const after = await published(to);
    const versions = (manifest: Manifest, year: string) =>
      manifest.periods.filter(({ period }) => period === year).map(({ kind, v }) => [kind, v]);
    expect(versions(after, '2018')).toEqual(versions(before, '2018'));
    expect(new Set(versions(after, '2019').map(([, v]) => v)).size).toBe(1);
    expect(versions(after, '2019')).not.toEqual(versions(before, '2019'));
    const all = 'SELECT CAST(sum(rollup_records) AS INTEGER) FROM FILES';
    expect(await rows(to, after, 'rollup', all)).toEqual([[after.rows]]);
    expect(await faultsOf(to)).toEqual([]);
  });

  it('has a table of its roll-ups with all that they may count by, and a partition of each', async () => {
    const to = await start();
    await deliver(to, '2018-01-a.csv', rowsOf(2018, 400));
    expect(tables.columnsOf(DATASET, 'rollup')).toEqual({
      month: 'INTEGER',
      year: 'INTEGER',
      date_from: 'INTEGER',
      date_to: 'INTEGER',
      time_precision: 'VARCHAR',
      location_quality: 'VARCHAR',
      borough_2022: 'VARCHAR',
      category: 'VARCHAR',
      force: 'VARCHAR',
      hour: 'INTEGER',
      weekday: 'INTEGER',
      rollup_records: 'BIGINT',
      rollup_keys: 'BIGINT',
    });
    const [rollup] = rollupsOf(await published(to));
    expect(await tables.list(DATASET)).toContainEqual({ kind: 'rollup', period: '2018', v: rollup?.v });
  });

  it('without the roll-up that it says was made is found by doctor', async () => {
    const to = await start();
    await deliver(to, '2018-01-a.csv', rowsOf(2018, 400));
    const manifest = await published(to);
    const lacking = { ...manifest, periods: recordsOf(manifest) };
    await to.platform.objects.put(manifestKey(DATASET, manifest.id), JSON.stringify(lacking));
    expect(await faultsOf(to)).toEqual([expect.stringContaining('lacks the roll-up of 2018/')]);
  });
});

describe('rollUp(platform, caller, dataset)', () => {
  it('makes what a publication of before lacks, once, and says so in the audit', async () => {
    const to = await start();
    await deliver(to, '2018-01-a.csv', [...rowsOf(2018, 400), ...rowsOf(2019, 8)]);
    const before = await forgetRollups(to);
    const manifest = await rollUp(to.ingest.platform, SUPER_ADMIN, DATASET);
    expect(manifest).toMatchObject({ reason: 'rollup', previous: before.id, rows: before.rows });
    expect(manifest?.deliveries).toEqual(before.deliveries);
    expect(summary(await published(to))).toEqual([
      '2018 records made',
      '2018 rollup',
      '2019 records left-out',
    ]);
    const ids = 'SELECT record_id, record_key FROM FILES ORDER BY 1';
    expect(await rows(to, await published(to), 'records', ids)).toEqual(
      await rows(to, before, 'records', ids),
    );
    expect(await rollUp(to.ingest.platform, SUPER_ADMIN, DATASET)).toBeNull();
    expect(await listPublications(to.platform, DATASET)).toHaveLength(3);
    expect(await faultsOf(to)).toEqual([]);
  });

  it('is for those who may change publications', async () => {
    const to = await start();
    await expect(rollUp(to.ingest.platform, SUPPLIER, DATASET)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('has nothing to do where nothing is published, or another publication came first', async () => {
    const to = await start();
    expect(await rollUp(to.ingest.platform, SUPER_ADMIN, DATASET)).toBeNull();
    expect(await rollUpAll(to.ingest.platform)).toEqual({ published: [], failed: [], left: [] });
  });

  it('ends in the same state when it was killed before any call that changes something', {
    timeout: 300_000,
  }, async () => {
    const to = await start();
    await deliver(to, '2018-01-a.csv', rowsOf(2018, 200));
    const stateOf = async () => {
      await cleanUp(to.platform, DATASET);
      const manifest = await published(to);
      const kept = await to.platform.objects.list('lake/');
      const named = new Set<string>();
      for (const { manifest: id } of await listPublications(to.platform, DATASET)) {
        const body = await to.platform.objects.get(manifestKey(DATASET, id));
        const one = JSON.parse(new TextDecoder().decode(body ?? new Uint8Array())) as Manifest;
        for (const { files } of one.periods) for (const { key } of files) named.add(key);
      }
      const strays = kept.filter((key) => !named.has(key));
      return { summary: summary(manifest), rows: manifest.rows, reason: manifest.reason, strays };
    };
    let killed = 0;
    for (let calls = 0; ; calls += 1) {
      await forgetRollups(to);
      const cut = killedAfter(to.ingest.platform, calls);
      const { failed } = await rollUpAll(cut, SHORT_LEASE);
      const isWhole = failed.length === 0;
      if (!isWhole) {
        killed += 1;
        expect(failed).toMatchObject([{ dataset: DATASET, error: { message: 'killed' } }]);
        const again = await rollUpAll(to.ingest.platform, SHORT_LEASE);
        expect(again.failed).toEqual([]);
      }
      expect(await stateOf()).toEqual({
        summary: ['2018 records made', '2018 rollup'],
        rows: 200,
        reason: 'rollup',
        strays: [],
      });
      if (isWhole) break;
    }
    expect(killed).toBeGreaterThanOrEqual(5);
    expect(await faultsOf(to)).toEqual([]);
  });
});

/** The same platform, of which every call that changes something fails once so many of them were made. */
function killedAfter<P extends Platform>(platform: P, calls: number): P {
  let left = calls;
  const cut =
    <Args extends readonly unknown[], Result>(call: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      if (left === 0) throw new Error('killed');
      left -= 1;
      return call(...args);
    };
  const { registry, objects, audit, tables: catalogue } = platform;
  if (catalogue === undefined) throw new AppError('INTERNAL', 'no tables');
  return {
    ...platform,
    registry: wrapped(registry, { transact: cut(registry.transact.bind(registry)) }),
    objects: wrapped(objects, {
      put: cut(objects.put.bind(objects)),
      delete: cut(objects.delete.bind(objects)),
      deleteAll: cut(objects.deleteAll.bind(objects)),
    }),
    audit: wrapped(audit, { record: cut(audit.record.bind(audit)) }),
    tables: wrapped(catalogue, {
      define: cut(catalogue.define.bind(catalogue)),
      add: cut(catalogue.add.bind(catalogue)),
    }),
  };
}

/** A port with some of its calls in place of its own. */
function wrapped<Port extends object>(port: Port, calls: Partial<Port>): Port {
  return new Proxy(port, {
    get: (target, name) => {
      const own = Reflect.get(calls, name) as unknown;
      if (own !== undefined) return own;
      const value = Reflect.get(target, name) as unknown;
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
