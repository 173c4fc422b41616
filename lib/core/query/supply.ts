import type { Manifest } from '#core/model/manifest.ts';
import { type Month, monthOfText, monthsBetween } from './calendar.ts';

/**
 * What was supplied of a dataset, from the coverages of its live deliveries, never from its rows. A month maps to the
 * codes of the areas supplied in it, null = everywhere; a month that is not there was not supplied.
 */
export type Supply = ReadonlyMap<Month, ReadonlySet<string> | null>;

/** The supply of a publication; nothing when there is none. */
export function supplyOf(manifest: Manifest | null): Supply {
  const supply = new Map<Month, Set<string> | null>();
  for (const { coverage } of manifest?.deliveries ?? []) {
    for (const month of monthsBetween(monthOfText(coverage.from), monthOfText(coverage.to))) {
      const before = supply.get(month);
      if (before === null) continue;
      if (coverage.areas === null) supply.set(month, null);
      else supply.set(month, new Set([...(before ?? []), ...coverage.areas]));
    }
  }
  return supply;
}

/**
 * The supply without areas that are hidden: a month that was supplied for areas of which one is hidden counts as
 * supplied everywhere, since records cannot be told apart by it.
 */
export function shownSupply(supply: Supply, isHidden: (code: string) => boolean): Supply {
  return new Map(
    [...supply].map(([month, areas]) => [month, areas !== null && [...areas].some(isHidden) ? null : areas]),
  );
}

/** First and last month supplied, or null for none. */
export function supplySpan(supply: Supply): { readonly from: Month; readonly to: Month } | null {
  if (supply.size === 0) return null;
  const months = [...supply.keys()];
  return { from: Math.min(...months), to: Math.max(...months) };
}
