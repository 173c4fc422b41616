import { formatNumber } from '../../format/number.ts';
import { levelLabel } from '../../state/grouping.ts';
import type { ReferenceTaken } from './hooks.ts';

/** `2011 to 2024`, or `2021`. */
export function yearsText(years: readonly number[]): string {
  const [first] = years;
  const last = years.at(-1);
  if (first === undefined || last === undefined) return '–';
  return first === last ? String(first) : `${first} to ${last}`;
}

/** What came of it, for people. */
export function takenText(name: string, level: string, taken: ReferenceTaken): string {
  const { changed, years, areaCount, unknownCodes, areasWithout } = taken;
  if (!changed) return `${name} was there already, the same: nothing changed.`;
  const parts = [`${name} is in: ${formatNumber(areaCount)} areas, ${yearsText(years)}.`];
  const unknown = unknownCodes.slice(0, 5).join(', ');
  if (unknownCodes.length === 1)
    parts.push(`The code ${unknown} is not of the level ${levelLabel(level)} and is never used.`);
  if (unknownCodes.length > 1)
    parts.push(
      `${formatNumber(unknownCodes.length)} codes are not of the level ${levelLabel(level)} and are never used: ${unknown}${unknownCodes.length > 5 ? '…' : ''}.`,
    );
  if (areasWithout === 1) parts.push('One area has no value.');
  if (areasWithout > 1) parts.push(`${formatNumber(areasWithout)} areas have no value.`);
  return parts.join(' ');
}
