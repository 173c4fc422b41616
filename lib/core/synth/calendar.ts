import { addMonths, countMonths, firstDayOf, lastDayOf } from '#core/ingest/month.ts';

const MS_PER_DAY = 86_400_000;

/** Months from first to last, both included, as `yyyy-mm`. */
export function monthsBetween(from: string, to: string): string[] {
  return Array.from({ length: countMonths(from, to) }, (_, i) => addMonths(from, i));
}

/** Year of a month `yyyy-mm`. */
export function yearOf(month: string): number {
  return Number(month.slice(0, 4));
}

/** Place of a month `yyyy-mm` in its year, January = 0. */
export function monthIndex(month: string): number {
  return Number(month.slice(5)) - 1;
}

/** Days of a month, as days since 1970. */
export function daysOf(month: string): number[] {
  const first = firstDayOf(month);
  return Array.from({ length: lastDayOf(month) - first + 1 }, (_, i) => first + i);
}

/** Weekday of a day since 1970, Monday = 0. */
export function weekdayOf(day: number): number {
  return (day + 3) % 7;
}

/** A London local minute of a day as an ISO 8601 instant in UTC. In the hour that comes twice the first is meant. */
export function utcText(day: number, minute: number): string {
  const utc = minute - (isSummer(day, minute) ? 60 : 0);
  const text = new Date(day * MS_PER_DAY + utc * 60_000).toISOString();
  return `${text.slice(0, 19)}+00:00`;
}

/** Summer time runs from 1:00 on the last Sunday of March to 2:00 local on the last Sunday of October. */
function isSummer(day: number, minute: number): boolean {
  const year = new Date(day * MS_PER_DAY).getUTCFullYear();
  const start = lastSunday(year, 2);
  const end = lastSunday(year, 9);
  return (day > start || (day === start && minute >= 60)) && (day < end || (day === end && minute < 120));
}

function lastSunday(year: number, month: number): number {
  const last = Date.UTC(year, month + 1, 0) / MS_PER_DAY;
  return last - ((weekdayOf(last) + 1) % 7);
}
