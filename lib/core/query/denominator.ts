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
