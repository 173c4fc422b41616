import type { Fault } from '#core/model/error.ts';
import { roundDegrees } from './micro-degree.ts';
import { contains, doubleArea, type Ring, side } from './ring.ts';

/** Rings of GeoJSON positions: [longitude, latitude] in degrees, each ring closed. */
export type Coordinates = readonly (readonly (readonly number[])[])[];

/** A ring of positions in degrees as whole units (micro-degrees), without points that repeat the one before. */
export function ringOf(positions: readonly (readonly number[])[], perDegree = 1e6): Ring {
  const points: number[] = [];
  for (const [longitude = 0, latitude = 0] of positions) {
    const x = roundDegrees(longitude, perDegree);
    const y = roundDegrees(latitude, perDegree);
    if (points.at(-2) !== x || points.at(-1) !== y) points.push(x, y);
  }
  return Int32Array.from(points);
}

/** The rings of a GeoJSON polygon in micro-degrees. Holes are rings like any other: `contains` goes by even and odd. */
export function ringsOf(coordinates: Coordinates): readonly Ring[] {
  return coordinates.map((ring) => ringOf(ring));
}

/**
 * Everything that is wrong with a caller's polygon, after rounding to micro-degrees; empty when it can be used.
 * `at` is what the caller calls it (`where.space.within.coordinates`). Edges and points count from 0.
 */
export function polygonFaults(coordinates: Coordinates, at: string): readonly Fault[] {
  if (coordinates.length === 0) return [{ at, message: 'has no ring; the first ring is the outline' }];
  const rings = ringsOf(coordinates);
  const faults: Fault[] = [];
  rings.forEach((ring, index) => {
    const fault = ringFault(ring, coordinates[index] ?? []);
    if (fault !== null) faults.push({ at: `${at}[${index}]`, message: fault });
  });
  return faults.length > 0 ? faults : holeFaults(rings, at);
}

function ringFault(ring: Ring, positions: readonly (readonly number[])[]): string | null {
  const outside = positions.findIndex(
    ([longitude = Number.NaN, latitude = Number.NaN]) =>
      !(Math.abs(longitude) <= 180 && Math.abs(latitude) <= 90),
  );
  if (outside >= 0)
    return `point ${outside} is not [longitude, latitude] in degrees; use -180 to 180 and -90 to 90`;
  const last = ring.length - 2;
  const distinct = new Set<string>();
  for (let i = 0; i <= last; i += 2) distinct.add(`${ring[i]},${ring[i + 1]}`);
  if (distinct.size < 3) return `has ${distinct.size} distinct points; use at least 3`;
  if (ring[0] !== ring[last] || ring[1] !== ring[last + 1]) {
    return 'is not closed; repeat the first point as the last';
  }
  const crossing = selfCrossing(ring);
  if (crossing !== null) {
    return doubleArea(ring) === 0 && crossing.adjacent
      ? 'has no area; its points lie on one line'
      : `crosses or touches itself: edge ${crossing.first} (${edgeWords(ring, crossing.first)}) meets edge ${crossing.second} (${edgeWords(ring, crossing.second)})`;
  }
  return doubleArea(ring) === 0 ? 'has no area; its points lie on one line' : null;
}

function holeFaults(rings: readonly Ring[], at: string): readonly Fault[] {
  const faults: Fault[] = [];
  for (let b = 1; b < rings.length; b += 1) {
    for (let a = 0; a < b; a += 1) {
      const first = rings[a];
      const second = rings[b];
      if (first === undefined || second === undefined) continue;
      const crossing = ringsCross(first, second);
      if (crossing !== null) {
        faults.push({
          at: `${at}[${b}]`,
          message: `crosses ring ${a}: its edge ${crossing.second} meets edge ${crossing.first} of that ring`,
        });
      } else if (a === 0 && !insideOrOn(first, second)) {
        faults.push({
          at: `${at}[${b}]`,
          message: 'lies outside ring 0; rings after the first are holes in it',
        });
      } else if (a > 0 && insideOrOn(first, second)) {
        faults.push({
          at: `${at}[${b}]`,
          message: `lies inside ring ${a}, which is a hole; use holes that are apart`,
        });
      }
    }
  }
  return faults;
}

