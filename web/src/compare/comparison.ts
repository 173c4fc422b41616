import type { Mark, QueryResult } from '#core/model/result.ts';
import { denominatorLabel } from '#core/query/rate-label.ts';
import { measuresOf, type Point, seriesOf, totalOf } from '../charts/series.ts';
import type { MeasureChoice } from '../state/exploration.ts';
import { partsOf } from '../state/rate.ts';
import { COUNT, type Measure, measureOf } from '../state/spec.ts';
import { type Change, changeBetween } from './change.ts';

/** One group in both windows; `change` null where either has no number, with the mark that says why. */
export type Compared = {
  readonly key: string | null;
  readonly label: string;
  readonly now: number | null;
  readonly before: number | null;
  readonly type: Change['type'];
  /** How many records the numbers are made of. */
  readonly counts: { readonly now: number | null; readonly before: number | null };
  /** What rates are divided by, on average over the months; null = not known, or nothing is divided. */
  readonly people: { readonly now: number | null; readonly before: number | null };
  readonly change: Change | null;
  readonly mark: Mark | null;
};

/** The answer about some months of a window, and how many they are. */
export type Run = { readonly result: QueryResult; readonly months: number };

/** How two windows are compared. */
export type Comparing = {
  readonly measure: MeasureChoice;
  /** Counts are as recorded, so that a chance test holds. */
  readonly isExact: boolean;
  /** The groups are areas, each with its own coverage and its own denominator. */
  readonly byArea: boolean;
};

/** What is asked of each window to compare a measure: counts, and what they are divided by, because rates cannot be added up. */
export function measuresCompared(measure: MeasureChoice): readonly Measure[] {
  switch (measure.kind) {
    case 'count':
      return [COUNT];
    case 'rate':
      return [COUNT, { measure: 'denominator', denominator: partsOf(measure).denominator }];
    default:
      return [COUNT, measureOf(measure)];
  }
}

/** Whether the numbers of parts of a window make that of the whole. */
export function canAddUp({ kind }: MeasureChoice): boolean {
  return kind !== 'average' && kind !== 'distinct';
}

/** A group of a window: `count` and the sum of the other measure, of denominators each weighed by its months. */
type Found = {
  readonly label: string;
  readonly count: number | null;
  readonly other: number | null;
  readonly months: number;
  readonly mark: Mark | null;
};

function plus(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a + b;
}

function foundIn({ result, months }: Run, { measure, byArea }: Comparing): ReadonlyMap<string | null, Found> {
  const rows = (at: number): readonly Point[] => {
    const { points } = seriesOf(result, at);
    return points.length > 0 ? points : [totalOf(result, at)];
  };
  const counts = rows(0);
  const column = measuresOf(result)[1];
  const others = column === undefined ? null : rows(1);
  // Groups that are no areas are all of the same people: what all of it is divided by.
  const whole = measure.kind === 'rate' && !byArea ? (column?.denominator?.value ?? null) : undefined;
  const weight = measure.kind === 'rate' ? months : 1;
  return new Map(
    counts.map(({ key, label, value, mark }, row) => {
      const other = whole === undefined ? (others?.[row]?.value ?? null) : whole;
      const missing = others === null || other !== null ? null : (others[row]?.mark ?? 'u');
      const found: Found = {
        label,
        count: value,
        other: other === null ? null : other * weight,
        months,
        mark: mark ?? missing,
      };
      return [key, found];
    }),
  );
}

function windowOf(runs: readonly Run[], comparing: Comparing): ReadonlyMap<string | null, Found> {
  const sums = new Map<string | null, Found>();
  for (const run of runs)
    for (const [key, found] of foundIn(run, comparing)) {
      const before = sums.get(key);
      sums.set(
        key,
        before === undefined
          ? found
          : {
              ...before,
              count: plus(before.count, found.count),
              other: plus(before.other, found.other),
              months: before.months + found.months,
              mark: before.mark ?? found.mark,
            },
      );
    }
  return sums;
}

type Numbers = Pick<Found, 'count' | 'mark'> & {
  readonly value: number | null;
  readonly people: number | null;
};

