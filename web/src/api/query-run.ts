import type { QuerySpec } from '#core/model/query-spec.ts';
import type { QueryResult, ResultColumn } from '#core/model/result.ts';
import { type ApiClient, ApiProblem } from './client.ts';
import type { QueryView } from './types.ts';

/** A finished query with as many of its rows as were asked for. */
export type Answer = {
  readonly id: string;
  readonly words: string;
  readonly result: QueryResult;
  /** Rows that `result.columns` hold; fewer than `result.rowCount` when there are more than the page can show. */
  readonly loaded: number;
};

export const MAX_ROWS_LOADED = 10_000;
const PAGE_ROWS = 5_000;

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}

function endedBadly(view: QueryView): ApiProblem {
  const code = view.error?.code ?? (view.state === 'cancelled' ? 'QUERY_CANCELLED' : 'INTERNAL');
  const detail = view.error?.detail ?? 'The query was cancelled before it had ended.';
  return new ApiProblem({
    status: 0,
    code,
    title: 'The query did not finish',
    detail,
    faults: [],
    reference: null,
  });
}

function rowsOf(columns: readonly ResultColumn[]): number {
  return columns[0]?.values.length ?? 0;
}

/** Puts the rows of a later page below those of an earlier one. */
export function joinPages(first: QueryResult, next: QueryResult): QueryResult {
  const columns = first.columns.map((column, index) => {
    const more = next.columns[index];
    if (more === undefined) return column;
    const labels = { ...column.labels, ...more.labels };
    return {
      ...column,
      values: [...column.values, ...more.values],
      ...(Object.keys(labels).length > 0 ? { labels } : {}),
    };
  });
  return { ...first, columns, nextCursor: next.nextCursor };
}

/**
 * Asks a query and waits for its rows. When `signal` aborts, the query is ended on the server too, so that
 * one that nobody waits for does not hold the engine. `firstRows`: only the first page, of so many rows.
 */
export async function runQuery(
  api: ApiClient,
  spec: QuerySpec,
  signal: AbortSignal,
  onProgress: (progress: number | null) => void = () => undefined,
  firstRows?: number,
): Promise<Answer> {
  const first = firstRows === undefined ? '' : `?limit=${firstRows}`;
  const posted = await api.post<QueryView>(`/queries${first}`, spec, undefined);
  const stop = () => void api.remove(`/queries/${posted.id}`);
  let view = posted;
  const running = () => view.state === 'queued' || view.state === 'running';
  if (signal.aborted) {
    if (running()) stop();
    signal.throwIfAborted();
  }
  if (running()) {
    signal.addEventListener('abort', stop, { once: true });
    globalThis.addEventListener?.('pagehide', stop, { once: true });
    try {
      for (let waitMs = 200; running(); waitMs = Math.min(waitMs * 1.5, 1_500)) {
        await pause(waitMs, signal);
        view = await api.get<QueryView>(`/queries/${posted.id}`, signal);
        onProgress(view.progress);
      }
    } finally {
      signal.removeEventListener('abort', stop);
      globalThis.removeEventListener?.('pagehide', stop);
    }
  }
  if (view.state !== 'succeeded') throw endedBadly(view);
  const page = (cursor: string | null) =>
    api.get<QueryResult>(
      `/queries/${view.id}/result?limit=${firstRows ?? PAGE_ROWS}${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
      signal,
    );
  let result = view.result ?? (await page(null));
  while (firstRows === undefined && result.nextCursor !== null && rowsOf(result.columns) < MAX_ROWS_LOADED) {
    result = joinPages(result, await page(result.nextCursor));
  }
  return { id: view.id, words: result.words, result, loaded: rowsOf(result.columns) };
}
