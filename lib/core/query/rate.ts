import type { Level } from '#core/model/geography.ts';
import { firstDay, lastDay, type Month, yearOf } from './calendar.ts';
import type { Denominator } from './denominator.ts';
import { type GeographyAreas, liesInAny, type Places } from './places.ts';
import type { Key, SpaceFilter, TimeFilter } from './query.ts';

const TIME_UNITS = ['year', 'quarter', 'month'];

/** Why a rate cannot be given for this question, in the caller's words; null when it can. */
export function rateFault(
  keys: readonly Key[],
  space: SpaceFilter,
  denominator: Denominator,
  places: Places,
): string | null {
  const { level } = denominator;
  const what = `"${denominator.name}" is known by ${level}`;
  if (space.near !== null || space.within !== null)
    return `a rate needs whole areas, and ${what}; filter by areas instead of near or within`;
  for (const key of keys) {
    if (key.kind === 'cell')
      return `a rate needs whole areas, and ${what}; group by ${level} instead of cells`;
    if (key.kind === 'time' && !TIME_UNITS.includes(key.unit))
      return `a rate goes with year, quarter or month, not ${key.unit}; take one of the two out`;
    if (key.kind === 'area' && !holdsWhole(key.level, denominator, places))
      return `${what}; group by ${level} or a larger area`;
  }
  if (keys.filter((key) => key.kind === 'area').length > 1)
    return 'a rate takes one level of areas to group by';
  const small = (space.areas ?? []).find((set) => !holdsWhole(set.level, denominator, places));
  return small === undefined ? null : `${what}; filter by areas of ${level} or larger, not ${small.level}`;
}

function holdsWhole(level: Level, denominator: Denominator, places: Places): boolean {
  if (level === denominator.level) return true;
  const units = places.at(denominator.level, denominator.vintage) ?? places.at(denominator.level);
  return units?.areas.some((area) => area.parents[level] !== undefined) ?? false;
}

/** The areas of the denominator that make up an area; of the whole question when `code` is null. */
export function unitsOf(
  code: string | null,
  space: SpaceFilter,
  denominator: Denominator,
  places: Places,
): readonly string[] {
  const units: GeographyAreas | null =
    places.at(denominator.level, denominator.vintage) ?? places.at(denominator.level);
  if (units === null) return code === null ? [] : [code];
  const { level } = units.geography;
  const asked = space.areas === null ? null : new Set(space.areas.flatMap((set) => set.codes));
  const container = code === null ? null : new Set([code]);
  return units.areas
    .map((area) => area.code)
    .filter(
      (unit) =>
        (container === null || liesInAny(places, level, unit, container)) &&
        (asked === null || liesInAny(places, level, unit, asked)),
    );
}

/** The share of a month that the period asked for takes in, 0 to 1. */
export function shareOfMonth(month: Month, time: TimeFilter): number {
  const first = firstDay(month);
  const last = lastDay(month);
  const from = Math.max(first, time.from ?? first);
  const to = Math.min(last, time.to ?? last);
  return Math.max(0, to - from + 1) / (last - first + 1);
}

/** The nearest year that the denominator has: the earlier one of two as near. */
export function nearestYear(denominator: Pick<Denominator, 'years'>, year: number): number | null {
  let best: number | null = null;
  for (const one of denominator.years)
    if (best === null || Math.abs(one - year) < Math.abs(best - year)) best = one;
  return best;
}

/**
 * What a count is divided by: people for a year (`annualised`), or people on average over the months. `supplied` says
 * whether a unit was supplied in a month: months that were not take no part. Null when a unit's count is not known.
 */
export function denominatorOf(
  denominator: Denominator,
  units: readonly string[],
  months: readonly Month[],
  time: TimeFilter,
  annualised: boolean,
  supplied: (month: Month, unit: string) => boolean,
): number | null {
  let people = 0;
  let longest = 0;
  for (const unit of units) {
    let weight = 0;
    for (const month of months) {
      if (!supplied(month, unit)) continue;
      const share = shareOfMonth(month, time);
      const year = nearestYear(denominator, yearOf(month));
      const value = year === null ? null : denominator.value(unit, year);
      if (value === null) return null;
      people += value * share;
      weight += share;
    }
    longest = Math.max(longest, weight);
  }
  if (people === 0 || longest === 0) return null;
  return annualised ? people / 12 : people / longest;
}
