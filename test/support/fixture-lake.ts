import { createHash } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { cellToParent, latLngToCell } from 'h3-js';
import { wholeAccess } from '#core/access/profile.ts';
import { cellCentre } from '#core/geo/cell.ts';
import {
  type DatasetDefinition,
  DatasetDefinitionSchema,
  type DatasetDefinitionSpec,
} from '#core/model/dataset.ts';
import { brandId, type ManifestId, ROWS_PER_DELIVERY, type VersionId } from '#core/model/id.ts';
import { type Manifest, type ManifestDelivery, manifestKey, versionFolder } from '#core/model/manifest.ts';
import { RECORD_COLUMNS } from '#core/model/record.ts';
import { dayOf, firstDay, lastDay, monthOfDay, yearOf } from '#core/query/calendar.ts';
import { placesOf } from '#core/query/places.ts';
import type { QueryContext } from '#core/query/resolve.ts';
import { viewFor } from '#core/view/view.ts';
import { areasAt, GEOGRAPHIES, VINTAGES } from './fixture-geography.ts';

/** The month that the platform of tests is in. */
export const NOW = 202_603;

/** One record as a test writes it: when (`2018`, `2018-05`, `2018-05-07`, `2018-05-07T22:10`), where, and its fields. */
export type FixtureRow = {
  readonly when: string;
  /** Degrees; a word is the quality of a place that was not usable. */
  readonly at: readonly [longitude: number, latitude: number] | 'missing' | 'zero' | 'swapped' | 'invalid';
  readonly fields: Readonly<Record<string, string | number | boolean | null>>;
};

export type FixtureDataset = {
  readonly definition: DatasetDefinition;
  readonly rows: readonly FixtureRow[];
  readonly deliveries: readonly ManifestDelivery[];
  /** Levels that it was located in. */
  readonly levels: readonly string[];
  /** The records as they stand in the files, where they are not made from `rows`. */
  readonly stored?: readonly StoredRow[];
};

export type StoredRow = Readonly<Record<string, string | number | bigint | boolean | null>>;

/** A record as it stands in a Parquet file. */
export function storedRow(row: FixtureRow, index: number, dataset: FixtureDataset): StoredRow {
  const stored: Record<string, string | number | bigint | boolean | null> = {
    record_id: ROWS_PER_DELIVERY + index + 1,
    record_key: contentKey(row),
    ...timeOf(row.when),
    ...placeOf(row.at, dataset.levels),
  };
  for (const { name } of dataset.definition.fields) stored[name] = row.fields[name] ?? null;
  return stored;
}

/** As the ingest does it: the same content, the same key. */
function contentKey({ when, at, fields }: FixtureRow): number {
  return createHash('sha256')
    .update(JSON.stringify(['secret', when, at, fields]))
    .digest()
    .readUInt16BE();
}

function timeOf(when: string) {
  const precision = ({ 4: 'year', 7: 'month', 10: 'day' } as Record<number, string>)[when.length] ?? 'minute';
  const exact = precision === 'day' || precision === 'minute';
  const day = exact ? dayOf(when.slice(0, 10)) : 0;
  const month = precision === 'month' ? Number(when.replace('-', '')) : monthOfDay(day);
  const year = precision === 'year' ? Number(when) : exact ? yearOf(monthOfDay(day)) : yearOf(month);
  return {
    utc_minute: precision === 'minute' ? Math.round(Date.parse(`${when}:00Z`) / 60_000) : null,
    date_from: exact ? day : precision === 'month' ? firstDay(month) : firstDay(year * 100 + 1),
    date_to: exact ? day : precision === 'month' ? lastDay(month) : lastDay(year * 100 + 12),
    month: precision === 'year' ? null : month,
    year,
    hour: precision === 'minute' ? Number(when.slice(11, 13)) : null,
    weekday: exact ? ((day + 3) % 7) + 1 : null,
    time_precision: precision,
  };
}

