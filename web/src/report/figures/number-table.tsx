import { type CardTable, CardTableRows } from '../../charts/card-table.tsx';
import { ScrollBox } from '../../shell/scroll-box.tsx';

/** Numbers as a table whose head is repeated on every printed page. */
export function NumberTable({ table, caption }: { readonly table: CardTable; readonly caption: string }) {
  return (
    <ScrollBox className="report-scroll" label={caption}>
      <table className="report-table">
        <caption className="visually-hidden">{caption}</caption>
        <CardTableRows table={table} />
      </table>
    </ScrollBox>
  );
}
