import { ScrollBox } from '../shell/scroll-box.tsx';

export type CardTable = { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] };

type Props = { readonly table: CardTable; readonly title: string };

/** The numbers of a chart as a table. */
export function CardTableView({ table, title }: Props) {
  return (
    <ScrollBox className="card-table" label={`${title}, table`}>
      <table>
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
          {table.rows.map(([name, ...cells]) => (
            <tr key={name}>
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
