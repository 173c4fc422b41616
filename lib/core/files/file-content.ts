import type { Cell, ResultColumn } from '#core/model/result.ts';
import type { FileColumn } from './file-column.ts';
import type { Provenance } from './provenance.ts';

/** Some rows of a result, by column. Columns beyond those of the file help its writer and are not written. */
export type FilePage = readonly ResultColumn[];

/** A whole result on its way into a file. */
export type FileContent = {
  readonly columns: readonly FileColumn[];
  readonly provenance: Provenance;
  readonly pages: AsyncIterable<FilePage>;
};

/** Writes a result as a file, piece by piece; never holds more than a page. */
export type FileWriter = (content: FileContent) => AsyncIterable<Uint8Array>;

/** How many rows a page has. */
export function rowsOf(page: FilePage): number {
  return page[0]?.values.length ?? 0;
}

/** One cell, what people read for it, and its mark where there is no number. */
export type FileCell = {
  readonly value: Cell;
  readonly label: string | null;
  /** Of a measure: why it is no number. Of other columns: `u` where nothing is known. */
  readonly mark: string | null;
};

/** The cell of a column in a row; a measure's mark is no value. */
export function cellOf(column: FileColumn, page: FilePage, at: number, row: number): FileCell {
  const source = page[at];
  const value = source?.values[row] ?? null;
  const marked = value === null ? 'u' : column.role === 'measure' && typeof value === 'string' ? value : null;
  if (marked !== null) return { value: null, label: null, mark: marked };
  return { value, label: column.labelName === null ? null : labelOf(source, value), mark: null };
}

function labelOf(source: ResultColumn | undefined, value: Cell): string {
  const labels = source?.labels;
  const text = String(value);
  return labels !== undefined && Object.hasOwn(labels, text) ? (labels[text] ?? text) : text;
}

/** The same rows in pages of at most `rows`, so that none takes long to write. */
export async function* smallerPages(pages: AsyncIterable<FilePage>, rows: number): AsyncIterable<FilePage> {
  for await (const page of pages) {
    const count = rowsOf(page);
    if (count <= rows) yield page;
    else
      for (let from = 0; from < count; from += rows)
        yield page.map((column) => ({ ...column, values: column.values.slice(from, from + rows) }));
  }
}
