import type { QueryResult } from '#core/model/result.ts';
import { type ApiClient, ApiProblem } from '../api/client.ts';
import { type Answer, joinPages, MAX_ROWS_LOADED } from '../api/query-run.ts';
import type { QueryView } from '../api/types.ts';

const PAGE_ROWS = 5_000;
const AGAIN_MS = 500;

/** Asks what a link shows and waits for its rows, of which the page shows as many as of any other answer. */
export async function runLink(api: ApiClient, id: string, signal: AbortSignal): Promise<Answer> {
  let view = await api.post<QueryView>(`/links/${id}/queries`, undefined, signal);
  const stop = () => void api.remove(`/queries/${view.id}`);
  const isRunning = () => view.state === 'queued' || view.state === 'running';
  if (isRunning()) {
    signal.addEventListener('abort', stop, { once: true });
    try {
      while (isRunning()) {
        await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
        signal.throwIfAborted();
        view = await api.get<QueryView>(`/queries/${view.id}`, signal);
      }
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }
  if (view.state !== 'succeeded')
    throw new ApiProblem({
      status: 0,
      code: view.error?.code ?? 'QUERY_CANCELLED',
      title: 'The query did not finish',
      detail: view.error?.detail ?? 'The query was cancelled before it had ended.',
      faults: [],
      reference: null,
    });
  const page = (cursor: string | null) =>
    api.get<QueryResult>(
      `/queries/${view.id}/result?limit=${PAGE_ROWS}${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
      signal,
    );
  const loadedOf = ({ columns }: QueryResult) => columns[0]?.values.length ?? 0;
  let result = view.result ?? (await page(null));
  while (result.nextCursor !== null && loadedOf(result) < MAX_ROWS_LOADED)
    result = joinPages(result, await page(result.nextCursor));
  return { id: view.id, words: result.words, result, loaded: loadedOf(result) };
}
