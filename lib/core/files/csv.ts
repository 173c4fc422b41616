import type { FileColumn } from './file-column.ts';
import {
  cellOf,
  type FileCell,
  type FileContent,
  type FilePage,
  rowsOf,
  smallerPages,
} from './file-content.ts';
import { factsOf, type Provenance, SYMBOLS } from './provenance.ts';

const LINE_END = '\r\n';
const ROWS_AT_ONCE = 2_000;

/**
 * A result as CSV (RFC 4180, UTF-8 without a mark of byte order), with where it comes from above it in lines that start
 * with `#`. A mark stands without quotes; a text that looks like one is quoted.
 */
export async function* writeCsv({ columns, provenance, pages }: FileContent): AsyncIterable<Uint8Array> {
  const encoder = new TextEncoder();
  const bytes = (lines: Iterable<string>) => encoder.encode([...lines, ''].join(LINE_END));
  yield bytes([...provenanceLines(provenance), csvHeader(columns)]);
  for await (const page of smallerPages(pages, ROWS_AT_ONCE))
    if (rowsOf(page) > 0) yield bytes(csvRows(columns, page));
}

/** The lines that say where a file comes from, each starting with `#`. */
export function provenanceLines(from: Provenance): readonly string[] {
  const [question, ...facts] = factsOf(from);
  const symbols = SYMBOLS.map(([mark, meaning]) => `${mark} ${meaning}`).join('; ');
  const lines = [
    question?.[1] ?? '',
    ...facts.map(([name, text]) =>
      name === 'Note' ? text : name === 'Made' ? `${name} ${text}` : `${name}: ${text}`,
    ),
  ];
  lines.splice(lines.length - 1, 0, `Marks: ${symbols}`);
  return lines.map((line) => `# ${harmless(line)}`);
}

/** One line, in which no spreadsheet finds a cell that starts a formula. */
function harmless(line: string): string {
  return line.replace(/[\r\n\t\0]+/g, ' ').replace(/,(?=\s*["']?[=+\-@])/g, ';');
}

/** The row of column names; a column with labels is followed by one for what people read. */
function csvHeader(columns: readonly FileColumn[]): string {
  return columns
    .flatMap(({ name, labelName }) => (labelName === null ? [name] : [name, labelName]))
    .map(quoted)
    .join(',');
}

/** The rows of a page, each without its line end (which is CR LF). */
export function* csvRows(columns: readonly FileColumn[], page: FilePage): Iterable<string> {
  const rows = rowsOf(page);
  for (let row = 0; row < rows; row += 1) {
    const cells: string[] = [];
    for (const [at, column] of columns.entries()) {
      const cell = cellOf(column, page, at, row);
      cells.push(cellText(cell));
      if (column.labelName !== null) cells.push(cell.label === null ? '' : textCell(cell.label));
    }
    yield cells.join(',');
  }
}

function cellText({ value, mark }: FileCell): string {
  if (mark !== null) return mark;
  return typeof value === 'string' ? textCell(value) : String(value);
}

/** A text cell: kept from being taken for a formula or a mark, and quoted where RFC 4180 asks for it. */
function textCell(value: string): string {
  if (/^[cxhu]$/.test(value)) return `"${value}"`;
  return quoted(/^[=+\-@\t\r]/.test(value) ? `'${value}` : value);
}

function quoted(value: string): string {
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
