import type { SourceLayout } from '#core/model/dataset.ts';
import { type ColumnFacts, shareOf } from './column.ts';

/** Where the place of records is taken from, with the columns that it uses. */
export type PlaceGuess = {
  readonly place: SourceLayout['place'];
  readonly columns: readonly string[];
  readonly notes: readonly string[];
};

type Pair = {
  readonly kind: 'wgs84' | 'epsg27700';
  readonly across: RegExp;
  readonly up: RegExp;
  readonly most: readonly [across: number, up: number];
};

const PAIRS: readonly Pair[] = [
  {
    kind: 'wgs84',
    across: /(^|\b)(longitude|lon|long|lng)$|^longitude\b/,
    up: /(^|\b)(latitude|lat)$|^latitude\b/,
    most: [180, 90],
  },
  { kind: 'epsg27700', across: /\beasting/, up: /\bnorthing/, most: [800_000, 1_400_000] },
  { kind: 'wgs84', across: /(^| )x( coord\w*)?$/, up: /(^| )y( coord\w*)?$/, most: [180, 90] },
  { kind: 'epsg27700', across: /(^| )x( coord\w*)?$/, up: /(^| )y( coord\w*)?$/, most: [800_000, 1_400_000] },
];
const MOST = 0.95;

/** Guesses which columns say where: by their names, and only if their values are of that kind. */
export function guessPlace(columns: readonly ColumnFacts[]): PlaceGuess {
  for (const { kind, across, up, most } of PAIRS) {
    const first = columns.find((column) => across.test(column.words) && isWithin(column, most[0]));
    const second = columns.find((column) => up.test(column.words) && isWithin(column, most[1]));
    if (first === undefined || second === undefined) continue;
    return {
      place:
        kind === 'wgs84'
          ? { kind, longitude: first.header, latitude: second.header }
          : { kind, easting: first.header, northing: second.header },
      columns: [first.header, second.header],
      notes: [],
    };
  }
  return {
    place: { kind: 'none' },
    columns: [],
    notes: [
      'no columns of coordinates were found (longitude and latitude, or easting and northing): records would have no place',
    ],
  };
}

function isWithin(column: ColumnFacts, most: number): boolean {
  const isNumber = (value: string) => /^[+-]?\d{1,7}(\.\d+)?$/.test(value) && Math.abs(Number(value)) <= most;
  return shareOf(column, isNumber) >= MOST;
}
