import type { SqlType } from '#core/sql/tree.ts';
import type { ManifestPeriod } from './manifest.ts';

/**
 * Columns of a roll-up besides those that it counts by, which are columns of the records: how many records a row stands
 * for, and the sum of their `record_key`.
 *
 * `date_from` and `date_to` of a roll-up are the first and last day of the record's month (of its year, where the month is
 * not known), so that they are compared with first and last days of months only.
 */
export const ROLLUP_COLUMNS = { rollup_records: 'BIGINT', rollup_keys: 'BIGINT' } as const satisfies Readonly<
  Record<string, SqlType>
>;

/** The column of a roll-up that says how many records a row stands for. */
export const ROLLUP_RECORDS = 'rollup_records';
/** The column of a roll-up that holds the sum of the records' `record_key`. */
export const ROLLUP_KEYS = 'rollup_keys';

/** Columns that any of these roll-ups counts by, each once. */
export function dimensionsOf(rollups: readonly ManifestPeriod[]): readonly string[] {
  return [...new Set(rollups.flatMap(({ dimensions }) => dimensions ?? []))].sort();
}

/** Columns of a table of roll-ups that count by these dimensions, in order, with types as those of records. */
export function rollupColumns(
  dimensions: readonly string[],
  records: Readonly<Record<string, SqlType>>,
): Readonly<Record<string, SqlType>> {
  return {
    ...Object.fromEntries(
      dimensions.flatMap((name) => (records[name] === undefined ? [] : [[name, records[name]]])),
    ),
    ...ROLLUP_COLUMNS,
  };
}