function placeOf(at: FixtureRow['at'], levels: readonly string[]) {
  const located: Record<string, string | number | bigint | null> = {};
  const areas = typeof at === 'string' ? null : areasAt(at[0], at[1]);
  for (const level of ['borough', 'ward', 'lsoa'] as const)
    if (levels.includes(level)) located[`${level}_${VINTAGES[level]}`] = areas?.[level] ?? null;
  const cell = typeof at === 'string' || areas === null ? null : latLngToCell(at[1], at[0], 11);
  for (const resolution of [7, 8, 9, 10, 11])
    located[`h3_${resolution}`] = cell === null ? null : BigInt(`0x${cellToParent(cell, resolution)}`);
  const centre = located['h3_9'];
  const snapped = typeof centre === 'bigint' ? cellCentre(centre) : null;
  const coordinates = typeof at === 'string' ? (at === 'swapped' ? [51.52, -0.07] : [null, null]) : at;
  const [longitude, latitude] = coordinates.map((degrees) =>
    degrees === null ? null : Math.round(degrees * 1e6),
  );
  return {
    longitude: longitude ?? null,
    latitude: latitude ?? null,
    snapped_longitude: snapped?.longitude ?? null,
    snapped_latitude: snapped?.latitude ?? null,
    ...located,
    location_quality: typeof at === 'string' ? at : areas === null ? 'outside' : 'located',
  };
}

/** A lake on disk and everything to ask it. */
export type FixtureLake = {
  readonly root: string;
  readonly context: QueryContext;
  readonly manifests: readonly Manifest[];
};

/** Writes datasets as a lake: Parquet in Hive folders, and a manifest for each. */
export async function writeFixtureLake(
  root: string,
  datasets: readonly FixtureDataset[],
): Promise<FixtureLake> {
  await mkdir(root, { recursive: true });
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  const manifests: Manifest[] = [];
  for (const [number, dataset] of datasets.entries()) {
    const manifest = fixtureManifest(dataset, number);
    const allRows = storedRows(dataset);
    const files = manifest.periods.map(({ period, files: [file] }) => ({ period, key: file?.key ?? '' }));
    for (const { period, key } of files) {
      const rows = allRows.filter(({ year }) => String(year) === period);
      const path = join(root, key);
      await mkdir(dirname(path), { recursive: true });
      const json = join(root, `rows-${number}.json`);
      await writeFile(json, rows.map(asJson).join('\n'));
      const columns = Object.entries(columnTypes(dataset)).map(([name, type]) => `'${name}': '${type}'`);
      await connection.run(
        `COPY (SELECT * FROM read_json('${json}', format='newline_delimited', columns={${columns.join(', ')}}) ORDER BY h3_11, date_from, record_id) TO '${path}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 2048)`,
      );
      await rm(json);
    }
    manifests.push(manifest);
    const path = join(root, manifestKey(manifest.dataset, manifest.id));
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, JSON.stringify(manifest));
  }
  connection.closeSync();
  instance.closeSync();
  return { root, manifests, context: contextOf(datasets, manifests) };
}

/** The records of a dataset as they stand in its files. */
export function storedRows(dataset: FixtureDataset): readonly StoredRow[] {
  const known = dataset.stored ?? stored.get(dataset);
  if (known !== undefined) return known;
  const rows = dataset.rows.map((row, index) => storedRow(row, index, dataset));
  stored.set(dataset, rows);
  return rows;
}

const stored = new WeakMap<FixtureDataset, readonly StoredRow[]>();

