import { formatNumber, formatPercent } from '../format/number.ts';

/** Counts under which a change in per cent says nothing. */
export const LEAST_BASE = 20;
/** Beyond which a change is called more than chance: one in twenty passes it by luck. */
const CHANCE_LIMIT = 1.96;

/** The change from one count to another. */
export type Change = {
  readonly now: number;
  readonly before: number;
  readonly difference: number;
  /** Null from a base under 20. */
  readonly percent: number | null;
  /** z = 2(√now − √before); null where counts were changed before they are shown, so that no test holds. */
  readonly z: number | null;
};

/** Null when either number is not known. `isExact`: the counts are as recorded, neither perturbed nor rounded. */
export function changeOf(now: number | null, before: number | null, isExact: boolean): Change | null {
  if (now === null || before === null) return null;
  return {
    now,
    before,
    difference: now - before,
    percent: before < LEAST_BASE ? null : ((now - before) / before) * 100,
    z: isExact ? 2 * (Math.sqrt(now) - Math.sqrt(before)) : null,
  };
}

export function isMoreThanChance({ z }: Change): boolean {
  return z !== null && Math.abs(z) > CHANCE_LIMIT;
}

function signed(value: number, text: string): string {
  return value > 0 ? `+${text}` : value < 0 ? `−${text}` : text;
}

/** `+1,234`, `−5`, `0`. */
export function differenceText({ difference }: Change): string {
  return signed(difference, formatNumber(Math.abs(difference)));
}

/** `+11.5%`; of a small base the reason why there is none. */
export function percentText({ percent }: Change): string {
  return percent === null
    ? `none: under ${LEAST_BASE} before`
    : signed(percent, formatPercent(Math.abs(percent)));
}

/** `more than chance: z = 3.1`, `could be chance: z = 1.2`. */
export function chanceText(change: Change): string {
  if (change.z === null) return 'no test: numbers are protected';
  const z = `${change.z < -0.05 ? '−' : ''}${Math.abs(change.z).toFixed(1)}`;
  return `${isMoreThanChance(change) ? 'more than chance' : 'could be chance'}: z = ${z}`;
}

/** What the test is, once where it is used. */
export const CHANCE_NOTE = `Chance is judged by z = 2(√now − √before): beyond ±${CHANCE_LIMIT} a change is more than chance would make of counts alone. Of many groups that did not change, one in twenty passes by luck.`;
