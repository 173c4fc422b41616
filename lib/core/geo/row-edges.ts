import type { Boundaries } from './boundaries.ts';
import { type Grid, rowOf, SIDE } from './grid.ts';
import { crossesEdge } from './ring.ts';

/** Edges by row and area: bucket `b` belongs to `areas[b]` and holds the edges from `starts[b]` to before `starts[b + 1]`. */
export type RowEdges = {
  readonly areas: Int32Array;
  readonly starts: Int32Array;
  readonly edges: Int32Array;
  /** Bucket of (area, row) at `bucketOf[firstBucket[area] + row − firstRow[area]]`. */
  readonly firstRow: Int32Array;
  readonly lastRow: Int32Array;
  readonly firstBucket: Int32Array;
};

/** Sorts the edges of all areas by the rows that they touch. */
export function bucketEdges(boundaries: Boundaries, grid: Grid): RowEdges {
  const count = boundaries.codes.length;
  const firstRow = new Int32Array(count).fill(SIDE);
  const lastRow = new Int32Array(count).fill(-1);
  eachEdge(boundaries, (area, _x1, y1, _x2, y2) => {
    firstRow[area] = Math.min(firstRow[area] ?? 0, rowOf(grid, Math.min(y1, y2)));
    lastRow[area] = Math.max(lastRow[area] ?? 0, rowOf(grid, Math.max(y1, y2)));
  });
  const firstBucket = new Int32Array(count + 1);
  for (let area = 0; area < count; area += 1) {
    firstBucket[area + 1] =
      (firstBucket[area] ?? 0) + Math.max(0, (lastRow[area] ?? 0) - (firstRow[area] ?? 0) + 1);
  }
  const bucketCount = firstBucket[count] ?? 0;
  const areas = new Int32Array(bucketCount);
  for (let area = 0; area < count; area += 1) areas.fill(area, firstBucket[area], firstBucket[area + 1]);
  const starts = new Int32Array(bucketCount + 1);
  const eachBucket = (visit: (bucket: number, x1: number, y1: number, x2: number, y2: number) => void) =>
    eachEdge(boundaries, (area, x1, y1, x2, y2) => {
      const base = (firstBucket[area] ?? 0) - (firstRow[area] ?? 0);
      const last = rowOf(grid, Math.max(y1, y2));
      for (let row = rowOf(grid, Math.min(y1, y2)); row <= last; row += 1) visit(base + row, x1, y1, x2, y2);
    });
  eachBucket((bucket) => {
    starts[bucket + 1] = (starts[bucket + 1] ?? 0) + 1;
  });
  for (let bucket = 0; bucket < bucketCount; bucket += 1) {
    starts[bucket + 1] = (starts[bucket + 1] ?? 0) + (starts[bucket] ?? 0);
  }
  const edges = new Int32Array((starts[bucketCount] ?? 0) * 4);
  const next = starts.slice();
  eachBucket((bucket, x1, y1, x2, y2) => {
    const at = next[bucket] ?? 0;
    next[bucket] = at + 1;
    edges[at * 4] = x1;
    edges[at * 4 + 1] = y1;
    edges[at * 4 + 2] = x2;
    edges[at * 4 + 3] = y2;
  });
  return { areas, starts, edges, firstRow, lastRow, firstBucket };
}

function eachEdge(
  boundaries: Boundaries,
  visit: (area: number, x1: number, y1: number, x2: number, y2: number) => void,
): void {
  const { points, ringPoints, areaRings } = boundaries;
  for (let area = 0; area < boundaries.codes.length; area += 1) {
    const lastRing = areaRings[area + 1] ?? 0;
    for (let ring = areaRings[area] ?? 0; ring < lastRing; ring += 1) {
      const last = (ringPoints[ring + 1] ?? 0) - 1;
      for (let i = ringPoints[ring] ?? 0; i < last; i += 1) {
        const at = i * 2;
        visit(area, points[at] ?? 0, points[at + 1] ?? 0, points[at + 2] ?? 0, points[at + 3] ?? 0);
      }
    }
  }
}

/** Whether the area of a bucket has a point of the bucket's row. */
export function insideByRow(rows: RowEdges, bucket: number, x: number, y: number): boolean {
  const { edges } = rows;
  let odd = false;
  const last = (rows.starts[bucket + 1] ?? 0) * 4;
  for (let i = (rows.starts[bucket] ?? 0) * 4; i < last; i += 4) {
    if (crossesEdge(edges[i] ?? 0, edges[i + 1] ?? 0, edges[i + 2] ?? 0, edges[i + 3] ?? 0, x, y)) odd = !odd;
  }
  return odd;
}

/** Squared distance from a point to the nearest edge of a bucket, x stretched to the measure of y. */
export function squaredDistance(
  rows: RowEdges,
  bucket: number,
  x: number,
  y: number,
  stretch: number,
): number {
  let best = Number.POSITIVE_INFINITY;
  const end = (rows.starts[bucket + 1] ?? 0) * 4;
  for (let i = (rows.starts[bucket] ?? 0) * 4; i < end; i += 4) {
    const x1 = ((rows.edges[i] ?? 0) - x) * stretch;
    const y1 = (rows.edges[i + 1] ?? 0) - y;
    const dx = ((rows.edges[i + 2] ?? 0) - x) * stretch - x1;
    const dy = (rows.edges[i + 3] ?? 0) - y - y1;
    const length = dx * dx + dy * dy;
    const share = length === 0 ? 0 : Math.min(1, Math.max(0, -(x1 * dx + y1 * dy) / length));
    best = Math.min(best, (x1 + share * dx) ** 2 + (y1 + share * dy) ** 2);
  }
  return best;
}
