import type { AreaSummary } from '../api/types.ts';
import type { Point, Series } from '../charts/series.ts';
import { formatNumber, MARKS } from '../format/number.ts';
import type { Look } from '../state/look.ts';
import { breaksOf, classOf } from './classes.ts';
import { coloursOf } from './colours.ts';

/** How one area is drawn: `class` null when it has no number, else its place in the colours of the map. */
export type DrawnArea = Point & {
  readonly code: string;
  readonly class: number | null;
  /** Its number or its mark as people read it. */
  readonly words: string;
};

export type DrawnMap = {
  /** Lower ends of the second to the last class. */
  readonly breaks: readonly number[];
  /** One for each class, from the lowest. */
  readonly colours: readonly string[];
  readonly areas: readonly DrawnArea[];
  /** The least and the largest number that the classes were made for; null when there was none. */
  readonly range: readonly [number, number] | null;
  /** Areas whose number lies outside that range: their classes were made for other numbers. */
  readonly outside: number;
  /** The group of records whose area is not known; null when there are none. */
  readonly unknown: Point | null;
};

/** How classes are cut and coloured; `kept`: a set of breaks between the ends of the range that they were made for. */
export type Classing = Pick<Look, 'method' | 'classes' | 'palette' | 'own'> & {
  readonly kept: readonly number[] | null;
};

export const USUAL_CLASSING: Classing = {
  method: 'quantile',
  classes: 6,
  palette: 'blue',
  own: [],
  kept: null,
};

/**
 * Breaks of the numbers of an answer, and the range of all that is drawn with them: that of the time when they were made
 * where they are kept, null where somebody typed them.
 */
export function cut(
  values: readonly number[],
  drawn: readonly Pick<Point, 'value'>[],
  { method, classes, own, kept }: Classing,
): Pick<DrawnMap, 'breaks' | 'range'> {
  if (method === 'own' && own.length > 0) return { breaks: own, range: null };
  if (kept !== null) return { breaks: kept.slice(1, -1), range: endsOf(kept) };
  return {
    breaks: breaksOf(values, method === 'own' ? 'quantile' : method, classes),
    range: endsOf(drawn.flatMap(({ value }) => value ?? [])),
  };
}

/** The least and the largest of numbers; null when there is none. */
export function endsOf(list: readonly number[]): readonly [number, number] | null {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of list) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return least > most ? null : [least, most];
}

/** The set of breaks to keep for a map that has been drawn; null when there is nothing to keep. */
export function keptSet({ breaks, range }: Pick<DrawnMap, 'breaks' | 'range'>): readonly number[] | null {
  return range === null ? null : [range[0], ...breaks, range[1]];
}

/**
 * Every area of a level with its class. One that the answer does not name counts zero, unless it is among those
 * that were not supplied.
 */
export function drawnMap(
  series: Series,
  areas: readonly AreaSummary[],
  missing: ReadonlySet<string>,
  classing: Classing = USUAL_CLASSING,
): DrawnMap {
  const { points } = series;
  const byCode = new Map(
    points.flatMap((point) => (point.key === null ? [] : [[point.key, point] as const])),
  );
  const numbers = areas.map((area) => ({
    code: area.code,
    label: area.name,
    ...numberOf(area, byCode.get(area.code), missing),
  }));
  const values = points.flatMap(({ key, value }) => (key === null || value === null ? [] : [value]));
  return classed(series, numbers, values, classing);
}

/** Numbers of places in classes; `values`: those that the classes are cut of. */
export function classed(
  { points, type }: Series,
  numbers: readonly Pick<DrawnArea, 'code' | 'label' | 'value' | 'mark'>[],
  values: readonly number[],
  classing: Classing,
): DrawnMap {
  const { breaks, range } = cut(values, numbers, classing);
  const areas = numbers.map(
    ({ code, label, value, mark }): DrawnArea => ({
      key: code,
      code,
      label,
      value,
      mark,
      words: value === null ? MARKS[mark ?? 'u'].short : formatNumber(value, type),
      class: value === null ? null : classOf(value, breaks),
    }),
  );
  return {
    breaks,
    colours: coloursOf(classing.palette, breaks.length + 1),
    areas,
    range,
    outside: outsideOf(areas, range),
    unknown: points.find((point) => point.key === null) ?? null,
  };
}

/** The number of an area, or the mark of why it has none. */
export function numberOf(
  area: Pick<AreaSummary, 'code' | 'parents'>,
  point: Point | undefined,
  missing: ReadonlySet<string>,
): Pick<Point, 'value' | 'mark'> {
  if (point !== undefined) return { value: point.value, mark: point.mark };
  const none = missing.has(area.code) || Object.values(area.parents).some((parent) => missing.has(parent));
  return none ? { value: null, mark: 'x' } : { value: 0, mark: null };
}

/** How many areas have a number outside a range. */
export function outsideOf(areas: readonly Pick<DrawnArea, 'value'>[], range: DrawnMap['range']): number {
  if (range === null) return 0;
  return areas.filter(({ value }) => value !== null && (value < range[0] || value > range[1])).length;
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
