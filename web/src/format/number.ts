import type { Cell, Mark, ResultColumn } from '#core/model/result.ts';
import { monthLabel, monthOfCell } from '../state/month.ts';

const whole = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });
const oneDigit = new Intl.NumberFormat('en-GB', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const twoDigits = new Intl.NumberFormat('en-GB', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const plain = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 2 });
const days = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

export const MARKS: Readonly<Record<Mark, { readonly short: string; readonly long: string }>> = {
  c: { short: 'Suppressed', long: 'The number is too small to show.' },
  x: { short: 'Not supplied', long: 'No data was supplied for this area or period. It is not zero.' },
  h: { short: 'Hidden', long: 'Your profile does not show it.' },
  u: {
    short: 'Unknown',
    long: 'The number cannot be worked out, for example because a denominator is missing.',
  },
};

export function isMark(cell: unknown): cell is Mark {
  return cell === 'c' || cell === 'x' || cell === 'h' || cell === 'u';
}

/** Counts as `1,234`; other numbers with one digit after the point, those under ten with two; `<0.01` is not zero. */
export function formatNumber(value: number, type: 'integer' | 'number' = 'integer'): string {
  if (type === 'integer') return whole.format(value);
  if (value > 0 && value < 0.005) return '<0.01';
  return (Math.abs(value) < 10 ? twoDigits : oneDigit).format(value);
}

/** Always one digit after the point: `0.5%`. */
export function formatPercent(value: number): string {
  return `${oneDigit.format(value)}%`;
}

/** Without digits that say nothing, for the edges of classes: `1.2`, `40`, `1,200`. */
export function formatEdge(value: number): string {
  return plain.format(value);
}

/** A short form for axes: `40k`, `1.2m`, `0.05`. */
export function formatShort(value: number): string {
  const size = Math.abs(value);
  const cut = (scaled: number, unit: string) => `${Number(scaled.toFixed(scaled < 10 ? 1 : 0))}${unit}`;
  if (size >= 999_500) return cut(value / 1_000_000, 'm');
  if (size >= 1_000) return cut(value / 1_000, 'k');
  return String(Number(size < 1 ? value.toPrecision(2) : value.toFixed(size < 10 ? 1 : 0)));
}

/** A measure's cell as people read it; marks stay the letter that the key under the table explains. */
export function formatCell(cell: Cell, type: ResultColumn['type']): string {
  if (cell === null) return 'u';
  if (typeof cell === 'number') return formatNumber(cell, type === 'integer' ? 'integer' : 'number');
  return String(cell);
}

/** The name of a group as people read it; null is "not known". */
export function formatGroup(column: ResultColumn, cell: Cell): string {
  if (cell === null) return column.type === 'area' ? 'Area not known' : 'Not known';
  const label = column.labels?.[String(cell)];
  if (label !== undefined) return label;
  if (column.type === 'month') {
    const month = monthOfCell(cell);
    return month === null ? String(cell) : monthLabel(month);
  }
  if (column.name === 'weekday') return days[Number(cell) - 1] ?? String(cell);
  if (column.name === 'hour') return `${String(cell).padStart(2, '0')}:00`;
  if (typeof cell === 'boolean') return cell ? 'Yes' : 'No';
  return String(cell);
}

/** `1 offence`, `2 offences`. */
export function counted(count: number, noun: { readonly one: string; readonly many: string }): string {
  return `${formatNumber(count)} ${count === 1 ? noun.one : noun.many}`;
}

export function formatDate(iso: string): string {
  return new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric' }).format(
    new Date(iso),
  );
}

/** The short form, `20 Nov 2026`. */
export function formatDay(iso: string): string {
  return new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' }).format(
    new Date(iso),
  );
}

export function formatDateTime(iso: string): string {
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(iso));
}

export function formatBytes(bytes: number): string {
  if (bytes < 1_000) return `${bytes} bytes`;
  return bytes < 1_000_000
    ? `${oneDigit.format(bytes / 1_000)} kB`
    : `${oneDigit.format(bytes / 1_000_000)} MB`;
}
