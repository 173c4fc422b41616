import { cellToChildren, cellToChildrenSize, cellToParent, polygonToCells } from 'h3-js';
import { cellCentre, cellFromText } from '#core/geo/cell.ts';
import { toDegrees } from '#core/geo/micro-degree.ts';
import { AppError } from '#core/model/error.ts';
import type { Area, H3Resolution, Level, Vintage } from '#core/model/geography.ts';
import type { Box, Outline } from './geometry.ts';
import type { Places } from './places.ts';

/** Cells of a resolution, and of the one above where all its children are among them. */
export type CellSet = ReadonlyMap<H3Resolution, readonly bigint[]>;

/** How far an area may reach from its label point, in micro-degrees: some 35 km from east to west in London. */
const REACH = 500_000;
/** What rounding can move a centre by. */
const MARGIN = 1_000;
const MOST_SQUARE_DEGREES = 40;
const COARSEST: H3Resolution = 7;

const remembered = new WeakMap<Outline, Map<string, unknown>>();

/** The cells whose centre is in the outline, as far as records can be located: near the areas known. */
export function cellsIn(outline: Outline, resolution: H3Resolution, places: Places): CellSet {
  return once(outline, `cell ${resolution}`, () => {
    const box = clipped(outline.box, places);
    if (box === null) return new Map();
    const cells = polygonToCells(cornersOf(box), resolution).filter((cell) => {
      const { longitude, latitude } = cellCentre(cellFromText(cell));
      return outline.holds(longitude, latitude);
    });
    return compacted(new Set(cells), resolution);
  });
}

/** The codes of the areas of a level whose label point is in the outline, in order. */
export function areasIn(outline: Outline, level: Level, vintage: Vintage, places: Places): readonly string[] {
  return once(outline, `area ${level} ${vintage}`, () =>
    (places.at(level, vintage)?.areas ?? [])
      .filter((area) => outline.holds(area.labelLongitude, area.labelLatitude))
      .map(({ code }) => code)
      .sort(),
  );
}

function once<Found>(outline: Outline, key: string, find: () => Found): Found {
  const known = remembered.get(outline) ?? new Map<string, unknown>();
  remembered.set(outline, known);
  if (!known.has(key)) known.set(key, find());
  return known.get(key) as Found;
}

/** The part of a box where areas are known, or null. Fails with QUERY_TOO_LARGE when that is a country. */
function clipped(box: Box, places: Places): Box | null {
  const known = extentOf(places);
  if (known === null) return null;
  const west = Math.max(box.west, known.west) - MARGIN;
  const south = Math.max(box.south, known.south) - MARGIN;
  const east = Math.min(box.east, known.east) + MARGIN;
  const north = Math.min(box.north, known.north) + MARGIN;
  if (west >= east || south >= north) return null;
  if (((east - west) / 1e6) * ((north - south) / 1e6) > MOST_SQUARE_DEGREES)
    throw new AppError(
      'QUERY_TOO_LARGE',
      'the shape holds more cells than a query can name; draw a smaller one, or choose areas',
    );
  return { west, south, east, north };
}

const extents = new WeakMap<Places, Box | null>();

function extentOf(places: Places): Box | null {
  const known = extents.get(places);
  if (known !== undefined) return known;
  const areas = places.levels.flatMap((level) => places.at(level)?.areas ?? []);
  const least = (of: (area: Area) => number) =>
    areas.reduce((low, area) => Math.min(low, of(area)), Infinity);
  const most = (of: (area: Area) => number) =>
    areas.reduce((high, area) => Math.max(high, of(area)), -Infinity);
  const extent =
    areas.length === 0
      ? null
      : {
          west: least((area) => area.labelLongitude) - REACH,
          south: least((area) => area.labelLatitude) - REACH,
          east: most((area) => area.labelLongitude) + REACH,
          north: most((area) => area.labelLatitude) + REACH,
        };
  extents.set(places, extent);
  return extent;
}

function cornersOf({ west, south, east, north }: Box): [number, number][] {
  const corner = (x: number, y: number): [number, number] => [toDegrees(y), toDegrees(x)];
  return [corner(west, south), corner(east, south), corner(east, north), corner(west, north)];
}

function compacted(cells: ReadonlySet<string>, resolution: H3Resolution): CellSet {
  const ascending = (list: Iterable<string>) => [...list].map(cellFromText).sort((a, b) => (a < b ? -1 : 1));
  if (resolution === COARSEST) return new Map([[resolution, ascending(cells)]]);
  const above = (resolution - 1) as H3Resolution;
  const counts = new Map<string, number>();
  for (const cell of cells) {
    const parent = cellToParent(cell, above);
    counts.set(parent, (counts.get(parent) ?? 0) + 1);
  }
  const whole = [...counts].flatMap(([parent, count]) =>
    count === cellToChildrenSize(parent, resolution) ? [parent] : [],
  );
  const held = new Set(whole.flatMap((parent) => cellToChildren(parent, resolution)));
  return new Map([
    [above, ascending(whole)],
    [resolution, ascending([...cells].filter((cell) => !held.has(cell)))],
  ]);
}
