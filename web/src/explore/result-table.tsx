import { ArrowDown, ArrowUp } from 'lucide-react';
import { type ReactNode, useMemo, useState } from 'react';
import type { Cell, ResultColumn } from '#core/model/result.ts';
import type { Answer } from '../api/query-run.ts';
import { marksOf } from '../charts/series.ts';
import { formatCell, formatGroup, formatNumber, isMark, MARKS } from '../format/number.ts';
import { ScrollBox } from '../shell/scroll-box.tsx';
import { listText } from './copied-text.ts';
import { CopyButton } from './copy-button.tsx';
import { Explained, NothingFound, TableFoot, TableTools, type Telling } from './table-parts.tsx';

export type { Telling };

type Sort = { readonly column: number; readonly down: boolean };

function sortKey(column: ResultColumn, cell: Cell): number | string {
  if (column.role === 'measure') return typeof cell === 'number' ? cell : Number.NEGATIVE_INFINITY;
  if (typeof cell === 'number') return cell;
  return column.type === 'month' ? String(cell) : formatGroup(column, cell);
}

/** Places of the rows in the order wanted; what is not known comes last, whichever way round. */
export function sortedRows(
  columns: readonly ResultColumn[],
  rows: number,
  sort: Sort | null,
): readonly number[] {
  const order = Array.from({ length: rows }, (_, row) => row);
  const column = sort === null ? undefined : columns[sort.column];
  if (sort === null || column === undefined) return order;
  const keys = order
    .map((row) => column.values[row] ?? null)
    .map((cell) => (cell === null ? null : sortKey(column, cell)));
  const sign = sort.down ? -1 : 1;
  return order.sort((a, b) => {
    const [x, y] = [keys[a] ?? null, keys[b] ?? null];
    if (x === null || y === null) return x === y ? a - b : x === null ? 1 : -1;
    if (typeof x === 'number' && typeof y === 'number') return x === y ? a - b : sign * (x < y ? -1 : 1);
    return sign * String(x).localeCompare(String(y)) || a - b;
  });
}

/** `tools` stand above the table. */
export type TableProps = Telling & { readonly answer: Answer; readonly tools?: ReactNode };

const STEP = 500;

export function ResultTable({ answer, tools, ...telling }: TableProps) {
  const { result, loaded } = answer;
  const columns = result.columns;
  const [sort, setSort] = useState<Sort | null>(null);
  const [shown, setShown] = useState(STEP);
  const rows = useMemo(() => sortedRows(columns, loaded, sort), [columns, loaded, sort]);
  if (loaded === 0) {
    return <NothingFound result={result} {...telling} />;
  }
  return (
    <>
      <TableTools tools={tools} mayCopy={telling.mayCopy ?? false}>
        <CopyButton
          text={() => listText(columns, rows)}
          what={`${formatNumber(loaded)} ${loaded === 1 ? 'row' : 'rows'}${loaded < result.rowCount ? ` of ${formatNumber(result.rowCount)}` : ''}`}
        />
      </TableTools>
      <ScrollBox className="table-scroll" label="Result, scrolls sideways">
        <table className="result">
          <caption>{answer.words}</caption>
          <thead>
            <tr>
              {columns.map((column, index) => (
                <th
                  key={column.name}
                  scope="col"
                  className={column.role === 'measure' ? 'number' : undefined}
                  aria-sort={sort?.column !== index ? undefined : sort.down ? 'descending' : 'ascending'}
                >
                  <button
                    type="button"
                    onClick={() =>
                      setSort({
                        column: index,
                        down: sort?.column === index ? !sort.down : column.role === 'measure',
                      })
                    }
                  >
                    {column.label}
                    {sort?.column === index &&
                      (sort.down ? (
                        <ArrowDown size={14} aria-hidden="true" />
                      ) : (
                        <ArrowUp size={14} aria-hidden="true" />
                      ))}
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, shown).map((row) => (
              <tr key={row}>
                {columns.map((column, index) => (
                  <TableCell
                    key={column.name}
                    column={column}
                    cell={column.values[row] ?? null}
                    first={index === 0}
                  />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
      {shown < rows.length && (
        <button type="button" className="button" onClick={() => setShown(shown + STEP)}>
          Show {formatNumber(Math.min(STEP, rows.length - shown))} more of {formatNumber(rows.length)}
        </button>
      )}
      {loaded < result.rowCount && (
        <p className="table-note">
          These are the first {formatNumber(loaded)} of {formatNumber(result.rowCount)} rows. Export holds all
          of them.
        </p>
      )}
      {result.cut && (
        <p className="table-note">
          The result was cut at {formatNumber(result.rowCount)} rows. Choose fewer groups or a shorter period
          to see all.
        </p>
      )}
      <Explained result={result} marks={marksOf(result)} {...telling} />
      <TableFoot result={result} {...telling} />
    </>
  );
}

function TableCell({
  column,
  cell,
  first,
}: {
  readonly column: ResultColumn;
  readonly cell: Cell;
  readonly first: boolean;
}) {
  if (column.role === 'measure') {
    const mark = cell === null ? 'u' : isMark(cell) ? cell : null;
    return (
      <td className="number" data-value={cell ?? 'u'}>
        {mark === null ? formatCell(cell, column.type) : <abbr title={MARKS[mark].short}>{mark}</abbr>}
      </td>
    );
  }
  const text = formatGroup(column, cell);
  return first ? (
    <th scope="row" data-key={cell ?? ''}>
      {text}
    </th>
  ) : (
    <td data-key={cell ?? ''}>{text}</td>
  );
}
