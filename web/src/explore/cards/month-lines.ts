import type { QueryResult } from '#core/model/result.ts';
import type { CardTable } from '../../charts/card-table.tsx';
import { measuresOf } from '../../charts/series.ts';
import type { SplitLine } from '../../charts/split-series.ts';
import { monthSummary, pointText } from '../../charts/summary.ts';
import { type Month, monthLabel } from '../../state/month.ts';

/** How the numbers of an answer by months are written: those of its last measure. */
export function lineType(result: QueryResult): 'integer' | 'number' {
  return measuresOf(result).at(-1)?.type === 'integer' ? 'integer' : 'number';
}

/** Several lines over the same months in words, one after another. */
export function linesSummary(
  lines: readonly SplitLine[],
  result: QueryResult,
  provisional: ReadonlySet<string>,
): string {
  return lines
    .map(({ label, points }) => monthSummary(points, lineType(result), label, provisional))
    .join(' ');
}

/** The same as a table: a month to a row, a line to a column. */
export function linesTable(
  lines: readonly SplitLine[],
  result: QueryResult,
  months: readonly Month[],
): CardTable {
  return {
    head: ['Month', ...lines.map(({ label }) => label)],
    rows: months.map((month, index) => [
      monthLabel(month),
      ...lines.map(({ points }) => pointText(points[index] ?? { value: null, mark: 'u' }, lineType(result))),
    ]),
  };
}
