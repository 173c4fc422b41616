import type { Cell, ResultColumn } from '#core/model/result.ts';

/** Most bytes of the cells of one page: with its labels and its frame it stays below the 6 MB that a Lambda may answer. */
const MOST_PAGE_BYTES = 4_000_000;

const UTF8 = new TextEncoder();
/** No number, boolean or null takes more bytes as JSON than `-1.7976931348623157e+308`; one more for its comma. */
const MOST_PLAIN_BYTES = 25;

/** How many rows, from the first one, take at most `bytes` bytes as JSON; one where the first is larger than that. */
export function rowsWithin(columns: readonly ResultColumn[], bytes = MOST_PAGE_BYTES): number {
  const rows = columns[0]?.values.length ?? 0;
  const known = new Map<string, number>();
  const bytesOf = (cell: Cell): number => {
    if (typeof cell !== 'string') return MOST_PLAIN_BYTES;
    const found = known.get(cell) ?? UTF8.encode(JSON.stringify(cell)).length + 1;
    known.set(cell, found);
    return found;
  };
  let left = bytes;
  for (let row = 0; row < rows; row += 1) {
    for (const { values } of columns) left -= bytesOf(values[row] ?? null);
    if (left < 0) return Math.max(row, 1);
  }
  return rows;
}
