import type { QuerySpec } from '#core/model/query-spec.ts';
import type { QueryResult, ResultColumn } from '#core/model/result.ts';
import { type ApiClient, ApiProblem } from './client.ts';
import { RUNNING, type RunningQueries } from './running.ts';
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

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
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

function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
}

type RunOptions = {
  readonly queries?: RunningQueries;
  /** Only the first page, of so many rows. */
  readonly firstRows?: number | undefined;
};

/** Asks a query and waits for its rows; see `runAt`. `firstRows`: only the first page, of so many rows. */
export function runQuery(
  api: ApiClient,
  spec: QuerySpec,
  signal: AbortSignal,
  options: RunOptions = {},
): Promise<Answer> {
  const { firstRows } = options;
  return runAt(api, `/queries${firstRows === undefined ? '' : `?limit=${firstRows}`}`, spec, signal, options);
}

/**
 * Asks what is asked by a POST to `path` and waits for its rows. When `signal` aborts, when it is cancelled among the running ones, or when the page
 * is left, the query is ended on the server too, so that one that nobody waits for does not hold the engine: by its id,
 * or by its key while the id is not known.
 */
export async function runAt(
  api: ApiClient,
  path: string,
  body: QuerySpec | undefined,
  signal: AbortSignal,
  { queries = RUNNING, firstRows }: RunOptions = {},
): Promise<Answer> {
  const key = newKey();
  const run = queries.begin(signal);
  let id: string | null = null;
  let ended = false;
  const stop = () => {
    if (!ended) void api.remove(id === null ? `/queries?key=${key}` : `/queries/${id}`);
    ended = true;
  };
  run.signal.addEventListener('abort', stop, { once: true });
  leaving()?.addEventListener('pagehide', stop, { once: true });
  const unlessStopped = new Promise<never>((_, reject) => {
    run.signal.addEventListener('abort', () => reject(run.signal.reason), { once: true });
  });
  unlessStopped.catch(() => undefined);
  try {
    if (signal.aborted) throw signal.reason;
    let view = await Promise.race([api.post<QueryView>(path, body, undefined, key), unlessStopped]);
    id = view.id;
    for (let waitMs = 200; isAtWork(view); waitMs = Math.min(waitMs * 1.5, 1_500)) {
      await Promise.race([pause(waitMs), unlessStopped]);
      view = await api.get<QueryView>(`/queries/${id}`, run.signal);
      run.note(view.progress);
    }
    ended = true;
    if (view.state !== 'succeeded') throw endedBadly(view);
    return await answerOf(api, view, run.signal, firstRows);
  } finally {
    ended = true;
    leaving()?.removeEventListener('pagehide', stop);
    run.end();
  }
}

/** What tells that the page is left; null where there is no page. */
function leaving(): EventTarget | null {
  const page: Partial<EventTarget> = globalThis as unknown as Partial<EventTarget>;
  return typeof page.addEventListener === 'function' ? (page as EventTarget) : null;
}

function isAtWork({ state }: QueryView): boolean {
  return state === 'queued' || state === 'running';
}

/** The rows of a query that has ended, page by page. */
async function answerOf(
  api: ApiClient,
  view: QueryView,
  signal: AbortSignal,
  firstRows: number | undefined,
): Promise<Answer> {
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
