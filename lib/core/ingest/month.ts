const MS_PER_DAY = 86_400_000;
const MONTH = /^(?:19|20|21)\d{2}-(?:0[1-9]|1[0-2])$/;

/** True for a month as `2018-05`, from 1900 to 2199. */
export function isMonth(text: string): boolean {
  return MONTH.test(text);
}

/** First day of a month `yyyy-mm`, in days since 1970. */
export function firstDayOf(month: string): number {
  return Date.UTC(yearOf(month), monthOf(month) - 1, 1) / MS_PER_DAY;
}

/** Last day of a month `yyyy-mm`, in days since 1970. */
export function lastDayOf(month: string): number {
  return Date.UTC(yearOf(month), monthOf(month), 1) / MS_PER_DAY - 1;
}

/** The month so many months later (earlier, when negative) as `yyyy-mm`. */
export function addMonths(month: string, count: number): string {
  const index = yearOf(month) * 12 + monthOf(month) - 1 + count;
  return `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`;
}

/** Months from one to another, both included; 0 when `to` is before `from`. */
export function countMonths(from: string, to: string): number {
  return Math.max(0, (yearOf(to) - yearOf(from)) * 12 + monthOf(to) - monthOf(from) + 1);
}

/** Calendar years that the months from `from` to `to` touch, as `yyyy`, ascending. */
export function yearsBetween(from: string, to: string): string[] {
  const years: string[] = [];
  for (let year = yearOf(from); year <= yearOf(to); year++) years.push(String(year));
  return years;
}

function yearOf(month: string): number {
  return Number(month.slice(0, 4));
}

function monthOf(month: string): number {
  return Number(month.slice(5, 7));
}
