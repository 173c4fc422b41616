import { formatNumber, MARKS } from '../format/number.ts';
import { chanceText, differenceText, percentText } from './change.ts';
import type { Compared } from './comparison.ts';

/** Later count, earlier count, difference, per cent and chance, as people read them. */
export function changeCells(compared: Compared | undefined): readonly string[] {
  if (compared === undefined) return ['', '', '', '', ''];
  const { now, before, change, mark } = compared;
  const count = (value: number | null) => (value === null ? MARKS[mark ?? 'u'].short : formatNumber(value));
  const counts = [count(now), count(before)];
  if (change === null) return [...counts, '', '', `not compared: ${MARKS[mark ?? 'u'].short.toLowerCase()}`];
  return [...counts, differenceText(change), percentText(change), chanceText(change)];
}
