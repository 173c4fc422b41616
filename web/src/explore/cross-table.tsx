import type { Mark } from '#core/model/result.ts';
import { formatCell, isMark, MARKS } from '../format/number.ts';
import { ScrollBox } from '../shell/scroll-box.tsx';
import type { Cross } from './cross.ts';

/** One grouping down and one across; head and first column stay in sight. */
export function CrossTable({ cross, words }: { readonly cross: Cross; readonly words: string }) {
  const { down, across, measure, rows, columns, cells, total } = cross;
  return (
    <ScrollBox className="table-scroll" label="Cross-table, scrolls both ways">
      <table className="result cross">
        <caption>
          {words}
          <span className="hint"> · {measure.label}</span>
        </caption>
        <thead>
          <tr>
            <th scope="col">
              {down.label} <span className="hint">by {across.label.toLowerCase()}</span>
            </th>
            {columns.map(({ key, label }) => (
              <th key={String(key)} scope="col" className="number" data-key={key ?? ''}>
                {label}
              </th>
            ))}
            {total !== null && (
              <th scope="col" className="number">
                Total
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            <tr key={String(row.key)}>
              <th scope="row" data-key={row.key ?? ''}>
                {row.label}
              </th>
              {columns.map(({ key }, place) => (
                <NumberCell key={String(key)} cell={cells[at]?.[place] ?? 'u'} type={measure.type} />
              ))}
              {row.total !== null && <NumberCell cell={row.total} type={measure.type} isTotal />}
            </tr>
          ))}
        </tbody>
        {total !== null && (
          <tfoot>
            <tr>
              <th scope="row">Total</th>
              {columns.map((column) => (
                <NumberCell key={String(column.key)} cell={column.total ?? 'u'} type={measure.type} isTotal />
              ))}
              <NumberCell cell={total} type={measure.type} isTotal />
            </tr>
          </tfoot>
        )}
      </table>
    </ScrollBox>
  );
}

type NumberProps = {
  readonly cell: number | Mark;
  readonly type: Cross['measure']['type'];
  readonly isTotal?: boolean;
};

function NumberCell({ cell, type, isTotal = false }: NumberProps) {
  return (
    <td className={isTotal ? 'number total' : 'number'} data-value={cell}>
      {isMark(cell) ? <abbr title={MARKS[cell].short}>{cell}</abbr> : formatCell(cell, type)}
    </td>
  );
}
