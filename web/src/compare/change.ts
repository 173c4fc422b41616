import { formatNumber, formatPercent } from '../format/number.ts';

/** Counts under which a change in per cent says nothing. */
export const LEAST_BASE = 20;
const UNDER_BASE = `under ${LEAST_BASE} before`;
/** What a per cent is replaced by where there were few before. */
export const TOO_FEW_NOTE = `Too few: under ${LEAST_BASE} before, of which a per cent would say nothing.`;
/** From which a change is called more than chance: counts that have not changed pass it once in thirty times. */
const CHANCE_LIMIT = 3;
/** The share of unchanged groups that pass the limit by luck: of z, whose spread is √2. */
const BY_LUCK = 0.034;

/** The change from one number to another. */
export type Change = {
  readonly now: number;
  readonly before: number;
  readonly difference: number;
  readonly type: 'integer' | 'number';
  /** Null where it would say nothing; `noPercent` says why. */
  readonly percent: number | null;
  readonly noPercent: string;
  /** See `chanceOf`; null where no test holds; `noTest` says why. */
  readonly z: number | null;
  readonly noTest: string;
};

/** One window of a comparison: its number, of how many records it is made, and what they are divided by (1 = nothing). */
export type Side = { readonly value: number; readonly count: number; readonly people: number };

/** How numbers are compared: `counts` = they are counts or made of them alone, so that a chance test holds. */
export type HowCompared = {
  readonly counts: boolean;
  /** The counts are as recorded, neither perturbed nor rounded. */
  readonly isExact: boolean;
  readonly type: Change['type'];
};

/**
 * z = 2(√now − √before) of two counts. Where they are divided by different numbers of people, the counts are those that as
 * many people would have had: z = 2√2(√(now·b) − √(before·a)) / √(a + b), of a people now and b before; the same where a = b.
 */
export function chanceOf(now: Omit<Side, 'value'>, before: Omit<Side, 'value'>): number {
  const [a, b] = [now.people, before.people];
  const apart = Math.sqrt(now.count * b) - Math.sqrt(before.count * a);
  return (2 * Math.SQRT2 * apart) / Math.sqrt(a + b);
}

/** The change between two windows. */
export function changeBetween(now: Side, before: Side, { counts, isExact, type }: HowCompared): Change {
  const noPercent = before.count < LEAST_BASE ? UNDER_BASE : before.value <= 0 ? 'not above 0 before' : '';
  const noTest = !counts ? 'it is not of a count' : isExact ? '' : 'numbers are protected';
  return {
    now: now.value,
    before: before.value,
    difference: now.value - before.value,
    type,
    percent: noPercent === '' ? ((now.value - before.value) / before.value) * 100 : null,
    noPercent,
    z: noTest === '' ? chanceOf(now, before) : null,
    noTest,
  };
}

/** The change of a count; null when either is not known. `isExact`: the counts are neither perturbed nor rounded. */
export function changeOf(now: number | null, before: number | null, isExact: boolean): Change | null {
  if (now === null || before === null) return null;
  const side = (count: number): Side => ({ value: count, count, people: 1 });
  return changeBetween(side(now), side(before), { counts: true, isExact, type: 'integer' });
}

export function isMoreThanChance({ z }: Change): boolean {
  return z !== null && Math.abs(z) >= CHANCE_LIMIT;
}

function signed(value: number, text: string): string {
  return value > 0 ? `+${text}` : value < 0 ? `−${text}` : text;
}

/** `+1,234`, `−5`, `0`; of a rate `+1.25`. */
export function differenceText({ difference, type }: Pick<Change, 'difference' | 'type'>): string {
  return signed(difference, formatNumber(Math.abs(difference), type));
}

/** Whether there were too few before for a per cent, see `TOO_FEW_NOTE`. */
export function isOfTooFew({ noPercent }: Change): boolean {
  return noPercent === UNDER_BASE;
}

/** `+11.5%`; `too few`, or why there is no per cent. */
export function percentText(change: Change): string {
  const { percent, noPercent } = change;
  if (percent !== null) return signed(percent, formatPercent(Math.abs(percent)));
  return isOfTooFew(change) ? 'too few' : `none: ${noPercent}`;
}

/** `more than chance: z = 3.1`, `could be chance: z = 1.2`. */
export function chanceText(change: Change): string {
  if (change.z === null) return `no test: ${change.noTest}`;
  const z = `${change.z < -0.05 ? '−' : ''}${Math.abs(change.z).toFixed(1)}`;
  return `${isMoreThanChance(change) ? 'more than chance' : 'could be chance'}: z = ${z}`;
}

/** What the test is, once where it is used. */
export const CHANCE_NOTE = `Chance is judged by z = 2(√now − √before): from ±${CHANCE_LIMIT} on a change is more than chance would make of counts alone. Of many groups that did not change, about one in thirty passes by luck.`;

/** How many of so many groups pass by luck, in words. */
export function byLuckText(groups: number): string {
  const expected = groups * BY_LUCK;
  return expected < 0.75 ? 'less than one' : `about ${Math.round(expected)}`;
}
