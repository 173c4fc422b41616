import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { geographyKey } from '#app/geography/store.ts';
import type { Platform } from '#app/ports.ts';
import { cancelDownload, downloadStatus, startDownload } from '#app/query/download.ts';
import { writeDownload } from '#app/query/download-write.ts';
import { queryResult } from '#app/query/result.ts';
import { submitQuery } from '#app/query/submit.ts';
import type { DownloadId, UserId } from '#core/model/id.ts';
import { addAccount, addProfile, northProfile } from '#test/support/access-platform.ts';
import { BOROUGHS } from '#test/support/fixture-geography.ts';
import { analyst, openQueryPlatform, type QueryPlatform } from '#test/support/query-platform.ts';
import { readCsv, readGeoJson, readParquet, readXlsx } from '#test/support/read-files.ts';

const ann = analyst('ann');
const bob = { ...analyst('bob'), profile: 'coarse' };
const code = (value: string) => expect.objectContaining({ code: value });
const BY_BOROUGH = {
  datasets: ['north-crime'],
  where: { time: { from: '2018-12-01', to: '2019-01-31' } },
  groupBy: [{ area: 'borough' }, { time: 'month' }],
};
const LIST = {
  datasets: ['north-crime'],
  records: { fields: ['category', 'occurred_on', 'weapon', 'borough', 'loss', 'hour'] },
};
const SHAPE = {
  type: 'Polygon',
  coordinates: [
    [
      [0, 51],
      [1, 51],
      [1, 52],
      [0, 51],
    ],
  ],
};

let platform: QueryPlatform;
beforeAll(async () => {
  platform = await openQueryPlatform();
  await addAccount(platform.registry, ann);
  await addAccount(platform.registry, bob);
  await addProfile(platform.registry, northProfile('coarse'));
  const features = BOROUGHS.map((one) => ({
    type: 'Feature',
    properties: { code: one, name: one },
    geometry: SHAPE,
  }));
  await platform.objects.put(
    geographyKey('borough', '2022', 'display.geojson'),
    JSON.stringify({ type: 'FeatureCollection', features }),
  );
});
afterAll(() => platform.dispose());

async function download(spec: unknown, format: string, who = ann) {
  const view = await submitQuery(platform, who, spec, { waitMs: 10_000 });
  const { id } = await startDownload(platform, who, view.id, {
    format,
    address: 'https://x.example/explore?d=n',
  });
  const done = await downloadStatus(platform, who, view.id, id, 20_000);
  expect(done).toMatchObject({ state: 'succeeded', error: null });
  const bytes = (await platform.objects.get(done.key ?? '')) ?? new Uint8Array();
  const result = await queryResult(platform, who, view.id, {});
  return { view, done, bytes, result };
}

type Row = Readonly<Record<string, unknown>>;
const rowsOf = ({ columns }: Awaited<ReturnType<typeof queryResult>>): readonly Row[] =>
  (columns[0]?.values ?? []).map((_, row) =>
    Object.fromEntries(columns.map(({ name, values }) => [name, values[row] ?? null])),
  );

