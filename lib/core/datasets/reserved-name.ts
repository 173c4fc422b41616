import { RECORD_COLUMNS } from '#core/model/record.ts';
import { ROLLUP_COLUMNS } from '#core/model/rollup.ts';

/** Names of result, record and partition columns, which no field may take; areas are named after their level. */
const RESERVED_NAMES: ReadonlySet<string> = new Set([
  ...Object.keys(RECORD_COLUMNS),
  ...Object.keys(ROLLUP_COLUMNS),
  'period',
  'v',
  'rows',
  'key_sum',
  'occurred_on',
  'occurred_at',
  'dataset',
  'count',
  'rate',
  'denominator',
  'cell',
  'quarter',
  'week',
  'day',
  'borough',
  'ward',
  'msoa',
  'lsoa',
]);
const RESERVED_PATTERN = /^(cell|h3)_\d+$|_(\d{4}|demo)$/;

/** Whether a name already means something in every result, so that no field can have it. */
export function isReservedName(name: string): boolean {
  return RESERVED_NAMES.has(name) || RESERVED_PATTERN.test(name);
}
