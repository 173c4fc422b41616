import { type Boundaries, boundsOfBoundaries } from './boundaries.ts';
import {
  METRES_PER_MICRO_LATITUDE,
  metresPerMicroLongitude,
  UNITS_PER_MICRO_DEGREE,
} from './micro-degree.ts';
import { crossesEdge } from './ring.ts';

/** A point in no area goes to the nearest one within this distance: boundaries that were generalised leave slivers. */
export const NEAREST_METRES = 25;

/** Finds the number of the area that has a point in micro-degrees, −1 if none has. */
export type AreaFinder = (x: number, y: number) => number;

const SIDE = 2_048;
const METRES_PER_Y = METRES_PER_MICRO_LATITUDE / UNITS_PER_MICRO_DEGREE;

/**
 * Makes a finder over a grid of 2,048 by 2,048 cells. A cell that no border touches says its area at once; in the
 * others the edges of that row decide, exactly. Where areas overlap the lowest code has the point; a point in none
 * goes to the nearest within `NEAREST_METRES`, the lower code at the same distance.
 */
export function makeAreaFinder(boundaries: Boundaries): AreaFinder {
  const bounds = boundsOfBoundaries(boundaries);
  if (bounds === null) return () => -1;
  const grid = makeGrid(bounds);
  const rows = bucketEdges(boundaries, grid);
  const cells = fillCells(boundaries, grid, rows);
  return (longitude, latitude) => {
    const x = longitude * UNITS_PER_MICRO_DEGREE;
    const y = latitude * UNITS_PER_MICRO_DEGREE;
    const column = Math.floor((x - grid.west) / grid.width);
    const row = Math.floor((y - grid.south) / grid.height);
    if (column < 0 || column >= SIDE || row < 0 || row >= SIDE) return -1;
    const value = cells.values[row * SIDE + column] ?? 0;
    if (value > 0) return value - 1;
    if (value < 0) {
      const last = cells.starts[-value] ?? 0;
      for (let i = cells.starts[-value - 1] ?? 0; i < last; i += 1) {
        const bucket = cells.buckets[i] ?? 0;
        if (insideByRow(rows, bucket, x, y)) return rows.areas[bucket] ?? -1;
      }
    }
    return nearest(grid, rows, cells, x, y, column, row);
  };
}

type Grid = {
  readonly west: number;
  readonly south: number;
  readonly width: number;
  readonly height: number;
  /** Cells to look around for what may be within `NEAREST_METRES`. */
  readonly reachColumns: number;
  readonly reachRows: number;
  readonly metresPerX: number;
};

function makeGrid(bounds: { west: number; south: number; east: number; north: number }): Grid {
  const middle = (bounds.south + bounds.north) / 2 / UNITS_PER_MICRO_DEGREE;
  const metresPerX = metresPerMicroLongitude(middle) / UNITS_PER_MICRO_DEGREE;
  const marginX = Math.ceil((NEAREST_METRES * 1.1) / metresPerX) + 2;
  const marginY = Math.ceil((NEAREST_METRES * 1.1) / METRES_PER_Y) + 2;
  const width = Math.ceil((bounds.east - bounds.west + 2 * marginX + 1) / SIDE);
  const height = Math.ceil((bounds.north - bounds.south + 2 * marginY + 1) / SIDE);
  return {
    west: bounds.west - marginX,
    south: bounds.south - marginY,
    width,
    height,
    reachColumns: Math.ceil(marginX / width),
    reachRows: Math.ceil(marginY / height),
    metresPerX,
  };
}

/** Edges by row and area: bucket `b` belongs to `areas[b]` and holds the edges from `starts[b]` to before `starts[b + 1]`. */
type RowEdges = {
  readonly areas: Int32Array;
  readonly starts: Int32Array;
  readonly edges: Int32Array;
  /** Bucket of (area, row) at `bucketOf[firstBucket[area] + row − firstRow[area]]`. */
  readonly firstRow: Int32Array;
  readonly lastRow: Int32Array;
  readonly firstBucket: Int32Array;
};

