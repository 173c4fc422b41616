import { ScrollBox } from '../shell/scroll-box.tsx';

export type CardTable = { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] };

/** The numbers of a chart as a table. */
export function CardTableView({ table, title }: { readonly table: CardTable; readonly title: string }) {
  return (
    <ScrollBox className="card-table" label={`${title}, table`}>
      <table>
        <CardTableRows table={table} />
      </table>
    </ScrollBox>
  );
}

/** Head and rows of such a table: a name, then numbers. */
export function CardTableRows({ table }: { readonly table: CardTable }) {
  return (
    <>
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
    </>
  );
}
