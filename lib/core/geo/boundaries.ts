import type { Level, Vintage } from '#core/model/geography.ts';
import { UNITS_PER_MICRO_DEGREE } from './micro-degree.ts';
import { type Coordinates, ringOf } from './polygon.ts';
import type { Bounds, Ring } from './ring.ts';

/**
 * All areas of one level and vintage, laid out flat so that it can be handed between threads without copying.
 * Areas are in the order of their codes; area `a` has the rings from `areaRings[a]` to before `areaRings[a + 1]`,
 * ring `r` the points from `ringPoints[r]` to before `ringPoints[r + 1]`, each an x and a y of `points`,
 * in tenths of a micro-degree (`UNITS_PER_MICRO_DEGREE`).
 */
export type Boundaries = {
  readonly level: Level;
  readonly vintage: Vintage;
  /** sha256 of the full geometry. */
  readonly hash: string;
  readonly codes: readonly string[];
  readonly areaRings: Uint32Array;
  readonly ringPoints: Uint32Array;
  readonly points: Int32Array;
};

/** An area as its code and the rings of all its polygons, in degrees (WGS84). */
export type AreaRings = { readonly code: string; readonly polygons: readonly Coordinates[] };

/** Lays areas out flat, in the order of their codes. */
export function makeBoundaries(
  identity: { readonly level: Level; readonly vintage: Vintage; readonly hash: string },
  areas: readonly AreaRings[],
): Boundaries {
  const sorted = [...areas].sort((a, b) => (a.code < b.code ? -1 : a.code > b.code ? 1 : 0));
  const rings: Ring[] = [];
  const areaRings = new Uint32Array(sorted.length + 1);
  sorted.forEach((area, index) => {
    for (const polygon of area.polygons) for (const ring of polygon) rings.push(boundaryRing(ring));
    areaRings[index + 1] = rings.length;
  });
  const ringPoints = new Uint32Array(rings.length + 1);
  const points = new Int32Array(rings.reduce((sum, ring) => sum + ring.length, 0));
  let at = 0;
  rings.forEach((ring, index) => {
    points.set(ring, at);
    at += ring.length;
    ringPoints[index + 1] = at / 2;
  });
  return { ...identity, codes: sorted.map((area) => area.code), areaRings, ringPoints, points };
}

/** A ring of positions in degrees in the units of boundaries. */
export function boundaryRing(positions: readonly (readonly number[])[]): Ring {
  return ringOf(positions, 1e6 * UNITS_PER_MICRO_DEGREE);
}

/** Rings of area number `area` in the units of boundaries, as views of the flat points. */
export function ringsOfArea(boundaries: Boundaries, area: number): readonly Ring[] {
  const rings: Ring[] = [];
  const last = boundaries.areaRings[area + 1] ?? 0;
  for (let ring = boundaries.areaRings[area] ?? 0; ring < last; ring += 1) {
    rings.push(
      boundaries.points.subarray(
        (boundaries.ringPoints[ring] ?? 0) * 2,
        (boundaries.ringPoints[ring + 1] ?? 0) * 2,
      ),
    );
  }
  return rings;
}

/** Bounds of all areas in the units of boundaries; null when there is none. */
export function boundsOfBoundaries(boundaries: Boundaries): Bounds | null {
  const { points } = boundaries;
  if (points.length === 0) return null;
  let [west = 0, south = 0] = points;
  let east = west;
  let north = south;
  for (let i = 0; i < points.length; i += 2) {
    const x = points[i] ?? 0;
    const y = points[i + 1] ?? 0;
    if (x < west) west = x;
    if (x > east) east = x;
    if (y < south) south = y;
    if (y > north) north = y;
  }
  return { west, south, east, north };
}