function bucketEdges(boundaries: Boundaries, grid: Grid): RowEdges {
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

function rowOf(grid: Grid, y: number): number {
  return Math.floor((y - grid.south) / grid.height);
}

function insideByRow(rows: RowEdges, bucket: number, x: number, y: number): boolean {
  const { edges } = rows;
  let odd = false;
  const last = (rows.starts[bucket + 1] ?? 0) * 4;
  for (let i = (rows.starts[bucket] ?? 0) * 4; i < last; i += 4) {
    if (crossesEdge(edges[i] ?? 0, edges[i + 1] ?? 0, edges[i + 2] ?? 0, edges[i + 3] ?? 0, x, y)) odd = !odd;
  }
  return odd;
}

/**
 * `values` per cell: 0 = no area and no border, n > 0 = wholly in area n − 1, −n = border list n − 1, whose buckets
 * run from `starts[n − 1]` to before `starts[n]`, in the order of their areas.
 */
type Cells = { readonly values: Int32Array; readonly starts: Int32Array; readonly buckets: Int32Array };

function fillCells(boundaries: Boundaries, grid: Grid, rows: RowEdges): Cells {
  const values = new Int32Array(SIDE * SIDE);
  const border = new Uint8Array(SIDE * SIDE);
  const touched = new Int32Array(SIDE);
  eachSpan(boundaries, grid, rows, touched, (row, _bucket, first, last) => {
    const base = row * SIDE;
    for (let column = first; column <= last; column += 1)
      if (touched[column] !== 0) border[base + column] = 1;
  });
  const lists: number[][] = [];
  eachSpan(boundaries, grid, rows, touched, (row, bucket, first, last) => {
    const area = rows.areas[bucket] ?? 0;
    let inside: boolean | null = null;
    for (let column = first; column <= last; column += 1) {
      const cell = row * SIDE + column;
      if (touched[column] === 0) {
        inside ??= insideByRow(rows, bucket, grid.west + column * grid.width, grid.south + row * grid.height);
        if (!inside) continue;
      } else {
        inside = null;
      }
      if (border[cell] === 1) {
        if (values[cell] === 0) values[cell] = -lists.push([]);
        lists[-(values[cell] ?? 0) - 1]?.push(bucket);
      } else if (values[cell] === 0) {
        values[cell] = area + 1;
      }
    }
  });
  const starts = new Int32Array(lists.length + 1);
  lists.forEach((list, index) => {
    starts[index + 1] = (starts[index] ?? 0) + list.length;
  });
  const buckets = new Int32Array(starts[lists.length] ?? 0);
  lists.forEach((list, index) => {
    buckets.set(list, starts[index]);
  });
  return { values, starts, buckets };
}

/**
 * Visits every row of every area, areas in order, with the columns from its first to its last border cell;
 * `touched` is not 0 in those columns that an edge of the area touches.
 */
function eachSpan(
  boundaries: Boundaries,
  grid: Grid,
  rows: RowEdges,
  touched: Int32Array,
  visit: (row: number, bucket: number, first: number, last: number) => void,
): void {
  for (let area = 0; area < boundaries.codes.length; area += 1) {
    const lastRow = rows.lastRow[area] ?? -1;
    for (let row = rows.firstRow[area] ?? 0; row <= lastRow; row += 1) {
      const bucket = (rows.firstBucket[area] ?? 0) + row - (rows.firstRow[area] ?? 0);
      const bottom = grid.south + row * grid.height;
      let first = SIDE;
      let last = -1;
      const end = (rows.starts[bucket + 1] ?? 0) * 4;
      for (let i = (rows.starts[bucket] ?? 0) * 4; i < end; i += 4) {
        const span = columnsOf(grid, rows.edges, i, bottom);
        touched.fill(1, span.first, span.last + 1);
        first = Math.min(first, span.first);
        last = Math.max(last, span.last);
      }
      if (last >= first) visit(row, bucket, first, last);
      touched.fill(0, first, last + 1);
    }
  }
}

/** Columns of the cells of a row that the edge touches; one unit is added at each end against rounding. */
function columnsOf(
  grid: Grid,
  edges: Int32Array,
  at: number,
  bottom: number,
): { first: number; last: number } {
  const x1 = edges[at] ?? 0;
  const y1 = edges[at + 1] ?? 0;
  const x2 = edges[at + 2] ?? 0;
  const y2 = edges[at + 3] ?? 0;
  let from = Math.min(x1, x2);
  let to = Math.max(x1, x2);
  if (y1 !== y2) {
    const slope = (x2 - x1) / (y2 - y1);
    const low = Math.max(bottom, Math.min(y1, y2));
    const high = Math.min(bottom + grid.height, Math.max(y1, y2));
    const xLow = x1 + slope * (low - y1);
    const xHigh = x1 + slope * (high - y1);
    from = Math.max(from, Math.floor(Math.min(xLow, xHigh)) - 1);
    to = Math.min(to, Math.ceil(Math.max(xLow, xHigh)) + 1);
  }
  return {
    first: Math.floor((from - grid.west) / grid.width),
    last: Math.floor((to - grid.west) / grid.width),
  };
}

function nearest(
  grid: Grid,
  rows: RowEdges,
  cells: Cells,
  x: number,
  y: number,
  column: number,
  row: number,
): number {
  let best = (NEAREST_METRES / METRES_PER_Y) ** 2;
  let area = -1;
  const stretch = grid.metresPerX / METRES_PER_Y;
  for (let r = Math.max(0, row - grid.reachRows); r <= Math.min(SIDE - 1, row + grid.reachRows); r += 1) {
    for (
      let c = Math.max(0, column - grid.reachColumns);
      c <= Math.min(SIDE - 1, column + grid.reachColumns);
      c += 1
    ) {
      const value = cells.values[r * SIDE + c] ?? 0;
      if (value >= 0) continue;
      const last = cells.starts[-value] ?? 0;
      for (let i = cells.starts[-value - 1] ?? 0; i < last; i += 1) {
        const bucket = cells.buckets[i] ?? 0;
        const candidate = rows.areas[bucket] ?? -1;
        const distance = squaredDistance(rows, bucket, x, y, stretch);
        if (distance < best || (distance === best && (area === -1 || candidate < area))) {
          best = distance;
          area = candidate;
        }
      }
    }
  }
  return area;
}

function squaredDistance(rows: RowEdges, bucket: number, x: number, y: number, stretch: number): number {
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
