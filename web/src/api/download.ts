import type { FileFormat } from '#core/files/format.ts';
import { type ApiClient, ApiProblem } from './client.ts';
import type { Answer } from './query-run.ts';
import type { DownloadView } from './types.ts';

export type DownloadedFile = { readonly name: string; readonly body: Blob };
/** What is wanted of a file. `address`: path of the page that shows the same, which the file names. */
export type DownloadWish = {
  readonly format: FileFormat;
  readonly reason: string | null;
  readonly address: string;
};
export type OnProgress = (progress: NonNullable<DownloadView['progress']>) => void;

const POLL_MS = 400;
const MOST_ADDRESS = 2_000;

/** The file name that an answer carries, or the last part of its address. */
export function fileNameFrom(disposition: string | null, url: string): string {
  const plain = /filename="?([^";]+)"?/.exec(disposition ?? '')?.[1];
  const last = decodeURIComponent(new URL(url, 'http://localhost').pathname.split('/').at(-1) ?? '');
  return plain ?? (last.includes('.') ? last : 'safestats.csv');
}

function isJson(response: Response): boolean {
  return /^application\/(problem\+)?json\b/.test(response.headers.get('content-type') ?? '');
}

function gone(error: unknown): boolean {
  return error instanceof ApiProblem && (error.problem.status === 404 || error.problem.status === 409);
}

/**
 * Has the file made and fetches it; a query that the server has let go is run again first. When `signal` aborts, the
 * server stops writing it.
 */
export async function downloadFile(
  api: ApiClient,
  answer: Pick<Answer, 'id'>,
  again: () => Promise<Pick<Answer, 'id'>>,
  { format, reason, address }: DownloadWish,
  signal: AbortSignal,
  onProgress: OnProgress = () => undefined,
): Promise<DownloadedFile> {
  const body = {
    format,
    ...(address.length > MOST_ADDRESS ? {} : { address }),
    ...(reason === null ? {} : { reason }),
  };
  const ask = (id: string) => api.post<DownloadView>(`/queries/${id}/downloads`, body, signal);
  let query = answer.id;
  let job: DownloadView;
  try {
    job = await ask(query);
  } catch (error) {
    if (!gone(error)) throw error;
    query = (await again()).id;
    job = await ask(query);
  }
  const path = `/queries/${query}/downloads/${job.id}`;
  const stop = () => void api.remove(path);
  signal.addEventListener('abort', stop, { once: true });
  try {
    for (;;) {
      const response = await api.open(path, signal);
      if (!isJson(response))
        return {
          name: fileNameFrom(response.headers.get('content-disposition'), response.url),
          body: await response.blob(),
        };
      const view = (await response.json()) as DownloadView;
      if (view.state === 'failed' || view.state === 'cancelled') throw failed(view);
      if (view.progress !== null && view.progress !== undefined) onProgress(view.progress);
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      signal.throwIfAborted();
    }
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function failed({ error }: DownloadView): ApiProblem {
  return new ApiProblem({
    status: 0,
    code: 'DOWNLOAD_FAILED',
    title: 'The file could not be made',
    detail: error?.detail ?? 'Try again.',
    faults: [],
    reference: null,
  });
}
