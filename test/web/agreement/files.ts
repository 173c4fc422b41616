import type { QueryResult } from '#core/model/result.ts';
import { readCsv, readGeoJson, readParquet, readXlsx } from '#test/support/read-files.ts';
import type { Format } from './platform.ts';

/** Rows of the measures of a file, each cell a number or its mark, in the order of the file. */
export async function fileCells(
  bytes: Uint8Array,
  format: Format,
  { columns }: Pick<QueryResult, 'columns'>,
): Promise<readonly (readonly unknown[])[]> {
  const names = columns.filter(({ role }) => role === 'measure').map(({ name }) => name);
  switch (format) {
    case 'csv':
      return readCsv(bytes).rows.map((row) =>
        names.map((name) => {
          const cell = row[name];
          if (cell === undefined || cell.quoted || cell.text === '') return cell ?? null;
          return /^[cxhu]$/.test(cell.text) ? cell.text : Number(cell.text);
        }),
      );
    case 'xlsx':
      return readXlsx(bytes).rows.map((row) => names.map((name) => row[name]?.value));
    case 'parquet':
      return (await readParquet(bytes)).rows.map((row) => names.map((name) => oneOf(row, name)));
    case 'geojson':
      return readGeoJson(bytes).features.map(({ properties }) =>
        names.map((name) => oneOf(properties, name)),
      );
  }
}

/** A number without a mark, or a mark without a number; anything else stays as it is found. */
function oneOf(row: Readonly<Record<string, unknown>>, name: string): unknown {
  const [value, mark] = [row[name] ?? null, row[`${name}_mark`] ?? null];
  if (value !== null && mark !== null) return { value, mark };
  return mark ?? (typeof value === 'bigint' ? Number(value) : value);
}

/** The groups of a CSV's rows as text, `u` where one is not known. */
export function csvGroups(bytes: Uint8Array, { columns }: Pick<QueryResult, 'columns'>): readonly string[] {
  const names = columns.filter(({ role }) => role === 'group').map(({ name }) => name);
  return readCsv(bytes).rows.map((row) => JSON.stringify(names.map((name) => row[name]?.text)));
}