/** The manifest of a dataset, its files by name only: sizes and hashes are made up. */
export function fixtureManifest(dataset: FixtureDataset, number: number): Manifest {
  const { definition, deliveries, levels } = dataset;
  const v = brandId<VersionId>(`01JVERS10N000000000000000${number}`);
  const rowsOf = new Map<string, number>();
  for (const { year } of storedRows(dataset)) rowsOf.set(String(year), (rowsOf.get(String(year)) ?? 0) + 1);
  const periods = [...rowsOf]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([period, rows]) => {
      const key = `${versionFolder(definition.id, 'records', period, v)}/part-0.parquet`;
      return {
        period,
        kind: 'records',
        v,
        rows,
        files: [{ key, rows, bytes: 1, sha256: '0'.repeat(64) }],
      } as const;
    });
  return {
    id: brandId<ManifestId>(`01JMAN1FEST00000000000000${number}`),
    dataset: definition.id,
    definitionVersion: definition.version,
    geography: Object.fromEntries(levels.map((level) => [level, { [vintageOf(level)]: level }])),
    createdAt: '2026-01-02T03:04:05.000Z',
    previous: null,
    reason: 'delivery',
    periods,
    deliveries,
    rows: dataset.rows.length,
  };
}

function vintageOf(level: string): string {
  return VINTAGES[level as keyof typeof VINTAGES];
}

function asJson(row: StoredRow): string {
  return JSON.stringify(row, (_, value) => (typeof value === 'bigint' ? String(value) : value));
}

/** Column → type of a dataset's files, as DuckDB names types. */
export function columnTypes({ definition, levels }: FixtureDataset): Readonly<Record<string, string>> {
  const types = {
    text: 'VARCHAR',
    category: 'VARCHAR',
    integer: 'BIGINT',
    decimal: 'BIGINT',
    boolean: 'BOOLEAN',
  };
  return {
    ...RECORD_COLUMNS,
    ...Object.fromEntries(levels.map((level) => [`${level}_${vintageOf(level)}`, 'VARCHAR'])),
    ...Object.fromEntries(definition.fields.map(({ name, type }) => [name, types[type]])),
  };
}

/** What queries over these datasets are resolved against. */
export function contextOf(datasets: readonly FixtureDataset[], manifests: readonly Manifest[]): QueryContext {
  const people = {
    name: 'population',
    level: 'borough',
    vintage: VINTAGES.borough,
    source: 'test',
    years: [2017, 2018],
  };
  const size: Record<string, number> = { E01: 100_000, E02: 200_000, E03: 8_000, E04: 50_000 };
  const value = (code: string, year: number) =>
    size[code] === undefined ? null : size[code] + (year - 2018) * 1_000;
  return {
    views: new Map(
      datasets.map(({ definition }) => [definition.id, viewFor(definition, wholeAccess(definition), NOW)]),
    ),
    manifests: new Map(manifests.map((manifest) => [manifest.dataset, manifest])),
    places: placesOf(GEOGRAPHIES, VINTAGES),
    denominators: new Map([['population', { ...people, value }]]),
  };
}

type Field = DatasetDefinitionSpec['fields'][number];

/** A field with what tests do not care about filled in. */
export function fixtureField(
  name: string,
  type: Field['type'],
  role: Field['role'],
  more: Partial<Field> = {},
): Field {
  return {
    name,
    label: name.charAt(0).toUpperCase() + name.slice(1).replaceAll('_', ' '),
    description: name,
    type,
    role,
    sensitivity: 'open',
    ...more,
  };
}

/** A definition with what tests do not care about filled in. */
export function fixtureDefinition(
  spec: Pick<
    DatasetDefinitionSpec,
    'id' | 'title' | 'noun' | 'fields' | 'timePrecision' | 'codeLists' | 'common'
  > & {
    readonly times: readonly DatasetDefinitionSpec['layouts'][number]['time'][];
  },
): DatasetDefinition {
  const { times, ...rest } = spec;
  return DatasetDefinitionSchema.parse({
    ...rest,
    version: 1,
    description: spec.title,
    licence: 'Open Government Licence v3.0',
    key: null,
    layouts: times.map((time, index) => ({
      name: `layout_${index}`,
      format: 'csv',
      columns: ['a'],
      time,
      place: { kind: 'wgs84', longitude: 'x', latitude: 'y' },
      fields: {},
    })),
    contract: {
      agency: 'test',
      cadence: 'monthly',
      dueDay: 1,
      window: { kind: 'append' },
      areas: null,
      contact: 'test',
    },
    retentionMonths: null,
  });
}
