import type { SqlType } from '#core/sql/tree.ts';
import type { DatasetDefinition } from './dataset.ts';
import { recordColumns } from './record.ts';

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

/** What every roll-up counts by: what decides coverage, and what cannot be told from a record. */
export const ALWAYS_COUNTED = [
  'month',
  'year',
  'date_from',
  'date_to',
  'time_precision',
  'location_quality',
] as const;

/**
 * What a roll-up may count by as well, most wanted first; what stands together comes together or not at all. `areas` are
 * columns of codes.
 */
export function rollupCandidates(
  { fields }: Pick<DatasetDefinition, 'fields'>,
  areas: readonly string[],
): readonly (readonly string[])[] {
  const dimensions = fields.filter(({ role }) => role === 'dimension');
  return [...areas.map((name) => [name]), ...dimensions.map(({ name }) => [name]), ['hour', 'weekday']];
}

/**
 * Columns of a dataset's table of roll-ups with their types, in order: all that any of them may count by, NULL in those
 * that do not, and the two of `ROLLUP_COLUMNS`.
 */
export function rollupColumns(
  definition: Pick<DatasetDefinition, 'fields'>,
  areas: readonly string[],
): Readonly<Record<string, SqlType>> {
  const types = recordColumns(definition.fields, areas);
  const names = [...ALWAYS_COUNTED, ...rollupCandidates(definition, areas).flat()];
  return {
    ...Object.fromEntries(names.flatMap((name) => (types[name] === undefined ? [] : [[name, types[name]]]))),
    ...ROLLUP_COLUMNS,
  };
}
