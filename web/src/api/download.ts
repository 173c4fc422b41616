import { type ApiClient, ApiProblem } from './client.ts';
import type { Answer } from './query-run.ts';
import type { DownloadView } from './types.ts';

export type DownloadedFile = { readonly name: string; readonly body: Blob };

const POLL_MS = 400;

/** The file name that an answer carries, or the last part of its address. */
export function fileNameFrom(disposition: string | null, url: string): string {
  const plain = /filename="?([^";]+)"?/.exec(disposition ?? '')?.[1];
  const last = decodeURIComponent(new URL(url, 'http://localhost').pathname.split('/').at(-1) ?? '');
  return plain ?? (last.includes('.') ? last : 'safestats.csv');
}

function isJson(response: Response): boolean {
  return /\bjson\b/.test(response.headers.get('content-type') ?? '');
}

function gone(error: unknown): boolean {
  return error instanceof ApiProblem && (error.problem.status === 404 || error.problem.status === 409);
}

/** Has the file made and fetches it; a query that the server has let go is run again first. */
export async function downloadCsv(
  api: ApiClient,
  answer: Answer,
  again: () => Promise<Answer>,
  signal: AbortSignal,
  reason: string | null = null,
): Promise<DownloadedFile> {
  const ask = (id: string) =>
    api.post<DownloadView>(
      `/queries/${id}/downloads`,
      { format: 'csv', ...(reason === null ? {} : { reason }) },
      signal,
    );
  let query = answer.id;
  let job: DownloadView;
  try {
    job = await ask(query);
  } catch (error) {
    if (!gone(error)) throw error;
    query = (await again()).id;
    job = await ask(query);
  }
  for (;;) {
    const response = await api.open(`/queries/${query}/downloads/${job.id}`, signal);
    if (!isJson(response)) {
      return {
        name: fileNameFrom(response.headers.get('content-disposition'), response.url),
        body: await response.blob(),
      };
    }
    const view = (await response.json()) as DownloadView;
    if (view.state === 'failed') {
      throw new ApiProblem({
        status: 0,
        code: 'DOWNLOAD_FAILED',
        title: 'The file could not be made',
        detail: view.error ?? 'Try again.',
        faults: [],
        reference: null,
      });
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    signal.throwIfAborted();
  }
}
