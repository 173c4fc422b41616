import type { Cell, ResultColumn } from '#core/model/result.ts';

/** Everything above the first row of a CSV file that says where it comes from. */
export type Provenance = {
  readonly words: string;
  readonly query: string;
  readonly sources: readonly {
    readonly title: string;
    readonly dataset: string;
    readonly manifest: string;
    readonly publishedAt: string;
    readonly licence: string;
    readonly coverage: string;
  }[];
  readonly mapped: number | 'c';
  readonly notMapped: number | 'c';
  readonly outsideCoverage: number | 'c';
  readonly rows: number;
  /** How many rows there would have been, when not all are here; null when they are. */
  readonly rowsInAll: number | null;
  readonly notes: readonly string[];
  readonly user: string;
  readonly at: string;
};

const LEGEND = 'Marks: 0 nothing happened; c suppressed; x not supplied; h hidden; u unknown';

/** The lines that say where a file comes from, each starting with `#`. */
export function provenanceLines(from: Provenance): readonly string[] {
  const lines = [
    from.words,
    `Query: ${from.query}`,
    ...from.sources.flatMap(({ title, dataset, manifest, publishedAt, licence, coverage }) => [
      `Dataset: ${title} (${dataset}), publication ${manifest} of ${publishedAt}`,
      `Coverage of ${dataset}: ${coverage}`,
      `Licence of ${dataset}: ${licence}`,
    ]),
    `Records: ${from.mapped} mapped, ${from.notMapped} not mapped, ${from.outsideCoverage} outside coverage`,
    `Rows: ${from.rows}`,
    ...(from.rowsInAll === null
      ? []
      : [`Incomplete: ${from.rows} of ${from.rowsInAll} rows are in this file`]),
    LEGEND,
    ...from.notes,
    `Made for ${from.user} at ${from.at}`,
  ];
  return lines.map((line) => `# ${harmless(line)}`);
}

/** One line, in which no spreadsheet finds a cell that starts a formula. */
function harmless(line: string): string {
  return line.replace(/[\r\n\t\0]+/g, ' ').replace(/,(?=\s*["']?[=+\-@])/g, ';');
}

/** The row of column names; a column with labels is followed by one for what people read. */
export function csvHeader(columns: readonly ResultColumn[], labelled: ReadonlySet<string>): string {
  return columns
    .flatMap(({ name }) => (labelled.has(name) ? [name, `${name}_name`] : [name]))
    .map(quoted)
    .join(',');
}

/** The rows of a page, each without its line end (which is CR LF). */
export function* csvRows(columns: readonly ResultColumn[], labelled: ReadonlySet<string>): Iterable<string> {
  const rows = columns[0]?.values.length ?? 0;
  for (let row = 0; row < rows; row += 1) {
    const cells: string[] = [];
    for (const column of columns) {
      const value = column.values[row] ?? null;
      cells.push(cellText(value, column.role));
      if (labelled.has(column.name))
        cells.push(value === null ? '' : textCell(column.labels?.[String(value)] ?? String(value)));
    }
    yield cells.join(',');
  }
}

function cellText(value: Cell, role: ResultColumn['role']): string {
  if (value === null) return 'u';
  if (typeof value !== 'string') return String(value);
  return role === 'measure' ? value : textCell(value);
}

/** A text cell: kept from being taken for a formula, and quoted where RFC 4180 asks for it. */
function textCell(value: string): string {
  return quoted(/^[=+\-@\t\r]/.test(value) ? `'${value}` : value);
}

function quoted(value: string): string {
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
