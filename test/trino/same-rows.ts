import type { Statement } from '#core/sql/tree.ts';
import type { TrinoValue } from './client.ts';

type Rows = readonly (readonly TrinoValue[])[];

/** Rows to be compared: as they came where the statement orders them, else in one order of their own. */
export function sameRows({ query }: Statement, rows: Rows): Rows {
  if (query.orderBy.length > 0) return rows;
  const key = (row: readonly TrinoValue[]) =>
    JSON.stringify(row.map((value) => [typeof value, String(value)]));
  return rows
    .map((row) => ({ row, key: key(row) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ row }) => row);
}
