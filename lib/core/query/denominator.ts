import type { Level, Vintage } from '#core/model/geography.ts';

/** A reference table of counts per area and year that rates are divided by. */
export type Denominator = {
  readonly name: string;
  readonly level: Level;
  readonly vintage: Vintage;
  readonly source: string;
  /** Ascending, at least one. */
  readonly years: readonly number[];
  /** The count of an area in one of `years`, or null when it is not known. */
  readonly value: (code: string, year: number) => number | null;
};

/** Below this share of the middle area an area counts as small: a rate there is of few who are counted. */
const SMALL_SHARE = 0.1;
const MOST_SMALL = 5;

/** The areas (of these codes) with far fewer than the middle one in the latest year, smallest first; at most five. */
export function smallAreas(
  { years, value }: Denominator,
  codes: readonly string[],
): readonly { readonly code: string; readonly value: number }[] {
  const year = years.at(-1);
  if (year === undefined) return [];
  const known = codes
    .map((code) => ({ code, value: value(code, year) }))
    .filter((area): area is { code: string; value: number } => area.value !== null)
    .sort((a, b) => a.value - b.value);
  const middle = known[Math.floor(known.length / 2)]?.value ?? 0;
  return known.filter((area) => area.value < middle * SMALL_SHARE).slice(0, MOST_SMALL);
}