function insideOrOn(outline: Ring, hole: Ring): boolean {
  for (let i = 0; i + 1 < hole.length; i += 2) {
    const x = hole[i] ?? 0;
    const y = hole[i + 1] ?? 0;
    if (!onRing(outline, x, y)) return contains([outline], x, y);
  }
  return true;
}

function onRing(ring: Ring, x: number, y: number): boolean {
  for (let i = 0; i + 3 < ring.length; i += 2) {
    const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = ring.subarray(i, i + 4);
    if (side(x1, y1, x2, y2, x, y) === 0 && within(x1, y1, x2, y2, x, y)) return true;
  }
  return false;
}

type Crossing = { readonly first: number; readonly second: number; readonly adjacent: boolean };

function selfCrossing(ring: Ring): Crossing | null {
  const edges = ring.length / 2 - 1;
  for (let a = 0; a < edges; a += 1) {
    for (let b = a + 1; b < edges; b += 1) {
      const adjacent = b === a + 1 || (a === 0 && b === edges - 1);
      if (adjacent ? foldsBack(ring, a, b, edges) : edgesMeet(edge(ring, a), edge(ring, b))) {
        return { first: a, second: b, adjacent };
      }
    }
  }
  return null;
}

type Edge = readonly [x1: number, y1: number, x2: number, y2: number];

function edge(ring: Ring, index: number): Edge {
  const i = index * 2;
  return [ring[i] ?? 0, ring[i + 1] ?? 0, ring[i + 2] ?? 0, ring[i + 3] ?? 0];
}

function foldsBack(ring: Ring, a: number, b: number, edges: number): boolean {
  const [before, after] = a === 0 && b === edges - 1 && edges > 2 ? [b, a] : [a, b];
  const [x1, y1, x2, y2] = edge(ring, before);
  const [, , x3, y3] = edge(ring, after);
  if (side(x1, y1, x2, y2, x3, y3) !== 0) return false;
  return (x2 - x1) * (x3 - x2) < 0 || (y2 - y1) * (y3 - y2) < 0;
}

function edgesMeet([ax, ay, bx, by]: Edge, [cx, cy, dx, dy]: Edge): boolean {
  const c = side(ax, ay, bx, by, cx, cy);
  const d = side(ax, ay, bx, by, dx, dy);
  const a = side(cx, cy, dx, dy, ax, ay);
  const b = side(cx, cy, dx, dy, bx, by);
  if (c * d < 0 && a * b < 0) return true;
  return (
    (c === 0 && within(ax, ay, bx, by, cx, cy)) ||
    (d === 0 && within(ax, ay, bx, by, dx, dy)) ||
    (a === 0 && within(cx, cy, dx, dy, ax, ay)) ||
    (b === 0 && within(cx, cy, dx, dy, bx, by))
  );
}

function ringsCross(first: Ring, second: Ring): { first: number; second: number } | null {
  for (let a = 0; a < first.length / 2 - 1; a += 1) {
    for (let b = 0; b < second.length / 2 - 1; b += 1) {
      const [ax, ay, bx, by] = edge(first, a);
      const [cx, cy, dx, dy] = edge(second, b);
      if (
        side(ax, ay, bx, by, cx, cy) * side(ax, ay, bx, by, dx, dy) < 0 &&
        side(cx, cy, dx, dy, ax, ay) * side(cx, cy, dx, dy, bx, by) < 0
      ) {
        return { first: a, second: b };
      }
    }
  }
  return null;
}

function within(ax: number, ay: number, bx: number, by: number, x: number, y: number): boolean {
  return Math.min(ax, bx) <= x && x <= Math.max(ax, bx) && Math.min(ay, by) <= y && y <= Math.max(ay, by);
}

function edgeWords(ring: Ring, index: number): string {
  const [x1, y1, x2, y2] = edge(ring, index).map((micro) => (micro / 1e6).toFixed(6));
  return `${x1} ${y1} to ${x2} ${y2}`;
}
