const DAY_MS = 86_400_000;

/** A month as yyyymm, as records store it. */
export type Month = number;

/** Days since 1970 of an ISO date. */
export function dayOf(date: string): number {
  return Math.round(Date.parse(`${date}T00:00:00Z`) / DAY_MS);
}

/** ISO date of days since 1970. */
export function dateOf(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** The month that a day is in. */
export function monthOfDay(day: number): Month {
  const date = new Date(day * DAY_MS);
  return date.getUTCFullYear() * 100 + date.getUTCMonth() + 1;
}

/** First day of a month. */
export function firstDay(month: Month): number {
  return Math.round(Date.UTC(Math.floor(month / 100), (month % 100) - 1, 1) / DAY_MS);
}

/** Last day of a month. */
export function lastDay(month: Month): number {
  return Math.round(Date.UTC(Math.floor(month / 100), month % 100, 1) / DAY_MS) - 1;
}

/** The month after. */
export function nextMonth(month: Month): Month {
  return month % 100 === 12 ? month + 89 : month + 1;
}

/** Months from one to another, both included. */
export function monthsBetween(from: Month, to: Month): readonly Month[] {
  const months: Month[] = [];
  for (let month = from; month <= to; month = nextMonth(month)) months.push(month);
  return months;
}

/** `2018-05` of 201805. */
export function monthText(month: Month): string {
  return `${String(Math.floor(month / 100)).padStart(4, '0')}-${String(month % 100).padStart(2, '0')}`;
}

/** 201805 of `2018-05`, or of a date in it. */
export function monthOfText(value: string): Month {
  return Number(value.slice(0, 4)) * 100 + Number(value.slice(5, 7));
}

/** The year of a month. */
export function yearOf(month: Month): number {
  return Math.floor(month / 100);
}

/** The quarter of a month, as year × 10 + 1…4. */
export function quarterOf(month: Month): number {
  return yearOf(month) * 10 + Math.floor(((month % 100) + 2) / 3);
}

/** Monday of the week that a day since 1970 is in; 1970-01-01 was a Thursday. */
export function mondayOf(day: number): number {
  return day - ((((day + 3) % 7) + 7) % 7);
}

/** Months grouped into runs without a gap, each with its ends. */
export function runsOf(months: readonly Month[]): readonly (readonly [from: Month, to: Month])[] {
  const runs: [Month, Month][] = [];
  for (const month of [...months].sort((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last !== undefined && (last[1] === month || nextMonth(last[1]) === month)) last[1] = month;
    else runs.push([month, month]);
  }
  return runs;
}
