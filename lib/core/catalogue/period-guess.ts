import { periodInName } from '#core/ingest/coverage.ts';
import type { TimeGuess } from './time-guess.ts';

const MONTH = '(?:19|20)\\d{2}-(?:0[1-9]|1[0-2])';
const MONTHS_IN_NAME = `(?<!\\d)(?:(?<from>${MONTH})_(?<to>${MONTH})|(?<month>${MONTH}))(?!-?\\d)`;
const YEAR_IN_NAME = '(?<!\\d)(?<year>(?:19|20)\\d{2})(?!\\d)';

/** What the name of a file says of the months that it covers. */
export type PeriodGuess = {
  readonly pattern: string | null;
  readonly cadence: 'monthly' | 'yearly';
  readonly notes: readonly string[];
};

/** Looks for months or a year in a file's name; they count only if the rows of the sample lie in them. */
export function guessPeriod(fileName: string, { months, time }: TimeGuess): PeriodGuess {
  const cadence = months === null ? 'yearly' : 'monthly';
  const patterns = time.kind === 'delivery-year' ? [YEAR_IN_NAME] : [MONTHS_IN_NAME, YEAR_IN_NAME];
  for (const pattern of patterns) {
    const period = periodInName(pattern, fileName);
    if (period === null) continue;
    if (months === null || (months.first >= period.from && months.last <= period.to))
      return { pattern, cadence: pattern === YEAR_IN_NAME ? 'yearly' : cadence, notes: [] };
    const found = months.first === months.last ? months.first : `${months.first} to ${months.last}`;
    const note = `the name of the file says ${period.from}, its rows are of ${found}: what a delivery covers is taken from its rows`;
    return { pattern: null, cadence, notes: [note] };
  }
  const note =
    months === null
      ? 'the name of the file says no year: each delivery needs a manifest that does'
      : 'the name of the file says no month: what a delivery covers is taken from its rows, and it adds to what is there';
  return { pattern: null, cadence, notes: [note] };
}
