import { yearsText } from '../../api/references.ts';
import { formatNumber } from '../../format/number.ts';
import { levelLabel } from '../../state/grouping.ts';

/** What came of a table that was sent. */
export type ReferenceTaken = {
  readonly changed: boolean;
  readonly years: readonly number[];
  readonly areaCount: number;
  /** Codes that the level does not have. */
  readonly unknownCodes: readonly string[];
  /** Areas of the level without any value. */
  readonly areasWithout: number;
};

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
