import { type Cover, coverPolygon, polygonResolution } from '#core/geo/cover.ts';
import { METRES_PER_MICRO_LATITUDE, metresPerMicroLongitude } from '#core/geo/micro-degree.ts';
import { contains } from '#core/geo/ring.ts';
import { H3_RESOLUTIONS } from '#core/model/geography.ts';
import {
  and,
  arithmetic,
  between,
  cast,
  choose,
  column,
  compare,
  crossings,
  FALSE,
  integer,
} from '#core/sql/build.ts';
import type { Edge, Expression } from '#core/sql/tree.ts';
import type { Circle, Ring } from './query.ts';

/** A shape on the ground: what must hold at least, the cells that spare the exact test, and that test. */
export type Shape = {
  /** The smallest box round the shape. Plain ranges of stored columns, so that engines skip what lies elsewhere. */
  readonly box: Expression;
  /** Null where cells would cost more than they spare. */
  readonly cells: Cover | null;
  readonly exact: Expression;
};

/** A list of more cells takes longer to look through than the corners of a shape. */
const MOST_CELLS = 250;
const COSINE_SCALE = 1_000_000;

/** The columns of the point that stands for a record, in micro-degrees. */
export type PointColumns = { readonly longitude: string; readonly latitude: string };
/** Where a record was. */
export const POINT: PointColumns = { longitude: 'longitude', latitude: 'latitude' };
/** The centre of its cell of resolution 9. */
export const SNAPPED: PointColumns = { longitude: 'snapped_longitude', latitude: 'snapped_latitude' };

/** The same shape for points that are not in the files: its box, and whether it holds a point, decided as in SQL. */
export type Outline = { readonly box: Box; readonly holds: (longitude: number, latitude: number) => boolean };

export type Box = {
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
};

/**
 * All points within a distance, on a sphere flattened at the centre: `dx² cos² + dy² ≤ r²` in whole numbers. Against
 * the great circle the edge is off by at most 0.2 r² tan(latitude) / 6,371 km, and 0.2 m for rounding: in London 1 cm
 * at 500 m, 1 m at 5 km, 95 m at 50 km. With `beyond`: less those that the circle of that radius has.
 */
export function circleShape(circle: Circle, at: PointColumns = POINT): Shape {
  const { box, squared, limit, inner } = circleNumbers(circle);
  const distance = arithmetic(
    arithmetic(square(at.longitude, circle.longitude), '*', integer(squared)),
    '+',
    arithmetic(square(at.latitude, circle.latitude), '*', integer(COSINE_SCALE)),
  );
  return {
    box: within(box, at),
    cells: null,
    exact: inBox(
      box,
      at,
      and(
        compare(distance, '<=', integer(limit)),
        inner === null ? null : compare(distance, '>', integer(inner)),
      ),
    ),
  };
}

/** A circle as `circleShape` draws it. */
export function circleOutline(circle: Circle): Outline {
  const { box, squared, limit, inner } = circleNumbers(circle);
  return {
    box,
    holds: (longitude, latitude) => {
      if (!inside(box, longitude, latitude)) return false;
      const [dx, dy] = [BigInt(longitude - circle.longitude), BigInt(latitude - circle.latitude)];
      const distance = dx * dx * BigInt(squared) + dy * dy * BigInt(COSINE_SCALE);
      return distance <= limit && (inner === null || distance > inner);
    },
  };
}

function circleNumbers({ longitude, latitude, metres, beyond }: Circle) {
  const height = Math.ceil(metres / METRES_PER_MICRO_LATITUDE);
  const farthest = Math.min(89_999_999, Math.abs(latitude) + height);
  const width = Math.min(360_000_000, Math.ceil(metres / metresPerMicroLongitude(farthest)));
  const cosine = Math.cos((latitude * Math.PI) / 180e6);
  const limitOf = (radius: number) => {
    const length = radius / METRES_PER_MICRO_LATITUDE;
    return BigInt(Math.floor(length * length)) * BigInt(COSINE_SCALE);
  };
  return {
    box: {
      west: longitude - width,
      south: latitude - height,
      east: longitude + width,
      north: latitude + height,
    },
    squared: Math.round(cosine * cosine * COSINE_SCALE),
    limit: limitOf(metres),
    inner: beyond === undefined ? null : limitOf(beyond),
  };
}

function square(name: string, centre: number): Expression {
  const difference = arithmetic(cast(column(name), 'BIGINT'), '-', integer(centre));
  return arithmetic(difference, '*', difference);
}

/** All points that a polygon's rings have by even and odd: a ray to the east crosses an odd number of edges. */
export function polygonShape(rings: readonly Ring[], at: PointColumns = POINT): Shape {
  const box = boxOf(rings);
  const edges = rings.flatMap(edgesOf);
  const [x, y] = [cast(column(at.longitude), 'BIGINT'), cast(column(at.latitude), 'BIGINT')];
  const odd = compare(arithmetic(crossings(x, y, edges), '%', integer(2)), '=', integer(1));
  return {
    box: within(box, at),
    cells: at === POINT ? coverOf(rings) : null,
    exact: inBox(box, at, odd),
  };
}

/** A polygon as `polygonShape` draws it. */
export function polygonOutline(rings: readonly Ring[]): Outline {
  const box = boxOf(rings);
  return {
    box,
    holds: (longitude, latitude) => inside(box, longitude, latitude) && contains(rings, longitude, latitude),
  };
}

function inside({ west, south, east, north }: Box, x: number, y: number): boolean {
  return x >= west && x <= east && y >= south && y <= north;
}

function edgesOf(ring: Ring): readonly Edge[] {
  const edges: Edge[] = [];
  for (let i = 0; i + 3 < ring.length; i += 2) {
    const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = ring.subarray(i, i + 4);
    if (y1 !== y2) edges.push(y1 < y2 ? [x1, y1, x2, y2] : [x2, y2, x1, y1]);
  }
  return edges;
}

function within(box: Box, { longitude, latitude }: PointColumns): Expression {
  return and(between(column(latitude), box.south, box.north), between(column(longitude), box.west, box.east));
}

/** A CASE, because no engine promises the order of AND, and the test may only be made near the shape or overflow. */
function inBox(box: Box, at: PointColumns, test: Expression): Expression {
  return choose([{ when: within(box, at), value: test }], FALSE);
}

function boxOf(rings: readonly Ring[]): Box {
  const box = { west: 180_000_000, south: 90_000_000, east: -180_000_000, north: -90_000_000 };
  for (const ring of rings) {
    for (let i = 0; i + 1 < ring.length; i += 2) {
      box.west = Math.min(box.west, ring[i] ?? 0);
      box.east = Math.max(box.east, ring[i] ?? 0);
      box.south = Math.min(box.south, ring[i + 1] ?? 0);
      box.north = Math.max(box.north, ring[i + 1] ?? 0);
    }
  }
  return box;
}

/** The finest cover of few enough cells; null for a shape so small or so large that there is none. */
function coverOf(rings: readonly Ring[]): Cover | null {
  const finest = polygonResolution(rings);
  if (finest === null) return null;
  for (const resolution of [...H3_RESOLUTIONS].reverse()) {
    const cover = resolution > finest ? null : coverPolygon(rings, resolution);
    if (cover !== null && cover.inside.length + cover.border.length <= MOST_CELLS) return cover;
  }
  return null;
}
