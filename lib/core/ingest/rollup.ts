import type { DatasetDefinition } from '#core/model/dataset.ts';

/** The most rows that a roll-up may have for each record: with more, reading the records costs about as much. */
export const MOST_ROWS_PER_RECORD = 0.25;

/** The most areas of a level that records are counted by: finer ones hold a record or two a month. */
export const MOST_AREAS = 100;

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
 * What a roll-up may count by as well, most wanted first; what stands together comes together or not at all. Each is taken
 * that leaves the roll-up small enough, given those that were taken before. `areas` are columns of codes.
 */
export function rollupCandidates(
  { fields }: Pick<DatasetDefinition, 'fields'>,
  areas: readonly string[],
): readonly (readonly string[])[] {
  const dimensions = fields.filter(({ role }) => role === 'dimension');
  return [...areas.map((name) => [name]), ...dimensions.map(({ name }) => [name]), ['hour', 'weekday']];
}
