import type { Level, Vintage } from '#core/model/geography.ts';
import {
  dateOf,
  firstDay,
  lastDay,
  type Month,
  mondayOf,
  monthOfDay,
  monthOfText,
  monthsBetween,
  quarterOf,
  yearOf,
} from './calendar.ts';
import { liesInAny, parentsOf } from './places.ts';
import type { Query, QueryDataset, TimeUnit } from './query.ts';
import { supplySpan } from './supply.ts';

/** The months that a question is about: those asked for, open ends closed by what was supplied; null = none. */
export function monthsAsked(query: Query): readonly Month[] {
  const spans = query.datasets.flatMap(({ supply }) => supplySpan(supply) ?? []);
  const { from, to } = query.time;
  const first = from === null ? Math.min(...spans.map((span) => span.from)) : monthOfDay(from);
  const last = to === null ? Math.max(...spans.map((span) => span.to)) : monthOfDay(to);
  return Number.isFinite(first) && Number.isFinite(last) ? monthsBetween(first, last) : [];
}

/** Days that a question is about, or null when no month is. */
export function daysAsked(query: Query): { readonly from: number; readonly to: number } | null {
  const months = monthsAsked(query);
  const [first] = months;
  const last = months.at(-1);
  if (first === undefined || last === undefined) return null;
  return { from: query.time.from ?? firstDay(first), to: query.time.to ?? lastDay(last) };
}

/** The bucket that a month is in, as the cell of a group; null for units finer than a month. */
export function bucketOfMonth(unit: TimeUnit, month: Month): string | number | null {
  switch (unit) {
    case 'year':
      return yearOf(month);
    case 'quarter':
      return `${yearOf(month)}-Q${quarterOf(month) % 10}`;
    case 'month':
      return `${String(yearOf(month)).padStart(4, '0')}-${String(month % 100).padStart(2, '0')}`;
    default:
      return null;
  }
}

/** The buckets of days between two days, both included, in order. */
export function bucketsOfDays(unit: 'week' | 'day', from: number, to: number): readonly string[] {
  const step = unit === 'week' ? 7 : 1;
  const buckets: string[] = [];
  for (let day = unit === 'week' ? mondayOf(from) : from; day <= to; day += step) buckets.push(dateOf(day));
  return buckets;
}

/** The months that a bucket of this unit has days in, among those asked for. */
export function monthsOfBucket(
  unit: TimeUnit,
  bucket: string | number,
  asked: readonly Month[],
): readonly Month[] {
  if (unit === 'week' || unit === 'day') {
    const first = Math.round(Date.parse(`${bucket}T00:00:00Z`) / 86_400_000);
    const months = [monthOfText(String(bucket)), monthOfDay(first + (unit === 'week' ? 6 : 0))];
    return asked.filter((month) => months.includes(month));
  }
  if (unit === 'weekday' || unit === 'hour') return asked;
  return asked.filter((month) => bucketOfMonth(unit, month) === bucket);
}

/** Answers, quickly and often, whether something was supplied. */
export type SuppliedTest = (
  datasets: readonly QueryDataset[],
  month: Month,
  area: { readonly level: Level; readonly vintage: Vintage; readonly code: string } | null,
) => boolean;

/** A test for one query. Of a larger area any part counts; null is anywhere at all. */
export function suppliedTest(query: Query): SuppliedTest {
  const { places } = query;
  const known = new Map<ReadonlySet<string>, ReadonlySet<string>>();
  const above = (supplied: ReadonlySet<string>): ReadonlySet<string> => {
    const parents = known.get(supplied) ?? parentsOf(places, supplied);
    known.set(supplied, parents);
    return parents;
  };
  const within = (supplied: ReadonlySet<string>, level: Level, code: string) =>
    liesInAny(places, level, code, supplied) || above(supplied).has(code);
  return (datasets, month, area) =>
    datasets.some(({ supply }) => {
      const supplied = supply.get(month);
      if (supplied === undefined || supplied === null) return supplied === null;
      return area === null ? supplied.size > 0 : within(supplied, area.level, area.code);
    });
}
