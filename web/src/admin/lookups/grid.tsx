import { type ClipboardEvent, type KeyboardEvent, useRef, useState } from 'react';
import { formatNumber } from '../../format/number.ts';
import { ScrollBox } from '../../shell/scroll-box.tsx';
import { useFaultsAt } from '../catalogue/control.tsx';
import { identifierOf, replaced, without } from '../catalogue/draft.ts';
import type { LookupTable } from './hooks.ts';
import { csvRows } from './table-text.ts';

type Props = {
  readonly table: LookupTable;
  readonly onChange: (next: LookupTable) => void;
  /** A whole table as CSV text. */
  readonly onText: (text: string) => void;
};

const PAGE = 100;

/** Cells to type in; Enter goes down, a pasted block fills cells to the right and below. */
export function LookupGrid({ table, onChange, onText }: Props) {
  const [shown, setShown] = useState(PAGE);
  const file = useRef<HTMLInputElement>(null);
  const grid = useRef<HTMLTableElement>(null);
  const width = table.columns.length + 1;
  const put = (row: number, cell: number, value: string) =>
    onChange({
      ...table,
      rows: replaced(table.rows, row, replaced(table.rows[row] ?? [], cell, value)),
    });
  const paste = (event: ClipboardEvent, row: number, cell: number) => {
    const block = csvRows(event.clipboardData.getData('text'));
    if (block.length < 2 && (block[0]?.length ?? 0) < 2) return;
    event.preventDefault();
    const rows = table.rows.map((old) => [...old]);
    for (const [down, line] of block.entries()) {
      const target = rows[row + down] ?? Array.from({ length: width }, () => '');
      for (const [right, value] of line.entries())
        if (cell + right < width) target[cell + right] = value.trim();
      rows[row + down] = target;
    }
    onChange({ ...table, rows });
  };
  const key = (event: KeyboardEvent, row: number, cell: number) => {
    const to = { Enter: row + 1, ArrowDown: row + 1, ArrowUp: row - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    grid.current?.querySelector<HTMLInputElement>(`[data-cell="${to}-${cell}"]`)?.focus();
  };
  const heads = [table.keyLabel, ...table.columns.map((column) => column.label)];
  return (
    <>
      <ScrollBox className="scroll-x lookup-scroll" label="Rows of the table, scrolls">
        <table className="lookup-grid" ref={grid}>
          <thead>
            <tr>
              <th scope="col">{table.keyLabel}</th>
              {table.columns.map((column, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the name is being edited here
                <th key={index} scope="col">
                  <input
                    aria-label={`Name of column ${index + 1}`}
                    value={column.label}
                    onChange={(event) =>
                      onChange({
                        ...table,
                        columns: replaced(table.columns, index, {
                          name: column.name === '' ? identifierOf(event.target.value) : column.name,
                          label: event.target.value,
                        }),
                      })
                    }
                  />
                </th>
              ))}
              <th scope="col">
                <span className="visually-hidden">Remove</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {table.rows.slice(0, shown).map((row, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows have nothing else that names them while they are edited
              <tr key={at}>
                {heads.map((head, cell) => (
                  <GridCell
                    // biome-ignore lint/suspicious/noArrayIndexKey: the index is the column
                    key={cell}
                    at={`rows[${at}]`}
                    label={`${head}, row ${at + 1}`}
                    place={`${at}-${cell}`}
                    value={row[cell] ?? ''}
                    onChange={(value) => put(at, cell, value)}
                    onPaste={(event) => paste(event, at, cell)}
                    onKeyDown={(event) => key(event, at, cell)}
                  />
                ))}
                <td>
                  <button
                    type="button"
                    className="link"
                    onClick={() => onChange({ ...table, rows: without(table.rows, at) })}
                  >
                    Remove<span className="visually-hidden"> row {at + 1}</span>
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
      {table.rows.length > shown && (
        <button type="button" className="button" onClick={() => setShown(shown + PAGE)}>
          Show more of {formatNumber(table.rows.length)} rows
        </button>
      )}
      <div className="title-tools">
        <button
          type="button"
          className="button"
          onClick={() => {
            setShown(Math.max(shown, table.rows.length + 1));
            onChange({ ...table, rows: [...table.rows, Array.from({ length: width }, () => '')] });
          }}
        >
          Add a row
        </button>
        <button
          type="button"
          className="button"
          onClick={() => {
            const number = table.columns.length + 1;
            onChange({
              ...table,
              columns: [...table.columns, { name: `column_${number}`, label: `Column ${number}` }],
              rows: table.rows.map((row) => [...row, '']),
            });
          }}
        >
          Add a column
        </button>
        {table.columns.length > 1 && (
          <button
            type="button"
            className="button"
            onClick={() =>
              onChange({
                ...table,
                columns: table.columns.slice(0, -1),
                rows: table.rows.map((row) => row.slice(0, width - 1)),
              })
            }
          >
            Remove the last column
          </button>
        )}
        <label className="button file-button">
          Fill from a CSV file
          <input
            ref={file}
            type="file"
            accept=".csv,text/csv"
            className="visually-hidden"
            onChange={(event) => {
              void event.target.files?.item(0)?.text().then(onText);
              event.target.value = '';
            }}
          />
        </label>
      </div>
      <p className="hint">You can paste cells of a spreadsheet into the grid.</p>
    </>
  );
}

type CellProps = {
  readonly at: string;
  readonly label: string;
  readonly place: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly onPaste: (event: ClipboardEvent) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
};

function GridCell({ at, label, place, value, onChange, onPaste, onKeyDown }: CellProps) {
  const faults = useFaultsAt(at, true);
  return (
    <td data-at={at}>
      <input
        aria-label={label}
        aria-invalid={faults.length > 0}
        data-cell={place}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onPaste={onPaste}
        onKeyDown={onKeyDown}
      />
    </td>
  );
}
