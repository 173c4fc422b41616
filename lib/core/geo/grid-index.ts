import { type Boundaries, boundsOfBoundaries } from './boundaries.ts';
import { type Grid, METRES_PER_Y, makeGrid, NEAREST_METRES, SIDE } from './grid.ts';
import { UNITS_PER_MICRO_DEGREE } from './micro-degree.ts';
import { bucketEdges, insideByRow, type RowEdges, squaredDistance } from './row-edges.ts';

/** Finds the number of the area that has a point in micro-degrees, −1 if none has. */
export type AreaFinder = (x: number, y: number) => number;

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
