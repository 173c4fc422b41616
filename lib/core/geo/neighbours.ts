import { type Boundaries, ringsOfArea } from './boundaries.ts';
import { METRES_PER_Y } from './grid.ts';
import { metresPerMicroLongitude, UNITS_PER_MICRO_DEGREE } from './micro-degree.ts';
import { type Bounds, boundsOf, type Ring } from './ring.ts';

/** Boundaries this near to each other count as one: those of files that were generalised by themselves leave slivers. */
export const TOLERANCE_METRES = 2;
/** Areas that share less of a boundary meet in a corner, and are no neighbours. */
export const LEAST_SHARED_METRES = 10;

/** A neighbour and how much of its boundary it shares, to a metre. */
export type Neighbour = { readonly code: string; readonly sharedMetres: number };

/**
 * The areas that share a boundary of positive length with one, by code: at least `LEAST_SHARED_METRES` of it no farther
 * than `TOLERANCE_METRES` from theirs. Symmetric: the longer of the two lengths counts for both. Null = no such area.
 */
export function neighboursOf(boundaries: Boundaries, code: string): readonly Neighbour[] | null {
  const area = boundaries.codes.indexOf(code);
  if (area < 0) return null;
  const outlines = outlinesOf(boundaries);
  const own = outlines.at(area);
  const found: Neighbour[] = [];
  for (const [other, name] of boundaries.codes.entries()) {
    if (other === area || !touch(own.bounds, outlines.boundsOf(other))) continue;
    const theirs = outlines.at(other);
    const shared = Math.max(
      sharedLength(own.segments, theirs.segments),
      sharedLength(theirs.segments, own.segments),
    );
    if (shared >= LEAST_SHARED_METRES) found.push({ code: name, sharedMetres: Math.round(shared) });
  }
  return found;
}

/** A line in metres from a common origin. */
type Segment = readonly [x1: number, y1: number, x2: number, y2: number];
type Outline = { readonly bounds: Bounds; readonly segments: readonly Segment[] };

const remembered = new WeakMap<Boundaries, ReturnType<typeof makeOutlines>>();

function outlinesOf(boundaries: Boundaries) {
  const known = remembered.get(boundaries) ?? makeOutlines(boundaries);
  remembered.set(boundaries, known);
  return known;
}

/** Outlines in metres, on one projection for all areas so that a pair is measured the same from both sides. */
function makeOutlines(boundaries: Boundaries) {
  const [, y0 = 0] = boundaries.points;
  const metresPerX = metresPerMicroLongitude(y0 / UNITS_PER_MICRO_DEGREE) / UNITS_PER_MICRO_DEGREE;
  const all = boundaries.codes.map((_, area) => boundsOf(ringsOfArea(boundaries, area)));
  const scaled = all.map(({ west, south, east, north }) => ({
    west: west * metresPerX - TOLERANCE_METRES,
    south: south * METRES_PER_Y - TOLERANCE_METRES,
    east: east * metresPerX + TOLERANCE_METRES,
    north: north * METRES_PER_Y + TOLERANCE_METRES,
  }));
  const boundsAt = (area: number): Bounds => scaled[area] ?? { west: 0, south: 0, east: -1, north: -1 };
  return {
    boundsOf: boundsAt,
    at: (area: number): Outline => ({
      bounds: boundsAt(area),
      segments: ringsOfArea(boundaries, area).flatMap((ring) => segmentsOf(ring, metresPerX)),
    }),
  };
}

function segmentsOf(ring: Ring, metresPerX: number): readonly Segment[] {
  const segments: Segment[] = [];
  for (let i = 0; i + 3 < ring.length; i += 2) {
    const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = ring.subarray(i, i + 4);
    if (x1 !== x2 || y1 !== y2)
      segments.push([x1 * metresPerX, y1 * METRES_PER_Y, x2 * metresPerX, y2 * METRES_PER_Y]);
  }
  return segments;
}

function touch(a: Bounds, b: Bounds): boolean {
  return a.west <= b.east && b.west <= a.east && a.south <= b.north && b.south <= a.north;
}

/** How many metres of some lines are no farther than the tolerance from any of others. */
function sharedLength(lines: readonly Segment[], others: readonly Segment[]): number {
  const reach = TOLERANCE_METRES;
  let sum = 0;
  for (const line of lines) {
    const [x1, y1, x2, y2] = line;
    const [west, east] = [Math.min(x1, x2) - reach, Math.max(x1, x2) + reach];
    const [south, north] = [Math.min(y1, y2) - reach, Math.max(y1, y2) + reach];
    const parts: (readonly [number, number])[] = [];
    for (const other of others) {
      if (Math.max(other[0], other[2]) < west || Math.min(other[0], other[2]) > east) continue;
      if (Math.max(other[1], other[3]) < south || Math.min(other[1], other[3]) > north) continue;
      const part = partNear(line, other, reach);
      if (part !== null) parts.push(part);
    }
    sum += lengthOf(parts) * Math.hypot(x2 - x1, y2 - y1);
  }
  return sum;
}

/** The part of a line, as shares of it from 0 to 1, that is within a distance of another: what lies so is convex. */
function partNear(
  [x1, y1, x2, y2]: Segment,
  [u1, v1, u2, v2]: Segment,
  reach: number,
): readonly [number, number] | null {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const length = Math.hypot(u2 - u1, v2 - v1);
  const [ex, ey] = [(u2 - u1) / length, (v2 - v1) / length];
  const along = clip([(x1 - u1) * ex + (y1 - v1) * ey, dx * ex + dy * ey], 0, length);
  const beside = clip([(y1 - v1) * ex - (x1 - u1) * ey, dy * ex - dx * ey], -reach, reach);
  const parts = [
    overlap(along, beside),
    inDisc([x1 - u1, y1 - v1, dx, dy], reach),
    inDisc([x1 - u2, y1 - v2, dx, dy], reach),
  ].flatMap((part) => overlap(part, [0, 1]) ?? []);
  if (parts.length === 0) return null;
  return [Math.min(...parts), Math.max(...parts)];
}

type Part = readonly [number, number] | null;

/** Where `start + t · step` lies between two values. */
function clip([start, step]: readonly [number, number], low: number, high: number): Part {
  if (step === 0)
    return start >= low && start <= high ? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] : null;
  const [a, b] = [(low - start) / step, (high - start) / step];
  return a <= b ? [a, b] : [b, a];
}

/** Where a moving point is within a distance of the origin. */
function inDisc([x, y, dx, dy]: readonly [number, number, number, number], reach: number): Part {
  const a = dx * dx + dy * dy;
  const b = x * dx + y * dy;
  const root = b * b - a * (x * x + y * y - reach * reach);
  if (root < 0) return null;
  return [(-b - Math.sqrt(root)) / a, (-b + Math.sqrt(root)) / a];
}

function overlap(a: Part, b: Part): Part {
  if (a === null || b === null) return null;
  const part = [Math.max(a[0], b[0]), Math.min(a[1], b[1])] as const;
  return part[0] <= part[1] ? part : null;
}

/** How much of 0 to 1 the parts cover together. */
function lengthOf(parts: readonly (readonly [number, number])[]): number {
  let covered = 0;
  let reached = 0;
  for (const [from, to] of [...parts].sort((a, b) => a[0] - b[0])) {
    if (to <= reached) continue;
    covered += to - Math.max(from, reached);
    reached = to;
  }
  return covered;
}
