import type { AreaSummary } from '../api/types.ts';
import type { Point, Series } from '../charts/series.ts';
import { formatNumber, MARKS } from '../format/number.ts';
import { breaksOf, classOf, colourOf } from './classes.ts';

/** How one area is drawn: `class` null when it has no number, `colour` the place in the ramp. */
export type DrawnArea = Point & {
  readonly code: string;
  readonly class: number | null;
  readonly colour: number | null;
  /** Its number or its mark as people read it. */
  readonly words: string;
};

export type DrawnMap = {
  readonly breaks: readonly number[];
  readonly areas: readonly DrawnArea[];
  /** The group of records whose area is not known; null when there are none. */
  readonly unknown: Point | null;
};

/**
 * Every area of a level with its class. One that the answer does not name counts zero, unless it is among those
 * that were not supplied.
 */
export function drawnMap(
  series: Series,
  areas: readonly AreaSummary[],
  missing: ReadonlySet<string>,
): DrawnMap {
  const { points, type } = series;
  const byCode = new Map(
    points.flatMap((point) => (point.key === null ? [] : [[point.key, point] as const])),
  );
  const breaks = breaksOf(
    points.flatMap((point) => (point.key === null || point.value === null ? [] : [point.value])),
  );
  const classes = breaks.length + 1;
  const drawn = areas.map((area): DrawnArea => {
    const none = missing.has(area.code) || Object.values(area.parents).some((parent) => missing.has(parent));
    const point = byCode.get(area.code);
    const value = point === undefined ? (none ? null : 0) : point.value;
    const mark = point === undefined ? (none ? 'x' : null) : point.mark;
    const drawnClass = value === null ? null : classOf(value, breaks);
    return {
      key: area.code,
      code: area.code,
      label: area.name,
      value,
      mark,
      words: value === null ? MARKS[mark ?? 'u'].short : formatNumber(value, type),
      class: drawnClass,
      colour: drawnClass === null ? null : colourOf(drawnClass, classes),
    };
  });
  return { breaks, areas: drawn, unknown: points.find((point) => point.key === null) ?? null };
}

export type Bounds = readonly [readonly [number, number], readonly [number, number]];

function isPair(value: unknown): value is readonly [number, number] {
  return Array.isArray(value) && typeof value[0] === 'number' && typeof value[1] === 'number';
}

/** South-west and north-east corners of everything in a GeoJSON value; null when there is no position in it. */
export function boundsOf(geojson: GeoJSON.FeatureCollection): Bounds | null {
  let [west, south, east, north] = [180, 90, -180, -90];
  const visit = (value: unknown) => {
    if (isPair(value)) {
      west = Math.min(west, value[0]);
      east = Math.max(east, value[0]);
      south = Math.min(south, value[1]);
      north = Math.max(north, value[1]);
    } else if (Array.isArray(value)) value.forEach(visit);
  };
  for (const { geometry } of geojson.features)
    if (geometry !== null && 'coordinates' in geometry) visit(geometry.coordinates);
  return west > east
    ? null
    : [
        [west, south],
        [east, north],
      ];
}

/** Codes of the areas of a level that are chosen or lie in a chosen one. */
export function codesWithin(areas: readonly AreaSummary[], chosen: readonly string[]): ReadonlySet<string> {
  const codes = new Set(chosen);
  return new Set(
    areas
      .filter(
        (area) => codes.has(area.code) || Object.values(area.parents).some((parent) => codes.has(parent)),
      )
      .map((area) => area.code),
  );
}
