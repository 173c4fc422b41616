import type { QueryResult } from '#core/model/result.ts';
import type { AreaSummary } from '../api/types.ts';
import { groupsOf, type Point, type Series, seriesOf } from '../charts/series.ts';
import { formatNumber, MARKS } from '../format/number.ts';
import { breaksOf, classOf } from './classes.ts';
import { type DrawnArea, endsOf, numberOf } from './shape.ts';

/** One of the two measures: its numbers, and the areas that were not supplied for it. */
export type Side = { readonly series: Series; readonly missing: ReadonlySet<string>; readonly label: string };

type Cut = { readonly breaks: readonly number[]; readonly range: readonly [number, number] | null };

/**
 * Areas by two measures: the class of an area is three times the class of its second number plus that of its first,
 * each 0, 1 or 2 from the lowest third; null when either has no number.
 */
export type DrawnTwo = {
  readonly areas: readonly (DrawnArea & { readonly pair: readonly [string, string] })[];
  readonly cuts: readonly [Cut, Cut];
};

const THIRDS = 3;
const RANKS = ['low', 'middle', 'high'] as const;

function cutThirds(series: Series, kept: readonly number[] | null): Cut {
  const values = series.points.flatMap(({ key, value }) => (key === null || value === null ? [] : [value]));
  if (kept !== null) return { breaks: kept.slice(1, -1).slice(0, THIRDS - 1), range: endsOf(kept) };
  return { breaks: breaksOf(values, 'quantile', THIRDS), range: endsOf(values) };
}

/** See `DrawnTwo`; `kept`: breaks between the ends of the range that they were made for, for each measure. */
export function drawnTwo(
  sides: readonly [Side, Side],
  areas: readonly AreaSummary[],
  kept: readonly (readonly number[])[] | null,
): DrawnTwo {
  const byCode = sides.map(
    ({ series }) =>
      new Map(series.points.flatMap((point) => (point.key === null ? [] : [[point.key, point]]))),
  ) as [Map<string, Point>, Map<string, Point>];
  const cuts = sides.map(({ series }, index) => cutThirds(series, kept?.[index] ?? null)) as [Cut, Cut];
  const words = ({ value, mark }: Pick<Point, 'value' | 'mark'>, side: Side) =>
    value === null ? MARKS[mark ?? 'u'].short : formatNumber(value, side.series.type);
  return {
    cuts,
    areas: areas.map((area) => {
      const first = numberOf(area, byCode[0].get(area.code), sides[0].missing);
      const second = numberOf(area, byCode[1].get(area.code), sides[1].missing);
      const none = first.value === null ? first : second.value === null ? second : null;
      const place =
        none !== null
          ? null
          : THIRDS * classOf(second.value ?? 0, cuts[1].breaks) + classOf(first.value ?? 0, cuts[0].breaks);
      const pair = [words(first, sides[0]), words(second, sides[1])] as const;
      return {
        key: area.code,
        code: area.code,
        label: area.name,
        value: first.value,
        mark: none?.mark ?? null,
        words: `${sides[0].label} ${pair[0]}; ${sides[1].label.toLowerCase()} ${pair[1]}`,
        class: place,
        pair,
      };
    }),
  };
}

/** `Low crimes, high rate`: what a class of the two says. */
export function twoWords(place: number, labels: readonly [string, string]): string {
  const rank = (index: number) => RANKS[index] ?? 'high';
  return `${rank(place % THIRDS)} ${labels[0].toLowerCase()}, ${rank(Math.floor(place / THIRDS))} ${labels[1].toLowerCase()}`;
}

/** The series of one dataset of an answer that is grouped by areas and datasets. */
export function seriesOfDataset(result: QueryResult, dataset: string): Series {
  const column = groupsOf(result).find(({ name }) => name === 'dataset');
  const { points, ...rest } = seriesOf(result);
  return { ...rest, points: points.filter((_, row) => column?.values[row] === dataset) };
}
