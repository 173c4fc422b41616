import type { Cell, ResultColumn } from '#core/model/result.ts';
import { formatGroup } from '../format/number.ts';
import type { Cross } from './cross.ts';

/** A name for a spreadsheet: on one line, and never taken for a formula. */
export function nameText(name: string): string {
  const line = name.replaceAll(/[\t\r\n]+/g, ' ');
  return /^[=+\-@]/.test(line) ? `'${line}` : line;
}

function measureText(cell: Cell): string {
  return cell === null ? 'u' : String(cell);
}

/** Rows of cells as text with tabs. */
export function linesText(lines: readonly (readonly string[])[]): string {
  return lines.map((cells) => cells.join('\t')).join('\n');
}

/** Rows of an answer as text with tabs, head first; numbers plain, marks as their letters. */
export function listText(columns: readonly ResultColumn[], rows: readonly number[]): string {
  return linesText([
    columns.map(({ label }) => nameText(label)),
    ...rows.map((row) =>
      columns.map((column) => {
        const cell = column.values[row] ?? null;
        return column.role === 'measure' ? measureText(cell) : nameText(formatGroup(column, cell));
      }),
    ),
  ]);
}

/** A cross-table as text with tabs; totals where it has them. */
export function crossText({ down, across, rows, columns, cells, total }: Cross): string {
  const ends = total !== null;
  return linesText([
    [
      nameText(`${down.label} / ${across.label}`),
      ...columns.map(({ label }) => nameText(label)),
      ...(ends ? ['Total'] : []),
    ],
    ...rows.map((row, at) => [
      nameText(row.label),
      ...(cells[at] ?? []).map(measureText),
      ...(ends ? [measureText(row.total)] : []),
    ]),
    ...(ends ? [['Total', ...columns.map((column) => measureText(column.total)), measureText(total)]] : []),
  ]);
}
