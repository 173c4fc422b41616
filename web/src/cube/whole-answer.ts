import type { QuerySpec } from '#core/model/query-spec.ts';
import type { QueryResult } from '#core/model/result.ts';
import { type ApiClient, ApiProblem } from '../api/client.ts';
import { joinPages, runQuery } from '../api/query-run.ts';

/** Rows beyond which an answer is not fetched whole. */
const MOST_ROWS = 200_000;
const PAGE_ROWS = 50_000;

/** Every row of an answer; null where there are too many. */
export async function wholeAnswer(api: ApiClient, spec: QuerySpec, signal: AbortSignal) {
  try {
    const { id, result: first } = await runQuery(api, spec, signal);
    if (first.rowCount > MOST_ROWS) return null;
    let result = first;
    while (result.nextCursor !== null) {
      const cursor = encodeURIComponent(result.nextCursor);
      const next = await api.get<QueryResult>(
        `/queries/${id}/result?limit=${PAGE_ROWS}&cursor=${cursor}`,
        signal,
      );
      result = joinPages(result, next);
    }
    return { id, result };
  } catch (error) {
    if (error instanceof ApiProblem && error.problem.code === 'QUERY_TOO_LARGE') return null;
    throw error;
  }
}
