import { type Cover, coverPolygon, polygonResolution } from '#core/geo/cover.ts';
import { METRES_PER_MICRO_LATITUDE, metresPerMicroLongitude } from '#core/geo/micro-degree.ts';
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
const LONGITUDE = cast(column('longitude'), 'BIGINT');
const LATITUDE = cast(column('latitude'), 'BIGINT');

type Box = { readonly west: number; readonly south: number; readonly east: number; readonly north: number };

/**
 * All points within a distance, on a sphere flattened at the centre: `dx² cos² + dy² ≤ r²` in whole numbers. Against
 * the great circle the edge is off by at most 0.2 r² tan(latitude) / 6,371 km, and 0.2 m for rounding: in London 1 cm
 * at 500 m, 1 m at 5 km, 95 m at 50 km.
 */
export function circleShape(circle: Circle): Shape {
  const { longitude, latitude, metres } = circle;
  const height = Math.ceil(metres / METRES_PER_MICRO_LATITUDE);
  const farthest = Math.min(89_999_999, Math.abs(latitude) + height);
  const width = Math.min(360_000_000, Math.ceil(metres / metresPerMicroLongitude(farthest)));
  const box = {
    west: longitude - width,
    south: latitude - height,
    east: longitude + width,
    north: latitude + height,
  };
  const cosine = Math.cos((latitude * Math.PI) / 180e6);
  const radius = metres / METRES_PER_MICRO_LATITUDE;
  const squared = (value: Expression, centre: number) =>
    arithmetic(arithmetic(value, '-', integer(centre)), '*', arithmetic(value, '-', integer(centre)));
  const distance = arithmetic(
    arithmetic(squared(LONGITUDE, longitude), '*', integer(Math.round(cosine * cosine * COSINE_SCALE))),
    '+',
    arithmetic(squared(LATITUDE, latitude), '*', integer(COSINE_SCALE)),
  );
  const limit = BigInt(Math.floor(radius * radius)) * BigInt(COSINE_SCALE);
  return {
    box: within(box),
    cells: null,
    exact: inBox(box, compare(distance, '<=', integer(limit))),
  };
}

/** All points that a polygon's rings have by even and odd: a ray to the east crosses an odd number of edges. */
export function polygonShape(rings: readonly Ring[]): Shape {
  const box = boxOf(rings);
  const edges = rings.flatMap(edgesOf);
  const odd = compare(arithmetic(crossings(LONGITUDE, LATITUDE, edges), '%', integer(2)), '=', integer(1));
  return {
    box: within(box),
    cells: coverOf(rings),
    exact: inBox(box, odd),
  };
}

function edgesOf(ring: Ring): readonly Edge[] {
  const edges: Edge[] = [];
  for (let i = 0; i + 3 < ring.length; i += 2) {
    const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = ring.subarray(i, i + 4);
    if (y1 !== y2) edges.push(y1 < y2 ? [x1, y1, x2, y2] : [x2, y2, x1, y1]);
  }
  return edges;
}

function within(box: Box): Expression {
  return and(
    between(column('latitude'), box.south, box.north),
    between(column('longitude'), box.west, box.east),
  );
}

/** A CASE, because no engine promises the order of AND, and the test may only be made near the shape or overflow. */
function inBox(box: Box, test: Expression): Expression {
  return choose([{ when: within(box), value: test }], FALSE);
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
