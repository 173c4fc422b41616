import {
  METRES_PER_MICRO_LATITUDE,
  metresPerMicroLongitude,
  UNITS_PER_MICRO_DEGREE,
} from './micro-degree.ts';
import type { Bounds } from './ring.ts';

/** A point in no area goes to the nearest one within this distance: boundaries that were generalised leave slivers. */
export const NEAREST_METRES = 25;

/** Rows and columns of a grid. */
export const SIDE = 2_048;
/** Metres that a unit of boundaries measures northwards. */
export const METRES_PER_Y = METRES_PER_MICRO_LATITUDE / UNITS_PER_MICRO_DEGREE;

/** Cells of equal size over the bounds of areas and a margin, in the units of boundaries. */
export type Grid = {
  readonly west: number;
  readonly south: number;
  readonly width: number;
  readonly height: number;
  /** Cells to look around for what may be within `NEAREST_METRES`. */
  readonly reachColumns: number;
  readonly reachRows: number;
  readonly metresPerX: number;
};

/** Makes the grid over bounds, with a margin of a little more than `NEAREST_METRES`. */
export function makeGrid(bounds: Bounds): Grid {
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

/** Row of the grid that has a y, if it is on the grid. */
export function rowOf(grid: Grid, y: number): number {
  return Math.floor((y - grid.south) / grid.height);
}