describe('a download in every format', () => {
  it.each([
    ['groups', BY_BOROUGH],
    ['records', LIST],
  ] as const)('holds the same %s as the answer', async (_, spec) => {
    const csv = await download(spec, 'csv');
    const wanted = rowsOf(csv.result);
    const names = csv.result.columns.map(({ name }) => name);
    expect(wanted.length).toBeGreaterThan(5);
    const isMeasure = (name: string) =>
      csv.result.columns.find((one) => one.name === name)?.role === 'measure';
    const alike = (rows: readonly Row[]) =>
      rows.map((row) =>
        Object.fromEntries(
          names.map((name) => [name, row[name] ?? (isMeasure(name) ? row[`${name}_mark`] : null)]),
        ),
      );
    const text = (value: unknown) => (value === null ? 'u' : String(value));
    expect(readCsv(csv.bytes).rows.map((row) => names.map((name) => row[name]?.text))).toEqual(
      wanted.map((row) => names.map((name) => text(row[name]))),
    );
    const xlsx = readXlsx((await download(spec, 'xlsx')).bytes).rows;
    const day = (value: unknown) =>
      new Date((Number(value) - 25_569) * 86_400_000).toISOString().slice(0, 10);
    expect(
      xlsx.map((row) =>
        names.map((name) =>
          row[name]?.look === '2' ? day(row[name]?.value) : text(row[name]?.value ?? null),
        ),
      ),
    ).toEqual(wanted.map((row) => names.map((name) => text(row[name]))));
    const parquet = (await readParquet((await download(spec, 'parquet')).bytes)).rows;
    const plain = (value: unknown) =>
      typeof value === 'bigint'
        ? Number(value)
        : value instanceof Date
          ? value.toISOString().slice(0, 10)
          : value;
    expect(
      alike(
        parquet.map((row) =>
          Object.fromEntries(Object.entries(row).map(([key, value]) => [key, plain(value)])),
        ),
      ),
    ).toEqual(wanted);
    const geojson = readGeoJson((await download(spec, 'geojson')).bytes);
    expect(alike(geojson.features.map(({ properties }) => properties))).toEqual(wanted);
  });

  it('is read by DuckDB with types of its own', async () => {
    const { bytes, result } = await download(LIST, 'parquet');
    const path = join(platform.root, 'list.parquet');
    await writeFile(path, bytes);
    const connection = await (await DuckDBInstance.create()).connect();
    const told = await connection.runAndReadAll(`DESCRIBE SELECT * FROM read_parquet('${path}')`);
    const types = Object.fromEntries(
      told.getRowObjects().map((row) => [row['column_name'], row['column_type']]),
    );
    expect(types).toMatchObject({
      occurred_on: 'DATE',
      loss: 'DECIMAL(18,2)',
      hour: 'BIGINT',
      category: 'VARCHAR',
    });
    const sums = await connection.runAndReadAll(
      `SELECT count(*) AS n, sum(loss)::DOUBLE AS loss, count(occurred_on) AS days FROM read_parquet('${path}')`,
    );
    const column = (name: string) => result.columns.find((one) => one.name === name)?.values ?? [];
    expect(sums.getRowObjects()[0]).toMatchObject({
      n: BigInt(result.rowCount),
      loss: column('loss').reduce<number>((sum, value) => sum + Number(value ?? 0), 0),
      days: BigInt(column('occurred_on').filter((value) => value !== null).length),
    });
    connection.closeSync();
  });

  it.each(['csv', 'xlsx', 'parquet', 'geojson'])(
    'is named incomplete, and says so inside, as %s',
    async (format) => {
      const { done, bytes } = await download({ ...LIST, limit: 2 }, format);
      expect(done.fileName).toBe(`incomplete-safestats-north-crime-2026-03-01.${format}`);
      const told = {
        csv: () => readCsv(bytes).facts.join('\n'),
        xlsx: () => [...readXlsx(bytes).about.values()].map(({ value }) => value).join('\n'),
        parquet: async () => JSON.stringify((await readParquet(bytes)).provenance),
        geojson: () => JSON.stringify(readGeoJson(bytes).safestats),
      }[format];
      const text = await told?.();
      expect(text).toMatch(/2 of 11 rows|"complete":false,"rows":2,"rowsInAll":11/);
      expect(text).toContain('https://x.example/explore?d=n');
    },
  );
});

