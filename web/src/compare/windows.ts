import type { CompareKind } from '../state/compare.ts';
import { addMonths, type Month, monthIndex, monthRange, periodLabel } from '../state/month.ts';

export type Window = { readonly from: Month; readonly to: Month };

/** Months beside each other: the same place in both windows. */
export type Pair = { readonly now: Month; readonly before: Month };

/** Two windows that are alike, and what of them can be compared. */
export type Windows = {
  readonly now: Window;
  readonly before: Window;
  /** Pairs of which both months were supplied by every dataset. */
  readonly pairs: readonly Pair[];
  /** The other pairs, which take no part, and the months that are the reason. */
  readonly left: readonly { readonly pair: Pair; readonly missing: readonly Month[] }[];
};

/** Why there is nothing to compare, in words. */
export type NoWindows = { readonly reason: string };

type Ask = {
  readonly kind: Exclude<CompareKind, 'none'>;
  readonly period: Window;
  /** Whether every dataset was supplied for the whole of a month. */
  readonly isSupplied: (month: Month) => boolean;
};

const YEAR = 12;

/** How many months a window has. */
export function lengthOf({ from, to }: Window): number {
  return monthIndex(to) - monthIndex(from) + 1;
}

/** The later window and how many months lie between the two. */
function spanOf({ kind, period }: Ask): { readonly now: Window; readonly back: number } {
  if (kind === 'year-to-date')
    return { now: { from: `${period.to.slice(0, 4)}-01`, to: period.to }, back: YEAR };
  const months = Math.min(YEAR, lengthOf(period));
  const now = { from: addMonths(period.to, 1 - months), to: period.to };
  return { now, back: kind === 'year-before' ? YEAR : months };
}

/**
 * The two windows of a comparison, month for month. No window is longer than a year, so that they never share a month: of a
 * longer period its last 12 months are compared.
 */
export function windowsOf(ask: Ask): Windows | NoWindows {
  const { now, back } = spanOf(ask);
  const before = { from: addMonths(now.from, -back), to: addMonths(now.to, -back) };
  const all = monthRange(now.from, now.to).map(
    (month): Pair => ({ now: month, before: addMonths(month, -back) }),
  );
  const judged = all.map((pair) => ({
    pair,
    missing: [pair.before, pair.now].filter((month) => !ask.isSupplied(month)),
  }));
  const pairs = judged.filter(({ missing }) => missing.length === 0).map(({ pair }) => pair);
  if (pairs.length === 0)
    return {
      reason: `There is nothing to compare: ${periodLabel(before.from, before.to)} and ${periodLabel(now.from, now.to)} have no month in common that was supplied.`,
    };
  return { now, before, pairs, left: judged.filter(({ missing }) => missing.length > 0) };
}

/** Pairs in a row, each as two windows: what one question of each side can be asked about. */
export function runsOf(pairs: readonly Pair[]): readonly { readonly now: Window; readonly before: Window }[] {
  const runs: { now: Window; before: Window }[] = [];
  for (const { now, before } of pairs) {
    const last = runs.at(-1);
    if (last !== undefined && addMonths(last.now.to, 1) === now) {
      last.now = { from: last.now.from, to: now };
      last.before = { from: last.before.from, to: before };
    } else runs.push({ now: { from: now, to: now }, before: { from: before, to: before } });
  }
  return runs;
}

/** `Apr 2025 to Mar 2026 against Apr 2024 to Mar 2025`. */
export function windowsLabel({ now, before }: Pick<Windows, 'now' | 'before'>): string {
  return `${periodLabel(now.from, now.to)} against ${periodLabel(before.from, before.to)}`;
}
