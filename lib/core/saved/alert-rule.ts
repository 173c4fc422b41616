import type { Movement } from './movement.ts';

/** When somebody wants to be told of a new publication. */
export type AlertRule =
  | { readonly when: 'changed' }
  /** The total goes past the limit, from the other side of it. */
  | { readonly when: 'above' | 'below'; readonly limit: number }
  /** The total changes by more than this share of itself. */
  | { readonly when: 'moved'; readonly percent: number };

/** Whether a movement is what the rule asks to be told of. A total that is not a number before and now crosses nothing. */
export function isToldBy(rule: AlertRule, { total, isMoved }: Movement): boolean {
  if (rule.when === 'changed') return isMoved;
  const { before, now } = total;
  if (typeof before !== 'number' || typeof now !== 'number') return false;
  switch (rule.when) {
    case 'above':
      return before <= rule.limit && now > rule.limit;
    case 'below':
      return before >= rule.limit && now < rule.limit;
    case 'moved':
      return before === 0 ? now !== 0 : Math.abs(now - before) * 100 > rule.percent * Math.abs(before);
  }
}
