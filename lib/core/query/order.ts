import type { Cell } from '#core/model/result.ts';

const FIRST_SURROGATE = 0xd800;
const AFTER_SURROGATES = 0xe000;

/** Order of text by its UTF-8 bytes, as both engines have it; UTF-16 differs from it only around surrogates. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i += 1) {
    const left = a.charCodeAt(i);
    const right = b.charCodeAt(i);
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
}

function rank(unit: number): number {
  if (unit < FIRST_SURROGATE) return unit;
  return unit < AFTER_SURROGATES ? unit + 0x10000 : unit;
}

/** A column to sort by. In a column of a measure text is a mark, and marks come last in either direction. */
export type SortColumn = {
  readonly values: readonly Cell[];
  readonly measure: boolean;
  readonly descending: boolean;
};

/** Positions of the rows in order; null and marks are last in every column, whatever its direction. */
export function sortedRows(rows: number, columns: readonly SortColumn[]): readonly number[] {
  const positions = Array.from({ length: rows }, (_, index) => index);
  return positions.sort((a, b) => {
    for (const { values, measure, descending } of columns) {
      const order = compareCells(values[a] ?? null, values[b] ?? null, measure, descending);
      if (order !== 0) return order;
    }
    return 0;
  });
}

function compareCells(a: Cell, b: Cell, measure: boolean, descending: boolean): number {
  const lastA = a === null || (measure && typeof a === 'string');
  const lastB = b === null || (measure && typeof b === 'string');
  if (lastA || lastB) {
    if (lastA !== lastB) return lastA ? 1 : -1;
    return compareText(a === null ? '' : String(a), b === null ? '' : String(b));
  }
  const order = typeof a === 'string' && typeof b === 'string' ? compareText(a, b) : Number(a) - Number(b);
  return descending ? -order : order;
}
