import type { Choice } from './catalogue.ts';
import type { Exploration } from './exploration.ts';
import { addMonths, type Month, periodLabel } from './month.ts';

/** A period that moves on with the newest published month: the address keeps its name, never its dates. */
export type Relative = '3m' | '12m' | '24m' | 'ytd' | 'last-year';

type Bounds = { readonly from: Month; readonly to: Month };

const KINDS: readonly { readonly key: Relative; readonly label: string }[] = [
  { key: '3m', label: '3 months' },
  { key: '12m', label: '12 months' },
  { key: '24m', label: '24 months' },
  { key: 'ytd', label: 'Year to date' },
  { key: 'last-year', label: 'Calendar year before' },
];

/** Null for anything that is no name of a relative period. */
export function relativeFrom(text: string | null): Relative | null {
  return KINDS.find(({ key }) => key === text)?.key ?? null;
}

/** The months that a relative period means, counted from the newest published month. */
export function relativePeriod(relative: Relative, { to }: Bounds): Bounds {
  const year = Number(to.slice(0, 4));
  switch (relative) {
    case 'ytd':
      return { from: `${year}-01`, to };
    case 'last-year':
      return { from: `${year - 1}-01`, to: `${year - 1}-12` };
    default:
      return { from: addMonths(to, 1 - Number.parseInt(relative, 10)), to };
  }
}

/** The relative periods on offer, with the dates they mean and, where one cannot be had, why not. */
export function relativeOffers(bounds: Bounds): readonly {
  readonly key: Relative;
  readonly label: string;
  readonly means: string;
  readonly why: string;
}[] {
  return KINDS.map(({ key, label }) => {
    const period = relativePeriod(key, bounds);
    const means = periodLabel(period.from, period.to);
    const isShort = period.from < bounds.from;
    const named = key === 'last-year' ? period.from.slice(0, 4) : label;
    return { key, label: named, means, why: isShort ? `It would begin before the data does: ${means}.` : '' };
  });
}

/** In a sentence: `the last 12 months`. */
export function relativeWords(relative: Relative): string {
  if (relative === 'ytd') return 'the year to date';
  if (relative === 'last-year') return 'the last calendar year';
  return `the last ${Number.parseInt(relative, 10)} months`;
}

/** The state with the months that its relative period means now; without one as it is. */
export function withPeriod(choice: Pick<Choice, 'bounds'>, state: Exploration): Exploration {
  if (state.relative === null || choice.bounds === null) return state;
  return { ...state, ...relativePeriod(state.relative, choice.bounds) };
}

/** Undoes `withPeriod` after a change: months of one's own take the place of a relative period. */
export function withoutPeriod(before: Exploration, after: Exploration): Exploration {
  if (after.relative === null) return after;
  if (after.relative !== before.relative || (after.from === before.from && after.to === before.to))
    return { ...after, from: null, to: null };
  return { ...after, relative: null };
}
