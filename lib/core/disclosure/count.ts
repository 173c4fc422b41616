import type { DatasetAccess } from '#core/access/profile.ts';
import { perturbationOf } from './perturbation.ts';

/** Records of a cell: how many, and the sum of their keys (0 where counts are not perturbed). */
export type Tally = { readonly count: number; readonly keys: number };

/** A count as it is shown: the number, or `c` where it is too small. */
export type Count = number | 'c';

/** How counts are shown. */
export type CountRule = Pick<DatasetAccess, 'kind' | 'minimumCount' | 'rounding'>;

/** The count of no records. */
export const NO_RECORDS: Tally = { count: 0, keys: 0 };

/** Whether counts are shown as they are. */
export function isExact({ kind, minimumCount, rounding }: CountRule): boolean {
  return kind === 'records' && minimumCount === 1 && rounding === 1;
}

/**
 * The count of a cell as it is shown: perturbed under `counts`, then rounded to the multiple; `c` when the true, the
 * perturbed or the rounded count is under the minimum. No records are always 0.
 */
export function shownCount({ count, keys }: Tally, rule: CountRule): Count {
  if (count === 0) return 0;
  const { kind, minimumCount, rounding } = rule;
  const perturbed = kind === 'counts' ? count + perturbationOf(keys) : count;
  if (Math.min(count, perturbed) < minimumCount) return 'c';
  const rounded = roundedTo(perturbed, rounding);
  return rounded < minimumCount ? 'c' : rounded;
}

/** A whole number, not negative, to the nearest multiple; half a multiple goes up. */
export function roundedTo(count: number, multiple: number): number {
  return Math.floor(count / multiple + 0.5) * multiple;
}

/** Two tallies as one. */
export function together(one: Tally, other: Tally): Tally {
  return { count: one.count + other.count, keys: one.keys + other.keys };
}

/** The rule for cells that hold records of several datasets: the strictest of theirs. */
export function strictest(rules: readonly CountRule[]): CountRule {
  return {
    kind: rules.some(({ kind }) => kind === 'counts') ? 'counts' : 'records',
    minimumCount: Math.max(1, ...rules.map(({ minimumCount }) => minimumCount)),
    rounding: rules.reduce<CountRule['rounding']>(
      (most, { rounding }) => (rounding > most ? rounding : most),
      1,
    ),
  };
}
