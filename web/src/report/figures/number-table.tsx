import type { CardTable } from '../../charts/card-table.tsx';
import { ScrollBox } from '../../shell/scroll-box.tsx';

/** Numbers as a table whose head is repeated on every printed page. */
export function NumberTable({ table, caption }: { readonly table: CardTable; readonly caption: string }) {
  return (
    <ScrollBox className="report-scroll" label={caption}>
      <table className="report-table">
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {table.head.map((head, index) => (
              <th key={head} scope="col" className={index === 0 ? undefined : 'number'}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map(([name, ...cells], row) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows of an answer have no other name when there are several groups
            <tr key={row}>
              <th scope="row">{name}</th>
              {cells.map((cell, index) => (
                <td key={table.head[index + 1]} className="number">
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}
