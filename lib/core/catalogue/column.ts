import type { SampleColumn } from './sample.ts';

/** What the values of a column are, all of them. */
export type ColumnKind = 'empty' | 'boolean' | 'integer' | 'decimal' | 'text';

/** A column of a sample with what its values show. */
export type ColumnFacts = {
  readonly header: string;
  /** Its header in lower case words, for guesses by name. */
  readonly words: string;
  readonly place: number;
  readonly kind: ColumnKind;
  readonly rows: number;
  readonly filled: number;
  /** Value → how often. */
  readonly distinct: ReadonlyMap<string, number>;
  readonly longest: number;
  /** Most digits after a point, at most 6. */
  readonly scale: number;
  readonly values: SampleColumn['values'];
};

const BOOLEANS: readonly ReadonlySet<string>[] = [
  new Set(['true', 'false']),
  new Set(['yes', 'no']),
  new Set(['y', 'n']),
];
const INTEGER = /^[+-]?(0|[1-9]\d{0,17})$/;
const DECIMAL = /^[+-]?\d{1,12}(\.\d+)?$/;
const MAX_SCALE = 6;

/** What the values of a column show; `place` counts from 1. */
export function factsOf({ header, values }: SampleColumn, place: number): ColumnFacts {
  const distinct = new Map<string, number>();
  for (const value of values) if (value !== null) distinct.set(value, (distinct.get(value) ?? 0) + 1);
  const kinds = [...distinct.keys()];
  const lower = new Set(kinds.map((value) => value.toLowerCase()));
  const kind: ColumnKind =
    kinds.length === 0
      ? 'empty'
      : BOOLEANS.some((words) => [...lower].every((value) => words.has(value)))
        ? 'boolean'
        : kinds.every((value) => INTEGER.test(value))
          ? 'integer'
          : kinds.every((value) => DECIMAL.test(value) && !/^[+-]?0\d/.test(value))
            ? 'decimal'
            : 'text';
  return {
    header,
    words: wordsOf(header),
    place,
    kind,
    rows: values.length,
    filled: values.filter((value) => value !== null).length,
    distinct,
    longest: kinds.reduce((most, value) => Math.max(most, value.length), 0),
    scale: Math.min(
      MAX_SCALE,
      kinds.reduce((most, value) => Math.max(most, (value.split('.')[1] ?? '').length), 0),
    ),
    values,
  };
}

/** The share of the values stated that a test lets through; 0 for an empty column. */
export function shareOf(column: ColumnFacts, test: (value: string) => boolean): number {
  let passed = 0;
  for (const [value, count] of column.distinct) if (test(value)) passed += count;
  return column.filled === 0 ? 0 : passed / column.filled;
}

/** `CasualtyAge (Banded)` → `casualty age banded`. */
function wordsOf(header: string): string {
  return header
    .slice(0, 200)
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
