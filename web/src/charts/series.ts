import type { Cell, Mark, QueryResult, ResultColumn } from '#core/model/result.ts';
import { formatGroup, isMark } from '../format/number.ts';
import { type Month, monthOfCell } from '../state/month.ts';

const MARK_ORDER: readonly Mark[] = ['c', 'x', 'h', 'u'];

/** One group of an answer and its number. `key` null = not known; exactly one of `value` and `mark` is not null. */
export type Point = {
  readonly key: string | null;
  readonly label: string;
  readonly value: number | null;
  readonly mark: Mark | null;
};

export type Series = {
  readonly points: readonly Point[];
  /** How to write the numbers. */
  readonly type: 'integer' | 'number';
  readonly label: string;
};

function numberOf(cell: Cell | undefined): Pick<Point, 'value' | 'mark'> {
  if (typeof cell === 'number') return { value: cell, mark: null };
  return { value: null, mark: isMark(cell) ? cell : 'u' };
}

export function measuresOf(result: QueryResult): readonly ResultColumn[] {
  return result.columns.filter((column) => column.role === 'measure');
}

export function groupsOf(result: QueryResult): readonly ResultColumn[] {
  return result.columns.filter((column) => column.role !== 'measure');
}

/** The numbers of an answer with one group; `measure` counts from the first that was asked for, -1 is the last. */
export function seriesOf(result: QueryResult, measure = -1): Series {
  const group = groupsOf(result)[0];
  const column = measuresOf(result).at(measure);
  if (group === undefined || column === undefined) return { points: [], type: 'integer', label: '' };
  const points = group.values.map((cell, row) => ({
    key: cell === null ? null : String(cell),
    label: formatGroup(group, cell),
    ...numberOf(column.values[row]),
  }));
  return { points, type: column.type === 'integer' ? 'integer' : 'number', label: column.label };
}

/** Largest first; what has no number comes last, what is not known at the very end. */
export function ranked(points: readonly Point[]): readonly Point[] {
  const order = (point: Point) => (point.key === null ? 2 : point.value === null ? 1 : 0);
  return [...points].sort(
    (a, b) => order(a) - order(b) || (b.value ?? 0) - (a.value ?? 0) || a.label.localeCompare(b.label),
  );
}

/** The one number of an answer without groups. */
export function totalOf(result: QueryResult, measure = -1): Point {
  const column = measuresOf(result).at(measure);
  return { key: null, label: column?.label ?? '', ...numberOf(column?.values[0]) };
}

export type MonthPoint = { readonly month: Month; readonly value: number | null; readonly mark: Mark | null };

/**
 * Every month from the first to the last. A month that the answer does not name is zero where at least one of the
 * datasets was supplied, and a gap (`x`) where none was: a line never crosses what nobody supplied.
 */
export function monthSeries(
  result: QueryResult,
  months: readonly Month[],
  measure = -1,
): readonly MonthPoint[] {
  const found = new Map<Month, MonthPoint>();
  for (const point of seriesOf(result, measure).points) {
    const month = monthOfCell(/^\d{6}$/.test(point.key ?? '') ? Number(point.key) : point.key);
    if (month !== null) found.set(month, { month, value: point.value, mark: point.mark });
  }
  const supplied = (month: Month) =>
    result.coverage.length === 0 ||
    result.coverage.some(
      ({ from, to, missingMonths }) =>
        from !== null && to !== null && month >= from && month <= to && !missingMonths.includes(month),
    );
  return months.map(
    (month) =>
      found.get(month) ??
      (supplied(month) ? { month, value: 0, mark: null } : { month, value: null, mark: 'x' }),
  );
}

/** The marks that stand where an answer has no number, each once. */
export function marksOf(result: QueryResult): readonly Mark[] {
  const found = new Set(
    measuresOf(result).flatMap(({ values }) => values.map((cell) => (cell === null ? 'u' : cell))),
  );
  return MARK_ORDER.filter((mark) => found.has(mark));
}

/** The sum of a stretch of months, or null when one of them has no number. */
export function sumOf(points: readonly MonthPoint[], months: readonly Month[]): number | null {
  let sum = 0;
  for (const month of months) {
    const value = points.find((point) => point.month === month)?.value;
    if (value === undefined || value === null) return null;
    sum += value;
  }
  return sum;
}

/** Seven rows of 24 cells, Monday first: a number, or the mark of why there is none. */
export function weekOf(result: QueryResult): readonly (readonly (number | Mark)[])[] {
  const weekday = result.columns.find((column) => column.name === 'weekday');
  const hour = result.columns.find((column) => column.name === 'hour');
  const measure = measuresOf(result)[0];
  const week: (number | Mark)[][] = Array.from({ length: 7 }, () => Array.from({ length: 24 }, () => 0));
  for (const [row, cell] of (measure?.values ?? []).entries()) {
    const day = week[Number(weekday?.values[row] ?? 0) - 1];
    const at = hour?.values[row];
    if (day === undefined || typeof at !== 'number') continue;
    day[at] = typeof cell === 'number' || isMark(cell) ? cell : 'u';
  }
  return week;
}
