import { getHexagonAreaAvg, gridDisk, latLngToCell, UNITS } from 'h3-js';
import { H3_RESOLUTIONS, type H3Resolution } from '#core/model/geography.ts';
import { cellCentre, cellFromText } from './cell.ts';
import { METRES_PER_MICRO_LATITUDE, metresPerMicroLongitude, toDegrees } from './micro-degree.ts';
import { boundsOf, contains, doubleArea, type Ring } from './ring.ts';

/**
 * Stored cells of one resolution that together hold every point of a shape. A record in an `inside` cell is in the
 * shape; one in a `border` cell may be; one in neither is not. Both in ascending order, with no cell in common.
 */
export type Cover = {
  readonly resolution: H3Resolution;
  readonly inside: readonly bigint[];
  readonly border: readonly bigint[];
};

/** Cells that a cover should not exceed, so that a printed list of them stays short. */
export const COVER_CELLS = 600;

/** Cells beyond which no cover is made: pruning by so many would cost more than it saves. */
const MOST_CELLS = 5_000;

/**
 * Radius in metres, per resolution, of a circle round a cell's centre that holds every record stored under the cell.
 * A record is stored under the parents by index of its resolution-11 cell, which reach a twentieth beyond the hexagon.
 * The largest reach found over the whole earth, plus 2 %.
 */
const REACH_METRES: Readonly<Record<H3Resolution, number>> = { 7: 1_640, 8: 618, 9: 233, 10: 86, 11: 32.5 };

/**
 * The cells that cover a polygon (rings as in `contains`): border cells are those that come within their own reach of
 * an edge, so that none which an edge touches is missed. Null when it would take more than 5,000: the bounds of the
 * polygon serve better then.
 */
export function coverPolygon(rings: readonly Ring[], resolution: H3Resolution): Cover | null {
  return estimatePolygon(rings, resolution) > MOST_CELLS ? null : cover(polygonShape(rings), resolution);
}

/** The finest stored resolution at which about `COVER_CELLS` cells cover the polygon, else the coarsest. */
export function polygonResolution(rings: readonly Ring[]): H3Resolution {
  const fine = [...H3_RESOLUTIONS]
    .reverse()
    .find((resolution) => estimatePolygon(rings, resolution) <= COVER_CELLS);
  return fine ?? H3_RESOLUTIONS[0];
}

function estimatePolygon(rings: readonly Ring[], resolution: H3Resolution): number {
  const { south, north } = boundsOf(rings);
  const metresPerX = metresPerMicroLongitude(Math.min(Math.abs(south), Math.abs(north)));
  let area = 0;
  let length = 0;
  for (const ring of rings) {
    area += (Math.abs(doubleArea(ring)) / 2) * metresPerX * METRES_PER_MICRO_LATITUDE;
    for (let i = 0; i + 3 < ring.length; i += 2) {
      const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = ring.subarray(i, i + 4);
      length += Math.hypot((x2 - x1) * metresPerX, (y2 - y1) * METRES_PER_MICRO_LATITUDE);
    }
  }
  return estimate(area, length, resolution);
}

function estimate(squareMetres: number, lengthMetres: number, resolution: H3Resolution): number {
  const cell = getHexagonAreaAvg(resolution, UNITS.m2);
  const reach = REACH_METRES[resolution];
  return (squareMetres + lengthMetres * reach + Math.PI * reach * reach) / cell;
}

/** Where a point is: `inside` the shape or not, and at least how many metres from its edge. */
type Shape = {
  /** Points in micro-degrees along the edge, at most `stepMetres` apart. */
  readonly edge: (stepMetres: number) => Iterable<readonly [x: number, y: number]>;
  readonly inside: (x: number, y: number) => boolean;
  readonly edgeWithin: (x: number, y: number, metres: number) => boolean;
};

function cover(shape: Shape, resolution: H3Resolution): Cover {
  const reach = REACH_METRES[resolution];
  const border = new Set<string>();
  const checked = new Set<string>();
  const seeds = new Set<string>();
  for (const [x, y] of shape.edge(reach / 2)) seeds.add(latLngToCell(toDegrees(y), toDegrees(x), resolution));
  for (const seed of seeds) {
    for (const cell of gridDisk(seed, 2)) {
      if (checked.has(cell)) continue;
      checked.add(cell);
      const { longitude, latitude } = cellCentre(cellFromText(cell));
      if (shape.edgeWithin(longitude, latitude, reach)) border.add(cell);
    }
  }
  return { resolution, inside: ascending(insideOf(shape, border)), border: ascending(border) };
}

function insideOf(shape: Shape, border: ReadonlySet<string>): ReadonlySet<string> {
  const inside = new Set<string>();
  const outside = new Set<string>();
  const open = [...border];
  for (let cell = open.pop(); cell !== undefined; cell = open.pop()) {
    for (const next of gridDisk(cell, 1)) {
      if (border.has(next) || inside.has(next) || outside.has(next)) continue;
      const { longitude, latitude } = cellCentre(cellFromText(next));
      if (shape.inside(longitude, latitude)) {
        inside.add(next);
        open.push(next);
      } else {
        outside.add(next);
      }
    }
  }
  return inside;
}

function ascending(cells: ReadonlySet<string>): readonly bigint[] {
  return [...cells].map(cellFromText).sort((a, b) => (a < b ? -1 : 1));
}

function polygonShape(rings: readonly Ring[]): Shape {
  return {
    *edge(stepMetres) {
      for (const ring of rings) {
        for (let i = 0; i + 3 < ring.length; i += 2) {
          const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = ring.subarray(i, i + 4);
          const metres = Math.hypot(x2 - x1, y2 - y1) * METRES_PER_MICRO_LATITUDE;
          const steps = Math.max(1, Math.ceil(metres / stepMetres));
          for (let step = 0; step < steps; step += 1) {
            yield [x1 + ((x2 - x1) * step) / steps, y1 + ((y2 - y1) * step) / steps];
          }
        }
      }
    },
    inside: (x, y) => contains(rings, x, y),
    edgeWithin: (x, y, metres) => edgeWithin(rings, x, y, metres),
  };
}

function edgeWithin(rings: readonly Ring[], x: number, y: number, metres: number): boolean {
  const scaleX = metresPerMicroLongitude(y);
  const limit = metres * metres;
  for (const ring of rings) {
    for (let i = 0; i + 3 < ring.length; i += 2) {
      const x1 = ((ring[i] ?? 0) - x) * scaleX;
      const y1 = ((ring[i + 1] ?? 0) - y) * METRES_PER_MICRO_LATITUDE;
      const dx = ((ring[i + 2] ?? 0) - x) * scaleX - x1;
      const dy = ((ring[i + 3] ?? 0) - y) * METRES_PER_MICRO_LATITUDE - y1;
      const length = dx * dx + dy * dy;
      const share = length === 0 ? 0 : Math.min(1, Math.max(0, -(x1 * dx + y1 * dy) / length));
      if ((x1 + share * dx) ** 2 + (y1 + share * dy) ** 2 <= limit) return true;
    }
  }
  return false;
}
