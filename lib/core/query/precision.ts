import { firstDay, lastDay, monthOfDay, nextMonth, yearOf } from './calendar.ts';
import { locatedColumn } from './condition.ts';
import type { Key, QueryDataset, TimeFilter, TimeUnit } from './query.ts';

const DAY_UNITS: readonly TimeUnit[] = ['week', 'day', 'weekday', 'hour'];

/** Whether records of a dataset can tell what a group is of: its time to that unit, and its place in that level. */
export function canTell(dataset: QueryDataset, key: Key): boolean {
  if (key.kind === 'time') return knowsTime(dataset, key.unit);
  return key.kind !== 'area' || locatedColumn(dataset, key.level, key.vintage) !== null;
}

/** Whether records of a dataset know their time to that unit, at best. */
export function knowsTime({ view: { time } }: QueryDataset, unit: TimeUnit): boolean {
  return DAY_UNITS.includes(unit)
    ? time.finest === 'minute' || (time.finest === 'day' && unit !== 'hour')
    : unit === 'year' || time.finest !== 'year';
}

/**
 * Whether a record of a dataset can be sure to meet the filters on time: one that knows its month meets a range only
 * if that holds a whole month, and one that knows no hour meets none.
 */
export function canMeet(dataset: QueryDataset, { from, to, hours, weekdays }: TimeFilter): boolean {
  if (hours !== null && !knowsTime(dataset, 'hour')) return false;
  if (weekdays !== null && !knowsTime(dataset, 'weekday')) return false;
  if (from === null || to === null || knowsTime(dataset, 'day')) return true;
  const month = monthOfDay(from);
  if (knowsTime(dataset, 'month')) {
    const first = firstDay(month) === from ? month : nextMonth(month);
    return lastDay(first) <= to;
  }
  const year = firstDay(yearOf(month) * 100 + 1) === from ? yearOf(month) : yearOf(month) + 1;
  return lastDay(year * 100 + 12) <= to;
}
