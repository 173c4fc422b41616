import type { FileColumn } from './file-column.ts';

/** Everything that a file says of where it comes from. */
export type Provenance = {
  readonly words: string;
  readonly query: string;
  /** Address within the site that opens the same again, `/explore?…`; null = only the query's id is known. */
  readonly address: string | null;
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

/** What stands in place of a number, and what it means. */
export const SYMBOLS: readonly (readonly [mark: string, meaning: string])[] = [
  ['0', 'nothing happened where and when data was supplied'],
  ['c', 'suppressed: too few to be shown'],
  ['x', 'not supplied: no delivery covers it'],
  ['h', 'hidden by the profile that it was asked under'],
  ['u', 'unknown: the record does not say'],
];

/** One thing said about a file: what it is called, and what it says. */
export type Fact = readonly [name: string, text: string];

/** What a file says of itself, for people, in order; the question comes first. */
export function factsOf(from: Provenance): readonly Fact[] {
  return [
    ['Question', from.words],
    ...(from.rowsInAll === null
      ? []
      : [['Incomplete', `${from.rows} of ${from.rowsInAll} rows are in this file`] as const]),
    ['Query', from.query],
    ...(from.address === null ? [] : [['Open again', from.address] as const]),
    ...from.sources.flatMap(
      ({ title, dataset, manifest, publishedAt, licence, coverage }): readonly Fact[] => [
        ['Dataset', `${title} (${dataset}), publication ${manifest} of ${publishedAt}`],
        [`Coverage of ${dataset}`, coverage],
        [`Licence of ${dataset}`, licence],
      ],
    ),
    [
      'Records',
      `${from.mapped} mapped, ${from.notMapped} not mapped, ${from.outsideCoverage} outside coverage`,
    ],
    ['Rows', String(from.rows)],
    ...from.notes.map((note) => ['Note', note] as const),
    ['Made', `for ${from.user} at ${from.at}`],
  ];
}

/** The same for programs, as files carry it that have a place for JSON. */
export function provenanceJson(from: Provenance, columns: readonly FileColumn[]): string {
  const { words, query, address, rows, rowsInAll, user, at, mapped, notMapped, outsideCoverage } = from;
  return JSON.stringify({
    question: words,
    complete: rowsInAll === null,
    rows,
    rowsInAll: rowsInAll ?? rows,
    query,
    openAgain: address,
    datasets: from.sources,
    records: { mapped, notMapped, outsideCoverage },
    columns: columns.map(({ name, label, unit, labelName, markName }) => ({
      name,
      label,
      ...(unit === null ? {} : { unit }),
      ...(labelName === null ? {} : { labels: labelName }),
      ...(markName === null ? {} : { marks: markName }),
    })),
    symbols: Object.fromEntries(SYMBOLS),
    notes: from.notes,
    madeFor: user,
    madeAt: at,
  });
}
