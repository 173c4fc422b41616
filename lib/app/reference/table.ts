import { AppError } from '#core/model/error.ts';

/** A small table: the names of its columns and its rows as text. */
export type Table = { readonly columns: readonly string[]; readonly rows: readonly (readonly string[])[] };

/**
 * Reads a small CSV file (RFC 4180) in UTF-8, with or without a byte order mark, whatever its line ends; names and
 * values are trimmed and empty lines left out. Fails with SPEC_INVALID when it is not one, naming the file.
 */
export function readTable(file: { readonly name: string; readonly body: Uint8Array }): Table {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(file.body);
  } catch {
    throw new AppError('SPEC_INVALID', `${file.name} is not UTF-8 text; save it as CSV in UTF-8`);
  }
  if (text.includes('\0'))
    throw new AppError('SPEC_INVALID', `${file.name} is not text; save it as CSV in UTF-8`);
  const [columns, ...rows] = parseRows(text).filter((row) => row.some((value) => value !== ''));
  if (columns === undefined) throw new AppError('SPEC_INVALID', `${file.name} is empty`);
  const uneven = rows.findIndex((row) => row.length !== columns.length);
  if (uneven >= 0) {
    throw new AppError(
      'SPEC_INVALID',
      `${file.name} has ${rows[uneven]?.length} values in row ${uneven + 1} and ${columns.length} columns`,
    );
  }
  return { columns, rows };
}

function parseRows(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let value = '';
  let quoted = false;
  for (let i = 0; i < text.length; i += 1) {
    const character = text[i] ?? '';
    if (quoted) {
      if (character !== '"') value += character;
      else if (text[i + 1] === '"') {
        value += '"';
        i += 1;
      } else quoted = false;
    } else if (character === '"' && value.trim() === '') {
      quoted = true;
      value = '';
    } else if (character === ',' || character === '\n' || character === '\r') {
      row.push(value.trim());
      value = '';
      if (character !== ',') {
        rows.push(row);
        row = [];
      }
    } else value += character;
  }
  if (value !== '' || row.length > 0) rows.push([...row, value.trim()]);
  return rows;
}
