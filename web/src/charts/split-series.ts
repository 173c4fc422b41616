import type { Cell, QueryResult } from '#core/model/result.ts';
import { formatGroup, isMark } from '../format/number.ts';
import { type Month, monthOfCell } from '../state/month.ts';
import { MOST_SERIES } from './palette.ts';
import { groupsOf, type MonthPoint, measuresOf } from './series.ts';

/** One line: a group of an answer over the months. `key` null = not known; `others` = put together. */
export type SplitLine = {
  readonly key: string | null;
  readonly label: string;
  readonly points: readonly MonthPoint[];
};

function monthCell(cell: Cell): Month | null {
  return monthOfCell(cell);
}

/** The lines of an answer grouped by something and month. A month that it does not name is 0 where supplied, else a gap. */
export function splitLines(
  result: QueryResult,
  months: readonly Month[],
  measure = -1,
): readonly SplitLine[] {
  const [group] = groupsOf(result).filter(({ type }) => type !== 'month');
  const month = groupsOf(result).find(({ type }) => type === 'month');
  const column = measuresOf(result).at(measure);
  if (group === undefined || month === undefined || column === undefined) return [];
  const lines = new Map<string | null, { label: string; found: Map<Month, MonthPoint> }>();
  for (const [row, cell] of group.values.entries()) {
    const key = cell === null ? null : String(cell);
    const line = lines.get(key) ?? { label: formatGroup(group, cell), found: new Map() };
    lines.set(key, line);
    const at = monthCell(month.values[row] ?? null);
    const value = column.values[row] ?? null;
    if (at !== null)
      line.found.set(at, {
        month: at,
        value: typeof value === 'number' ? value : null,
        mark: typeof value === 'number' ? null : isMark(value) ? value : 'u',
      });
  }
  const supplied = (at: Month) =>
    result.coverage.some(
      ({ from, to, missingMonths }) =>
        from !== null && to !== null && at >= from && at <= to && !missingMonths.includes(at),
    );
  return [...lines].map(([key, { label, found }]) => ({
    key,
    label,
    points: months.map(
      (at): MonthPoint =>
        found.get(at) ??
        (supplied(at) ? { month: at, value: 0, mark: null } : { month: at, value: null, mark: 'x' }),
    ),
  }));
}

function sizeOf({ points }: SplitLine): number {
  return points.reduce((sum, { value }) => sum + (value ?? 0), 0);
}

/**
 * At most six lines, largest first. Where there are more, the five largest, and all others added up as the sixth; where they may
 * not be added up, the six largest alone.
 */
export function fewLines(lines: readonly SplitLine[], mayAddUp: boolean): readonly SplitLine[] {
  const order = [...lines]
    .filter((line) => sizeOf(line) > 0)
    .sort((a, b) => Number(a.key === null) - Number(b.key === null) || sizeOf(b) - sizeOf(a));
  if (order.length <= MOST_SERIES) return order;
  if (!mayAddUp) return order.slice(0, MOST_SERIES);
  const rest = order.slice(MOST_SERIES - 1);
  const [first] = rest;
  if (first === undefined) return order;
  const points = first.points.map(({ month }, index): MonthPoint => {
    const parts = rest.map((line) => line.points[index]);
    const without = parts.find((part) => part?.value === null || part === undefined);
    if (without !== undefined) return { month, value: null, mark: without.mark ?? 'u' };
    return { month, value: parts.reduce((sum, part) => sum + (part?.value ?? 0), 0), mark: null };
  });
  return [...order.slice(0, MOST_SERIES - 1), { key: 'others', label: `${rest.length} others`, points }];
}
