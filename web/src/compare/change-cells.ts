import type { Mark } from '#core/model/result.ts';
import { formatNumber, MARKS } from '../format/number.ts';
import { type Change, chanceText, differenceText, percentText } from './change.ts';
import type { Compared } from './comparison.ts';

/** A number as people read it, or in a word why there is none. */
export function numberText(value: number | null, type: Change['type'], mark: Mark | null): string {
  return value === null ? MARKS[mark ?? 'u'].short : formatNumber(value, type);
}

/** Later number, earlier number, difference, per cent and chance, as people read them. */
export function changeCells(compared: Compared | undefined): readonly string[] {
  if (compared === undefined) return ['', '', '', '', ''];
  const { now, before, type, change, mark } = compared;
  const numbers = [numberText(now, type, mark), numberText(before, type, mark)];
  if (change === null) return [...numbers, '', '', `not compared: ${MARKS[mark ?? 'u'].short.toLowerCase()}`];
  return [...numbers, differenceText(change), percentText(change), chanceText(change)];
}
