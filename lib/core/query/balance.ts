import {
  type Count,
  NO_RECORDS,
  shownCount,
  strictest,
  type Tally,
  together,
} from '#core/disclosure/count.ts';
import { isWholeCell } from './counts-only.ts';
import { isCounted } from './output.ts';
import type { Query } from './query.ts';
import { REST_KEYS } from './rest.ts';

/** How the records that the filters let through divide, as the profile lets it be shown. */
export type Balance = { readonly mapped: Count; readonly notMapped: Count; readonly outsideCoverage: Count };

/** The numbers of the statement of the rest, by name; null when it was not run. */
export type Rest = ((name: string) => number) | null;

/**
 * The balance of a grouped query from what its groups hold and what the rest holds. Under counts only the three are
 * cells of their own, and `c` when what is asked for as a whole is no cell of the lattice.
 */
export function balanceOf(
  query: Query,
  groups: { readonly mapped: Tally; readonly notMapped: Tally },
  rest: Rest,
): Balance {
  const rule = strictest(query.datasets.map(({ view }) => view.access));
  const isCell = !query.datasets.some(isCounted) || isWholeCell(query);
  const shown = (tally: Tally): Count => (isCell ? shownCount(tally, rule) : 'c');
  const left = (name: keyof typeof REST_KEYS): Tally =>
    rest === null ? NO_RECORDS : { count: rest(name), keys: rest(REST_KEYS[name]) };
  return {
    mapped: shown(groups.mapped),
    notMapped: shown(together(groups.notMapped, left('not_mapped'))),
    outsideCoverage: shown(left('outside_coverage')),
  };
}

/** The balance of a list of records, which shows each of them and so counts them as they are. */
export function balanceOfList(listed: number, rest: Rest): Balance & { readonly mapped: number } {
  return {
    mapped: listed,
    notMapped: rest?.('not_mapped') ?? 0,
    outsideCoverage: rest?.('outside_coverage') ?? 0,
  };
}
