import { csvRows } from '#core/ingest/csv-rows.ts';
import { CsvScanner, splitHeader } from '#core/ingest/csv-scanner.ts';
import type { Fault } from '#core/model/error.ts';

/** One column of a sample: its header to the letter, and what is stated in it, cleaned as deliveries are. */
export type SampleColumn = {
  readonly header: string;
  /** Values in the order of the rows; null = not stated. */
  readonly values: readonly (string | null)[];
};

/** The rows of a file's first part, by column, and how its values are written. */
export type Sample = {
  readonly columns: readonly SampleColumn[];
  readonly rows: number;
  /** Values that were taken to mean "not stated". */
  readonly nulls: readonly string[];
  /** What was taken off the front of values. */
  readonly stripPrefix: string | null;
  readonly notes: readonly string[];
};

const BLANKS = ' \t\r\n';
const MAX_COLUMNS = 200;
const MAX_HEADER = 120;
/** Spellings of "not stated" that are never a value of their own. */
const NULLS: ReadonlySet<string> = new Set([
  'NULL',
  'null',
  'Null',
  '(null)',
  'N/A',
  'n/a',
  'NA',
  '#N/A',
  'NaN',
  'nan',
  '(blank)',
  '-',
  '--',
  '?',
]);

/**
 * Reads the first part of a comma-separated file; a last line that was cut is left out. Gives the faults of a file that
 * could never be delivered instead, each with what to do.
 */
export function readSample(text: string): Sample | { readonly faults: readonly Fault[] } {
  const body = text.replace(/^\ufeff/, '');
  const scanner = new CsvScanner();
  scanner.push(new TextEncoder().encode(body));
  const { header } = scanner.finish();
  const headers = header === null ? [] : splitHeader(new TextDecoder().decode(header));
  const faults = headerFaults(body, headers);
  if (faults.length > 0) return { faults };
  const { rows: all, isWhole } = csvRows(body);
  const data = all.slice(1);
  const last = data.at(-1);
  const isCut = !isWhole && last !== undefined && (data.length > 1 || last.length !== headers.length);
  const whole = isCut ? data.slice(0, -1) : data;
  const rows = whole.filter((row) => row.length === headers.length);
  if (rows.length === 0) {
    const message =
      whole.length === 0
        ? 'has no row under its header: send a file with records'
        : `has no row with as many values as the header, ${headers.length}: check how it was exported`;
    return { faults: [{ at: 'text', message }] };
  }
  const trimmed = rows.map((row) => row.map(trim));
  const stripPrefix = trimmed.some((row) => row.some((value) => /^'[-+=@\d]/.test(value))) ? "'" : null;
  const bare = trimmed.map((row) => row.map((value) => without(stripPrefix, value)));
  const nulls = [...new Set(bare.flat())].filter((value) => NULLS.has(value)).sort();
  return {
    columns: headers.map((name, i) => ({
      header: name,
      values: bare.map((row) => stated(row[i] ?? '')),
    })),
    rows: rows.length,
    nulls,
    stripPrefix,
    notes: notesOf(body, whole.length - rows.length, nulls, stripPrefix),
  };
}

function headerFaults(body: string, headers: readonly string[]): readonly Fault[] {
  const at = 'text';
  if (body.trim() === '') return [{ at, message: 'is empty: send a file with a header and records' }];
  if (body.includes('\0'))
    return [
      { at, message: 'holds the character NUL: it is no text in UTF-8, export it again as CSV in UTF-8' },
    ];
  const separator = otherSeparator(headers);
  if (separator !== null)
    return [
      { at, message: `is separated by ${separator}: only commas are read, export it again with commas` },
    ];
  if (headers.length > MAX_COLUMNS)
    return [{ at, message: `has ${headers.length} columns, ${MAX_COLUMNS} are allowed` }];
  return headers.flatMap((name, i): readonly Fault[] => {
    const where = `column ${i + 1}`;
    const found: Fault[] = [];
    if (name.length > MAX_HEADER)
      found.push({
        at: where,
        message: `has a name of ${name.length} characters, ${MAX_HEADER} are allowed`,
      });
    if (headers.indexOf(name) !== i)
      found.push({
        at: where,
        message: `has the name of column ${headers.indexOf(name) + 1}: ask for a name of its own for each column`,
      });
    return found;
  });
}

/** What separates the values of a file whose header is read as a single name, in words; null when nothing else does. */
export function otherSeparator(headers: readonly string[]): string | null {
  const [only] = headers;
  if (only === undefined || headers.length > 1) return null;
  const found = [
    [';', 'semicolons'],
    ['\t', 'tabs'],
    ['|', 'bars'],
  ].find(([character = '']) => only.includes(character));
  return found?.[1] ?? null;
}

function notesOf(
  body: string,
  misfits: number,
  nulls: readonly string[],
  stripPrefix: string | null,
): readonly string[] {
  return [
    ...(body.includes('\ufffd')
      ? [
          'some characters cannot be read: the file is probably not UTF-8, and deliveries in another encoding are refused',
        ]
      : []),
    ...(misfits > 0
      ? [`${misfits} rows have another number of values than the header: such rows are rejected on delivery`]
      : []),
    ...(nulls.length > 0 ? [`taken to mean “not stated”: ${nulls.join(', ')}`] : []),
    ...(stripPrefix === null ? [] : ['an apostrophe before values is taken off']),
  ];
}

/** As the delivery of a file does: spaces, tabs and line ends only. */
function trim(value: string): string {
  let [from, to] = [0, value.length];
  while (from < to && BLANKS.includes(value.charAt(from))) from += 1;
  while (from < to && BLANKS.includes(value.charAt(to - 1))) to -= 1;
  return value.slice(from, to);
}

function without(prefix: string | null, value: string): string {
  return prefix !== null && value.startsWith(prefix) ? value.slice(prefix.length) : value;
}

function stated(value: string): string | null {
  return value === '' || NULLS.has(value) ? null : value;
}
