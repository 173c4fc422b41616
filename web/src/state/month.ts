/** A month as `yyyy-mm`. */
export type Month = string;

const SHORT = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Months since year 0. */
export function monthIndex(month: Month): number {
  return Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1;
}

export function monthAt(index: number): Month {
  const year = Math.floor(index / 12);
  return `${String(year).padStart(4, '0')}-${String(index - year * 12 + 1).padStart(2, '0')}`;
}

export function isMonth(value: string): boolean {
  return /^\d{4}-(0[1-9]|1[0-2])$/.test(value);
}

export function addMonths(month: Month, count: number): Month {
  return monthAt(monthIndex(month) + count);
}

/** Every month from the first to the last, both included; none when they are the wrong way round. */
export function monthRange(from: Month, to: Month): readonly Month[] {
  const first = monthIndex(from);
  return Array.from({ length: Math.max(0, monthIndex(to) - first + 1) }, (_, offset) =>
    monthAt(first + offset),
  );
}

/** `Jul 2022`. */
export function monthLabel(month: Month): string {
  return `${SHORT[Number(month.slice(5, 7)) - 1] ?? '?'} ${month.slice(0, 4)}`;
}

/** `Jul 2022 to Jun 2025`, or the one month. */
export function periodLabel(from: Month, to: Month): string {
  return from === to ? monthLabel(from) : `${monthLabel(from)} to ${monthLabel(to)}`;
}

export function firstDay(month: Month): string {
  return `${month}-01`;
}

export function lastDay(month: Month): string {
  const day = new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5, 7)), 0)).getUTCDate();
  return `${month}-${String(day).padStart(2, '0')}`;
}

/** The month that a cell of a `month` column names, however it is written; null = not known. */
export function monthOfCell(cell: unknown): Month | null {
  if (typeof cell === 'number' && cell >= 100_001)
    return `${String(Math.floor(cell / 100))}-${String(cell % 100).padStart(2, '0')}`;
  if (typeof cell === 'string' && isMonth(cell.slice(0, 7))) return cell.slice(0, 7);
  return null;
}
