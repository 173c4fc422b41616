import type { SqlType } from '../sql/tree.ts';
import { H3_RESOLUTIONS } from './geography.ts';

/** How a record's coordinates turned out. Only `located` records have cells and areas. */
export type LocationQuality = 'located' | 'outside' | 'missing' | 'zero' | 'swapped' | 'invalid';

/**
 * Columns that every records file has besides the dataset's own fields and one `<level>_<vintage>` column of
 * area codes (text) per located geography. All integers: no float is ever on disk.
 *
 * - `record_id` delivery number × 2^32 + source row (first data row = 1)
 * - `record_key` 0…65535, from the record's content under a secret (its business key where it has one, else its time,
 *   place and fields), so that it stays the same when the record is delivered again; for disclosure control only
 * - `utc_minute` minutes since 1970 UTC; null unless the source knows the minute
 * - `date_from`, `date_to` days since 1970, local: the first and last day on which it can have happened
 * - `month` local month as yyyymm, null when the precision is coarser; `year` local year
 * - `hour` local hour 0…23; `weekday` Monday = 1; null when not known
 * - `time_precision` `minute`, `day`, `month` or `year`
 * - `longitude`, `latitude` WGS84 micro-degrees as delivered (converted if the source is projected); null = none
 * - `snapped_longitude`, `snapped_latitude` micro-degrees of the centre of the resolution-9 cell
 * - `h3_7` … `h3_11` cells as BIGINT
 * - `location_quality` see `LocationQuality`
 */
export const RECORD_COLUMNS = {
  record_id: 'BIGINT',
  record_key: 'INTEGER',
  utc_minute: 'INTEGER',
  date_from: 'INTEGER',
  date_to: 'INTEGER',
  month: 'INTEGER',
  year: 'INTEGER',
  hour: 'INTEGER',
  weekday: 'INTEGER',
  time_precision: 'VARCHAR',
  longitude: 'INTEGER',
  latitude: 'INTEGER',
  snapped_longitude: 'INTEGER',
  snapped_latitude: 'INTEGER',
  ...(Object.fromEntries(H3_RESOLUTIONS.map((r) => [`h3_${r}`, 'BIGINT'])) as Record<
    `h3_${(typeof H3_RESOLUTIONS)[number]}`,
    'BIGINT'
  >),
  location_quality: 'VARCHAR',
} as const;

export type RecordColumn = keyof typeof RECORD_COLUMNS;

/** SQL type of a dataset's field on disk; a decimal is scaled to an integer. */
export function storedType(
  type: 'text' | 'category' | 'integer' | 'decimal' | 'boolean',
): 'VARCHAR' | 'BIGINT' | 'BOOLEAN' {
  if (type === 'boolean') return 'BOOLEAN';
  return type === 'integer' || type === 'decimal' ? 'BIGINT' : 'VARCHAR';
}

/**
 * Columns of a records file with their types, in order: those that every file has, those of areas (text), and the
 * dataset's own fields. What is written, what may be read and what a catalogue says of the files all go by this.
 */
export function recordColumns(
  fields: readonly { readonly name: string; readonly type: Parameters<typeof storedType>[0] }[],
  areas: readonly string[],
): Readonly<Record<string, SqlType>> {
  return {
    ...RECORD_COLUMNS,
    ...Object.fromEntries(areas.map((name) => [name, 'VARCHAR'] as const)),
    ...Object.fromEntries(fields.map(({ name, type }) => [name, storedType(type)] as const)),
  };
}
