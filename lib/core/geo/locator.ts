import { areaColumn, H3_RESOLUTIONS, type H3Resolution } from '#core/model/geography.ts';
import type { LocationQuality } from '#core/model/record.ts';
import { type Boundaries, boundsOfBoundaries } from './boundaries.ts';
import { cellCentre, cellHalves, parentHigh, parentLow } from './cell.ts';
import { type AreaFinder, makeAreaFinder } from './grid-index.ts';
import { UNITS_PER_MICRO_DEGREE } from './micro-degree.ts';
import { NO_COORDINATE } from './projection.ts';
import type { Bounds } from './ring.ts';

/** What `Located.qualities` holds numbers of. */
export const LOCATION_QUALITIES = [
  'located',
  'outside',
  'missing',
  'zero',
  'swapped',
  'invalid',
] as const satisfies readonly LocationQuality[];

/** One area column: row `i` lies in `codes[indexes[i]]`, or in none when that is −1. */
export type LocatedColumn = {
  readonly column: string;
  readonly codes: readonly string[];
  readonly indexes: Int32Array;
};

/** What is known of the places of a batch of rows; every array is as long as the batch. */
export type Located = {
  /** Numbers of `LOCATION_QUALITIES`. Only rows that are located have areas, cells and a snapped point. */
  readonly qualities: Uint8Array;
  /** One for each of the locator's boundaries, in their order. */
  readonly areas: readonly LocatedColumn[];
  /** Cells as stored; 0 = none. */
  readonly cells: Readonly<Record<`h3_${H3Resolution}`, BigInt64Array>>;
  /** Centre of the resolution-9 cell in micro-degrees; `NO_COORDINATE` = none. */
  readonly snappedLongitudes: Int32Array;
  readonly snappedLatitudes: Int32Array;
};

/** Locates columns of positions in WGS84 micro-degrees, `NO_COORDINATE` where a row has none. */
export type Locator = {
  readonly boundaries: readonly Pick<Boundaries, 'level' | 'vintage' | 'hash'>[];
  locate(longitudes: Int32Array, latitudes: Int32Array): Located;
};

/**
 * Makes a locator over any number of levels and vintages. A row is `located` when any of them has an area for it
 * (see `makeAreaFinder` for borders, overlaps and slivers), `swapped` when only its exchanged coordinates lie within
 * the bounds of all, `zero` within 0.001° of 0/0, `invalid` beyond ±180° and ±90°.
 */
export function makeLocator(boundaries: readonly Boundaries[]): Locator {
  const finders = boundaries.map(makeAreaFinder);
  const extent = extentOf(boundaries);
  const centreOf = snappedPoints();
  return {
    boundaries: boundaries.map(({ level, vintage, hash }) => ({ level, vintage, hash })),
    locate(longitudes, latitudes) {
      const rows = longitudes.length;
      const located = emptyLocated(boundaries, rows);
      for (let row = 0; row < rows; row += 1) {
        const x = longitudes[row] ?? NO_COORDINATE;
        const y = latitudes[row] ?? NO_COORDINATE;
        const quality = qualityOf(x, y, extent);
        located.qualities[row] =
          quality === OUTSIDE && findAreas(finders, located.areas, row, x, y) ? LOCATED : quality;
      }
      writeCells(located, longitudes, latitudes, centreOf);
      return located;
    },
  };
}

const LOCATED = LOCATION_QUALITIES.indexOf('located');
const OUTSIDE = LOCATION_QUALITIES.indexOf('outside');
const MISSING = LOCATION_QUALITIES.indexOf('missing');
const ZERO = LOCATION_QUALITIES.indexOf('zero');
const SWAPPED = LOCATION_QUALITIES.indexOf('swapped');
const INVALID = LOCATION_QUALITIES.indexOf('invalid');

