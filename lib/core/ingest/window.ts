import type { Coverage } from '#core/model/coverage.ts';
import type { DeliveryContract } from '#core/model/dataset.ts';
import { firstDayOf, lastDayOf, yearsBetween } from './month.ts';
import type { Stage } from './stage.ts';

/** How a later delivery takes the place of an earlier one's rows. */
export type Replacement = {
  /** Delivery whose window it is. */
  readonly by: number;
  /** Rows whose days lie wholly in here (days since 1970, both included). */
  readonly fromDay: number;
  readonly toDay: number;
  /** Only rows in one of these areas; null = wherever they lie, known or not. */
  readonly areas: readonly string[] | null;
  /** Only rows whose values of these fields occur in the later delivery. */
  readonly within: readonly string[];
};

/**
 * What replaces rows of one delivery, given the later active ones. A later delivery that covers only some areas
 * replaces only rows located in those, unless the earlier one covered no others: then all of it was sent again.
 */
export function replacementsOf(
  earlier: Pick<Stage, 'number' | 'coverage'>,
  active: readonly Pick<Stage, 'number' | 'coverage'>[],
  window: DeliveryContract['window'],
): Replacement[] {
  if (window.kind === 'append') return [];
  return active
    .filter((later) => later.number > earlier.number)
    .map((later) => ({
      by: later.number,
      fromDay: firstDayOf(later.coverage.from),
      toDay: lastDayOf(later.coverage.to),
      areas: suppliesAllOf(later.coverage, earlier.coverage) ? null : later.coverage.areas,
      within: window.kind === 'replace-period' ? window.within : [],
    }));
}

/** Years, `yyyy`, whose published rows a delivery can change by coming or going. */
export function touchedYears(stage: Pick<Stage, 'coverage' | 'years'>): string[] {
  const years = new Set([
    ...Object.keys(stage.years),
    ...yearsBetween(stage.coverage.from, stage.coverage.to),
  ]);
  return [...years].sort();
}

function suppliesAllOf(later: Coverage, earlier: Coverage): boolean {
  if (later.areas === null) return true;
  if (earlier.areas === null) return false;
  const supplied = new Set(later.areas);
  return earlier.areas.every((area) => supplied.has(area));
}