describe('a download as GeoJSON', () => {
  it('has the shape of each area, and none where the place is not known', async () => {
    const { bytes } = await download(
      { datasets: ['north-crime'], groupBy: [{ area: 'borough' }] },
      'geojson',
    );
    const { features } = readGeoJson(bytes);
    for (const { properties, geometry } of features)
      expect(geometry).toEqual(properties['borough'] === null ? null : SHAPE);
    expect(features.length).toBeGreaterThan(3);
  });

  it('has the outline of each cell, closed and counter-clockwise around it', async () => {
    const { bytes } = await download({ datasets: ['north-crime'], groupBy: [{ cell: 8 }] }, 'geojson', bob);
    const rings = readGeoJson(bytes).features.flatMap(({ geometry }) =>
      geometry === null ? [] : [(geometry.coordinates as [number, number][][])[0] ?? []],
    );
    expect(rings.length).toBeGreaterThan(2);
    for (const ring of rings) {
      expect(ring.at(-1)).toEqual(ring[0]);
      const twice = ring
        .slice(1)
        .reduce((sum, [x, y], at) => sum + (ring[at]?.[0] ?? 0) * y - x * (ring[at]?.[1] ?? 0), 0);
      expect(twice).toBeGreaterThan(0);
    }
  });

  it('has the point of each record where the profile shows coordinates, which need not be listed', async () => {
    const { bytes } = await download(LIST, 'geojson');
    const { bytes: listed } = await download(
      { ...LIST, records: { fields: [...LIST.records.fields, 'longitude', 'latitude'] } },
      'geojson',
    );
    const { features } = readGeoJson(bytes);
    expect(features.some(({ geometry }) => geometry?.type === 'Point')).toBe(true);
    expect(Object.keys(features[0]?.properties ?? {})).not.toContain('longitude');
    const places = readGeoJson(listed).features.map(({ properties: { longitude, latitude } }) =>
      longitude === null ? null : [longitude, latitude],
    );
    const points = features.map(({ geometry }) => geometry?.coordinates ?? null);
    expect(JSON.stringify([...points].sort())).toBe(JSON.stringify([...places].sort()));
  });

  it('is refused, with what to do, where rows have no place or the profile hides it', async () => {
    const ask = async (spec: unknown, who = ann) => {
      const view = await submitQuery(platform, who, spec, { waitMs: 10_000 });
      return startDownload(platform, who, view.id, { format: 'geojson' });
    };
    await expect(ask({ datasets: ['north-crime'], groupBy: [{ time: 'month' }] })).rejects.toMatchObject({
      code: 'SPEC_INVALID',
      message: expect.stringContaining('group by a level of areas or by cells'),
    });
    await expect(
      ask({ datasets: ['north-crime'], records: { fields: ['category'] } }, bob),
    ).rejects.toMatchObject({
      code: 'SPEC_INVALID',
      message: expect.stringContaining('your profile shows no coordinates'),
    });
    const { bytes } = await download(
      { datasets: ['north-crime'], records: { fields: ['category', 'cell_8'] } },
      'geojson',
      bob,
    );
    expect(readGeoJson(bytes).features.some(({ geometry }) => geometry?.type === 'Polygon')).toBe(true);
    expect(new TextDecoder().decode(bytes)).not.toContain('"Point"');
  });
});

describe('cancelDownload(platform, caller, query, id)', () => {
  const queued: (readonly [UserId, DownloadId])[] = [];
  const elsewhere = (): Platform => ({
    ...platform,
    downloads: { submit: async (user, id) => void queued.push([user, id]) },
  });

  it('ends a file that waits or is being written, tells the audit once, and leaves nothing', async () => {
    const view = await submitQuery(platform, ann, LIST, { waitMs: 10_000 });
    const { id } = await startDownload(elsewhere(), ann, view.id, { format: 'xlsx' });
    await cancelDownload(elsewhere(), ann, view.id, id);
    await cancelDownload(elsewhere(), ann, view.id, id);
    await writeDownload(platform, ann.user, queued[0]?.[1] ?? ('' as DownloadId));
    expect(await downloadStatus(elsewhere(), ann, view.id, id)).toMatchObject({
      state: 'cancelled',
      key: null,
    });
    expect(await platform.objects.list(`exports/ann/${id}/`)).toEqual([]);
    const outcomes = platform.events.filter(({ effect, phase }) => effect === id && phase === 'outcome');
    expect(outcomes.map(({ detail }) => detail['state'])).toEqual(['cancelled']);
  });

  it('takes away what was written when it is cancelled just before its end', async () => {
    const view = await submitQuery(platform, ann, LIST, { waitMs: 10_000 });
    const { id } = await startDownload(elsewhere(), ann, view.id, { format: 'csv' });
    const late: Platform = {
      ...platform,
      objects: new Proxy(platform.objects, {
        get: (target, name) => {
          const value: unknown = Reflect.get(target, name);
          if (name !== 'putStream' || typeof value !== 'function')
            return typeof value === 'function' ? value.bind(target) : value;
          return async (...given: readonly unknown[]) => {
            const put: unknown = await value.apply(target, given);
            await cancelDownload(platform, ann, view.id, id);
            return put;
          };
        },
      }),
    };
    await writeDownload(late, ann.user, id);
    expect(await downloadStatus(elsewhere(), ann, view.id, id)).toMatchObject({
      state: 'cancelled',
      key: null,
    });
    expect(await platform.objects.list(`exports/ann/${id}/`)).toEqual([]);
  });

  it('is for one’s own', async () => {
    const view = await submitQuery(platform, ann, LIST, { waitMs: 10_000 });
    const { id } = await startDownload(elsewhere(), ann, view.id, { format: 'csv' });
    await expect(cancelDownload(platform, bob, view.id, id)).rejects.toEqual(code('NOT_FOUND'));
  });
});
