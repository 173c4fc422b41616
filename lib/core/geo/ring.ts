/** A closed ring as x, y, x, y, … in whole units, micro-degrees if nothing else is said; the last point is the first. */
export type Ring = Int32Array;

/** West, south, east and north in the units of what they bound, all included. */
export type Bounds = {
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
};

/**
 * Sign of a·b − c·d for integers up to 2^31, without rounding: beyond 2^53 the products are taken as BigInt.
 */
export function productSign(a: number, b: number, c: number, d: number): number {
  const left = a * b;
  const right = c * d;
  if (Math.abs(left) <= Number.MAX_SAFE_INTEGER && Math.abs(right) <= Number.MAX_SAFE_INTEGER) {
    return Math.sign(left - right);
  }
  const exact = BigInt(a) * BigInt(b) - BigInt(c) * BigInt(d);
  return exact > 0n ? 1 : exact < 0n ? -1 : 0;
}

/** 1 when c lies left of the line from a to b, −1 right of it, 0 on it. */
export function side(ax: number, ay: number, bx: number, by: number, cx: number, cy: number): number {
  return productSign(bx - ax, cy - ay, by - ay, cx - ax);
}

/**
 * Whether a ray from the point to the east crosses the edge. Half-open: an edge has its lower end and not its upper
 * one, and a point on an edge is east of it, so that of areas which share an edge exactly one has the point.
 * In SQL, with y1 < y2: `y1 <= y and y < y2 and (x2 - x1) * (y - y1) > (x - x1) * (y2 - y1)`.
 */
export function crossesEdge(x1: number, y1: number, x2: number, y2: number, x: number, y: number): boolean {
  if (y1 > y === y2 > y) return false;
  return y1 < y2
    ? productSign(x2 - x1, y - y1, x - x1, y2 - y1) > 0
    : productSign(x1 - x2, y - y2, x - x2, y1 - y2) > 0;
}

/** How often a ray from the point to the east crosses the ring. */
export function crossings(ring: Ring, x: number, y: number): number {
  let count = 0;
  let x1 = ring[0] ?? 0;
  let y1 = ring[1] ?? 0;
  for (let i = 2; i < ring.length; i += 2) {
    const x2 = ring[i] ?? 0;
    const y2 = ring[i + 1] ?? 0;
    if (crossesEdge(x1, y1, x2, y2, x, y)) count += 1;
    x1 = x2;
    y1 = y2;
  }
  return count;
}

/** Whether the point is in the area of the rings by the even-odd rule, with the edges as `crossesEdge` says. */
export function contains(rings: readonly Ring[], x: number, y: number): boolean {
  let count = 0;
  for (const ring of rings) count += crossings(ring, x, y);
  return count % 2 === 1;
}

/** Twice the signed area in square units; positive when the ring runs anticlockwise. */
export function doubleArea(ring: Ring): number {
  const originX = ring[0] ?? 0;
  const originY = ring[1] ?? 0;
  let sum = 0;
  for (let i = 0; i + 3 < ring.length; i += 2) {
    const x1 = (ring[i] ?? 0) - originX;
    const y1 = (ring[i + 1] ?? 0) - originY;
    const x2 = (ring[i + 2] ?? 0) - originX;
    const y2 = (ring[i + 3] ?? 0) - originY;
    sum += x1 * y2 - x2 * y1;
  }
  return sum;
}

/** The smallest bounds that hold all points of the rings. */
export function boundsOf(rings: readonly Ring[]): Bounds {
  let west = Number.POSITIVE_INFINITY;
  let south = Number.POSITIVE_INFINITY;
  let east = Number.NEGATIVE_INFINITY;
  let north = Number.NEGATIVE_INFINITY;
  for (const ring of rings) {
    for (let i = 0; i < ring.length; i += 2) {
      const x = ring[i] ?? 0;
      const y = ring[i + 1] ?? 0;
      if (x < west) west = x;
      if (x > east) east = x;
      if (y < south) south = y;
      if (y > north) north = y;
    }
  }
  return { west, south, east, north };
}
