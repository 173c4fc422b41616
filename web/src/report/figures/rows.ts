import type { Mark } from '#core/model/result.ts';
import { formatNumber } from '../../format/number.ts';

/** A row of a table of two columns: the name, and the number or the letter of why there is none. */
export function pointRow(
  label: string,
  value: number | null,
  mark: Mark | null,
  type: 'integer' | 'number',
): readonly string[] {
  return [label, value === null ? (mark ?? 'u') : formatNumber(value, type)];
}