function qualityOf(x: number, y: number, extent: Bounds): number {
  if (x === NO_COORDINATE || y === NO_COORDINATE) return MISSING;
  if (Math.abs(x) <= 1_000 && Math.abs(y) <= 1_000) return ZERO;
  if (!inside(extent, x, y) && inside(extent, y, x)) return SWAPPED;
  return Math.abs(x) > 180e6 || Math.abs(y) > 90e6 ? INVALID : OUTSIDE;
}

function inside(bounds: Bounds, x: number, y: number): boolean {
  return x >= bounds.west && x <= bounds.east && y >= bounds.south && y <= bounds.north;
}

function findAreas(
  finders: readonly AreaFinder[],
  columns: readonly LocatedColumn[],
  row: number,
  x: number,
  y: number,
): boolean {
  let found = false;
  for (let i = 0; i < finders.length; i += 1) {
    const area = finders[i]?.(x, y) ?? -1;
    if (area < 0) continue;
    found = true;
    const column = columns[i];
    if (column !== undefined) column.indexes[row] = area;
  }
  return found;
}

function extentOf(boundaries: readonly Boundaries[]): Bounds {
  const all = boundaries.map(boundsOfBoundaries).filter((bounds) => bounds !== null);
  return {
    west: Math.min(...all.map((bounds) => bounds.west)) / UNITS_PER_MICRO_DEGREE,
    south: Math.min(...all.map((bounds) => bounds.south)) / UNITS_PER_MICRO_DEGREE,
    east: Math.max(...all.map((bounds) => bounds.east)) / UNITS_PER_MICRO_DEGREE,
    north: Math.max(...all.map((bounds) => bounds.north)) / UNITS_PER_MICRO_DEGREE,
  };
}

function emptyLocated(boundaries: readonly Boundaries[], rows: number): Located {
  const cells = Object.fromEntries(
    H3_RESOLUTIONS.map((resolution) => [`h3_${resolution}`, new BigInt64Array(rows)]),
  ) as Record<`h3_${H3Resolution}`, BigInt64Array>;
  return {
    qualities: new Uint8Array(rows),
    areas: boundaries.map(({ level, vintage, codes }) => ({
      column: areaColumn(level, vintage),
      codes,
      indexes: new Int32Array(rows).fill(-1),
    })),
    cells,
    snappedLongitudes: new Int32Array(rows).fill(NO_COORDINATE),
    snappedLatitudes: new Int32Array(rows).fill(NO_COORDINATE),
  };
}

function writeCells(
  located: Located,
  longitudes: Int32Array,
  latitudes: Int32Array,
  centreOf: (high: number, low: number) => Centre,
): void {
  const columns = H3_RESOLUTIONS.map((resolution) => ({
    resolution,
    halves: new Uint32Array(located.cells[`h3_${resolution}`].buffer),
  }));
  for (let row = 0; row < longitudes.length; row += 1) {
    if (located.qualities[row] !== LOCATED) continue;
    const { high, low } = cellHalves(longitudes[row] ?? 0, latitudes[row] ?? 0);
    for (const { resolution, halves } of columns) {
      halves[row * 2 + UPPER] = parentHigh(high, resolution);
      halves[row * 2 + 1 - UPPER] = parentLow(low, resolution);
    }
    const centre = centreOf(high, low);
    located.snappedLongitudes[row] = centre.longitude;
    located.snappedLatitudes[row] = centre.latitude;
  }
}

const LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;
/** Which of a 64-bit number's two 32-bit words is the upper one. */
const UPPER = LITTLE_ENDIAN ? 1 : 0;

type Centre = { readonly longitude: number; readonly latitude: number };

function snappedPoints(): (high: number, low: number) => Centre {
  const known = new Map<number, Centre>();
  return (finestHigh, finestLow) => {
    const high = parentHigh(finestHigh, 9);
    const low = parentLow(finestLow, 9);
    const key = high * 2 ** 14 + (low >>> 18);
    let centre = known.get(key);
    if (centre === undefined) {
      centre = cellCentre((BigInt(high) << 32n) | BigInt(low));
      if (known.size < 100_000) known.set(key, centre);
    }
    return centre;
  };
}
