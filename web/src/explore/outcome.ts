import type { QueryResult } from '#core/model/result.ts';
import { ApiProblem } from '../api/client.ts';

/** What came of a query, where it is not simply numbers; each is another thing to a reader, with another way on. */
export type Outcome =
  | 'nothing-matches'
  | 'not-supplied'
  | 'hidden'
  | 'suppressed'
  | 'unknown'
  | 'too-large'
  | 'timed-out'
  | 'cancelled'
  | 'failed';

const CODES: Readonly<Record<string, Outcome>> = {
  QUERY_TOO_LARGE: 'too-large',
  TOO_LARGE: 'too-large',
  QUERY_TIMED_OUT: 'timed-out',
  QUERY_CANCELLED: 'cancelled',
};
/** Told elsewhere on the page, each with a way on of its own. */
const ELSEWHERE: readonly string[] = ['REASON_REQUIRED', 'ACCESS_CHANGED', 'UNAUTHENTICATED'];

/** What an error means; null where something else on the page says it. */
export function outcomeOfError(error: unknown): Outcome | null {
  if (!(error instanceof ApiProblem)) return 'failed';
  const { code, faults } = error.problem;
  if (ELSEWHERE.includes(code) || faults.length > 0) return null;
  return CODES[code] ?? 'failed';
}

/** What a total of one number means; null = it is a number of records, which needs no words. */
export function outcomeOfTotal(result: QueryResult): Outcome | null {
  const column = result.columns.find(({ name }) => name === 'count');
  const value = column?.values[0];
  const isSupplied = result.coverage.some(({ from }) => from !== null);
  if (value === 'x' || !isSupplied) return 'not-supplied';
  if (value === 'h') return 'hidden';
  if (value === 'c') return 'suppressed';
  if (value === 'u') return 'unknown';
  return value === 0 || value === undefined ? 'nothing-matches' : null;
}
