import {
  BIGINT,
  type DuckDBConnection,
  DuckDBDataChunk,
  type DuckDBType,
  type DuckDBValue,
  INTEGER,
  VARCHAR,
} from '@duckdb/node-api';
import { LOCATION_QUALITIES, type Located, type Locator } from '#core/geo/locator.ts';
import { gridToMicroDegrees, NO_COORDINATE, type Positions } from '#core/geo/projection.ts';
import { areaColumn, H3_RESOLUTIONS } from '#core/model/geography.ts';
import { name } from './literal.ts';

const CHUNK_ROWS = 2_048;
const BATCH_ROWS = 65_536;

/** How numbers of `x` and `y` are to be read: micro-degrees, or millimetres of the British National Grid. */
export type PlaceUnit = 'micro-degree' | 'grid-millimetre';

/** Columns of the table of places, besides `x` and `y`, with their types. */
export function placeColumns(locator: Pick<Locator, 'boundaries'>): Record<string, string> {
  return {
    longitude: 'INTEGER',
    latitude: 'INTEGER',
    location_quality: 'VARCHAR',
    snapped_longitude: 'INTEGER',
    snapped_latitude: 'INTEGER',
    ...Object.fromEntries(H3_RESOLUTIONS.map((resolution) => [`h3_${resolution}`, 'BIGINT'])),
    ...Object.fromEntries(
      locator.boundaries.map(({ level, vintage }) => [areaColumn(level, vintage), 'VARCHAR']),
    ),
  };
}

/**
 * Makes the table `places`: one row for each distinct `x`, `y` that `query` yields, with everything that is known of
 * that place. Returns how many there are.
 */
export async function locatePlaces(
  connection: DuckDBConnection,
  locator: Locator,
  query: string,
  unit: PlaceUnit,
): Promise<number> {
  const columns = placeColumns(locator);
  const declared = Object.entries(columns).map(([column, type]) => `${name(column)} ${type}`);
  await connection.run(`CREATE OR REPLACE TABLE places (x BIGINT, y BIGINT, ${declared.join(', ')})`);
  const appender = await connection.createAppender('places');
  const types: DuckDBType[] = [
    BIGINT,
    BIGINT,
    ...Object.values(columns).map((type) => TYPES[type] ?? VARCHAR),
  ];
  const result = await connection.stream(`SELECT x, y FROM (${query}) GROUP BY x, y`);
  let xs: bigint[] = [];
  let ys: bigint[] = [];
  let count = 0;
  const flush = () => {
    appendPlaces(appender, types, xs, ys, locator, unit);
    count += xs.length;
    xs = [];
    ys = [];
  };
  for (
    let chunk = await result.fetchChunk();
    chunk !== null && chunk.rowCount > 0;
    chunk = await result.fetchChunk()
  ) {
    xs.push(...(chunk.getColumnValues(0) as bigint[]));
    ys.push(...(chunk.getColumnValues(1) as bigint[]));
    if (xs.length >= BATCH_ROWS) flush();
  }
  flush();
  appender.closeSync();
  return count;
}

const TYPES: Readonly<Record<string, DuckDBType>> = { INTEGER, BIGINT, VARCHAR };

function appendPlaces(
  appender: { appendDataChunk(chunk: DuckDBDataChunk): void },
  types: readonly DuckDBType[],
  xs: readonly bigint[],
  ys: readonly bigint[],
  locator: Locator,
  unit: PlaceUnit,
): void {
  const { longitudes, latitudes } = positionsOf(xs, ys, unit);
  const located = locator.locate(longitudes, latitudes);
  if (unit === 'grid-millimetre') markSwapped(located, xs, ys, locator);
  const columns: DuckDBValue[][] = [[...xs], [...ys], ...placeValues(located, longitudes, latitudes, unit)];
  for (let from = 0; from < xs.length; from += CHUNK_ROWS) {
    const rows = Math.min(CHUNK_ROWS, xs.length - from);
    const chunk = DuckDBDataChunk.create(types, rows);
    columns.forEach((values, column) => {
      chunk.setColumnValues(column, values.slice(from, from + rows));
    });
    appender.appendDataChunk(chunk);
  }
}

function positionsOf(xs: readonly bigint[], ys: readonly bigint[], unit: PlaceUnit): Positions {
  if (unit === 'micro-degree')
    return { longitudes: Int32Array.from(xs, Number), latitudes: Int32Array.from(ys, Number) };
  return gridToMicroDegrees(
    Float64Array.from(xs, (millimetres) => Number(millimetres) / 1_000),
    Float64Array.from(ys, (millimetres) => Number(millimetres) / 1_000),
  );
}

/** Easting and northing exchanged make another point of the grid: it counts when that one is in an area. */
function markSwapped(located: Located, xs: readonly bigint[], ys: readonly bigint[], locator: Locator): void {
  const outside = [...located.qualities.keys()].filter((row) => located.qualities[row] === OUTSIDE);
  const exchanged = positionsOf(
    outside.map((row) => ys[row] ?? 0n),
    outside.map((row) => xs[row] ?? 0n),
    'grid-millimetre',
  );
  const again = locator.locate(exchanged.longitudes, exchanged.latitudes);
  outside.forEach((row, i) => {
    if (again.qualities[i] === LOCATED) located.qualities[row] = SWAPPED;
  });
}

const LOCATED = LOCATION_QUALITIES.indexOf('located');
const OUTSIDE = LOCATION_QUALITIES.indexOf('outside');
const SWAPPED = LOCATION_QUALITIES.indexOf('swapped');

/** A grid position that cannot be converted is invalid, or zero if that is what it says. */
function placeValues(
  located: Located,
  longitudes: Int32Array,
  latitudes: Int32Array,
  unit: PlaceUnit,
): DuckDBValue[][] {
  const orNull = (values: Int32Array) =>
    Array.from(values, (value) => (value === NO_COORDINATE ? null : value));
  const quality = Array.from(located.qualities, (number) => LOCATION_QUALITIES[number] ?? 'invalid');
  const stated = quality.map((word) => (unit === 'grid-millimetre' && word === 'missing' ? 'invalid' : word));
  const kept = (values: Int32Array) =>
    orNull(values).map((value, row) => (stated[row] === 'invalid' ? null : value));
  return [
    kept(longitudes),
    kept(latitudes),
    stated,
    orNull(located.snappedLongitudes),
    orNull(located.snappedLatitudes),
    ...H3_RESOLUTIONS.map((resolution) =>
      Array.from(located.cells[`h3_${resolution}`], (cell) => (cell === 0n ? null : cell)),
    ),
    ...located.areas.map(({ codes, indexes }) => Array.from(indexes, (index) => codes[index] ?? null)),
  ];
}
