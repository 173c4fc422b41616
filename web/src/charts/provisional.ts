import type { DatasetSummary } from '../api/types.ts';
import { type Month, monthLabel } from '../state/month.ts';

/** The newest month of each dataset, which the next delivery still changes. */
export function provisionalMonths(datasets: readonly DatasetSummary[]): ReadonlySet<Month> {
  return new Set(
    datasets.flatMap(({ published, timePrecision }) =>
      published === null || timePrecision === 'year' ? [] : [published.to],
    ),
  );
}

/** Why a month is marked; empty where none is shown. */
export function provisionalNote(months: ReadonlySet<Month>): string {
  const names = [...months].sort().map(monthLabel);
  if (names.length === 0) return '';
  return `${names.join(' and ')} provisional: late records are to come.`;
}