function numbersOf(found: Found, months: number, measure: MeasureChoice): Numbers {
  const { count, other, mark } = found;
  if (measure.kind === 'count') return { count, mark, value: count, people: null };
  if (measure.kind !== 'rate') return { count, mark, value: other, people: null };
  const { per, annualised } = partsOf(measure);
  const people = other === null || other === 0 ? null : other / found.months;
  const value =
    count === null || people === null ? null : ((count * per) / people) * (annualised ? 12 / months : 1);
  return { count, mark: mark ?? (value === null ? 'u' : null), value, people };
}

/** Areas that some dataset was not supplied for in some month of these answers: their windows are not alike. */
function unevenAreas(runs: readonly Run[]): ReadonlySet<string> {
  return new Set(
    runs.flatMap(({ result }) =>
      result.coverage.flatMap(({ missingAreas }) => missingAreas.map(({ code }) => code)),
    ),
  );
}

/**
 * The groups of two windows beside each other; an answer without groups is one. A group that only one of the windows names
 * has none in the other: 0. What is missing in either is compared with nothing.
 */
export function comparedGroups(
  now: readonly Run[],
  before: readonly Run[],
  comparing: Comparing,
): readonly Compared[] {
  const { measure, isExact, byArea } = comparing;
  const uneven = unevenAreas([...now, ...before]);
  const [after, earlier] = [windowOf(now, comparing), windowOf(before, comparing)];
  const type = typeOf([...now, ...before], measure);
  const months = now.reduce((sum, run) => sum + run.months, 0);
  const keys = new Set([...after.keys(), ...earlier.keys()]);
  return [...keys].map((key): Compared => {
    const [a, b] = [after.get(key), earlier.get(key)];
    const label = a?.label ?? b?.label ?? '';
    const beside = a ?? b;
    const none: Found = {
      label,
      count: 0,
      // A group without records has the people that it has in the other window, unless these are its own.
      other: measure.kind === 'sum' ? 0 : measure.kind === 'rate' && !byArea ? (beside?.other ?? null) : null,
      months: beside?.months ?? 1,
      mark: null,
    };
    const [x, y] = [a ?? none, b ?? none].map((found) => numbersOf(found, months, measure));
    if (x === undefined || y === undefined) throw new Error('two windows were compared');
    const isUneven = uneven.size > 0 && (!byArea || (key !== null && uneven.has(key)));
    const mark = isUneven ? 'x' : (x.mark ?? y.mark ?? (x.value === null || y.value === null ? 'u' : null));
    const isRate = measure.kind === 'rate';
    const side = ({ value, count, people }: Numbers) => ({
      value: value ?? 0,
      count: count ?? 0,
      people: isRate ? (people ?? 1) : 1,
    });
    return {
      key,
      label,
      now: x.value,
      before: y.value,
      type,
      counts: { now: x.count, before: y.count },
      people: { now: x.people, before: y.people },
      change:
        mark === null
          ? changeBetween(side(x), side(y), { counts: isRate || measure.kind === 'count', isExact, type })
          : null,
      mark,
    };
  });
}

function typeOf(runs: readonly Run[], { kind }: MeasureChoice): Change['type'] {
  if (kind === 'count') return 'integer';
  if (kind === 'rate') return 'number';
  const [first] = runs;
  const column = first === undefined ? undefined : measuresOf(first.result)[1];
  return column?.type === 'integer' ? 'integer' : 'number';
}

/** What the rates of both windows were divided by. */
export type UsedDenominator = {
  /** `residents`. */
  readonly people: string;
  readonly source: string;
  readonly years: { readonly now: readonly number[]; readonly before: readonly number[] };
};

/** See `UsedDenominator`; null where nothing was divided. */
export function usedDenominator(now: readonly Run[], before: readonly Run[]): UsedDenominator | null {
  const used = (runs: readonly Run[]) =>
    runs.flatMap(({ result }) => measuresOf(result).flatMap(({ denominator }) => denominator ?? []));
  const [first] = used(now);
  if (first === undefined) return null;
  const yearsOf = (runs: readonly Run[]) =>
    [...new Set(used(runs).flatMap(({ years }) => years))].sort((a, b) => a - b);
  return {
    people: denominatorLabel(first.name),
    source: first.source,
    years: { now: yearsOf(now), before: yearsOf(before) },
  };
}
