import type { Caller } from '#app/caller.ts';
import type { Platform, RegistryItem } from '#app/ports.ts';
import { AppError } from '#core/model/error.ts';
import { brandId, type DownloadId, type QueryId, type UserId } from '#core/model/id.ts';
import { writeCsv } from './csv-file.ts';
import { memoryOf } from './memory.ts';
import { readOwnQuery } from './query-record.ts';
import { succeeded } from './result.ts';

export type DownloadState = 'running' | 'succeeded' | 'failed';

/** A download as the registry keeps it and its owner sees it. `key` is the file's in the object store. */
export type Download = {
  readonly id: DownloadId;
  readonly query: QueryId;
  readonly user: UserId;
  readonly userName: string;
  readonly organisation: string;
  readonly state: DownloadState;
  readonly createdAt: string;
  readonly fileName: string | null;
  readonly key: string | null;
  readonly rows: number | null;
  readonly error: string | null;
};

const FORMATS = ['csv'];

function downloadPartition(user: UserId): string {
  return `download#${user}`;
}

/**
 * Begins to write the whole result of a caller's own query to a file. Fails with NOT_FOUND, SPEC_INVALID for a format
 * that is not known, and as `queryResult` does when the query has not succeeded.
 */
export async function startDownload(
  platform: Platform,
  caller: Caller,
  query: string,
  format: string,
): Promise<Pick<Download, 'id' | 'state'>> {
  if (!FORMATS.includes(format))
    throw new AppError('SPEC_INVALID', `format: "${format}" is not known; use ${FORMATS.join(', ')}`, {
      details: { faults: [{ at: 'format', message: `use ${FORMATS.join(', ')}` }] },
    });
  const { item } = await succeeded(platform, await readOwnQuery(platform, caller, query));
  const id = brandId<DownloadId>(platform.newId());
  await platform.audit.record({
    phase: 'intent',
    action: 'disclosure',
    effect: id,
    who: caller.user,
    organisation: caller.organisation,
    object: `query/${item.value.id}`,
    detail: { format, words: item.value.words, manifests: item.value.manifests, recipient: caller.user },
  });
  const download: Download = {
    id,
    query: item.value.id,
    user: caller.user,
    userName: caller.name,
    organisation: caller.organisation,
    state: 'running',
    createdAt: platform.clock().toISOString(),
    fileName: null,
    key: null,
    rows: null,
    error: null,
  };
  await platform.registry.transact([
    { kind: 'put', partition: downloadPartition(caller.user), sort: id, value: download, expected: 0 },
  ]);
  launch(platform, download);
  return { id, state: 'running' };
}

/** How a caller's own download stands, after waiting at most `waitMs`. Fails with NOT_FOUND. */
export async function downloadStatus(
  platform: Platform,
  caller: Caller,
  query: string,
  id: string,
  waitMs = 0,
): Promise<Download> {
  const item = await readDownload(platform, caller, query, id);
  if (item.value.state !== 'running') return item.value;
  const job = memoryOf(platform).downloads.get(id) ?? launch(platform, item.value);
  let timer: NodeJS.Timeout | undefined;
  const waited = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, waitMs);
  });
  await Promise.race([job, waited]);
  clearTimeout(timer);
  return (await readDownload(platform, caller, query, id)).value;
}

async function readDownload(
  platform: Platform,
  caller: Caller,
  query: string,
  id: string,
): Promise<RegistryItem<Download>> {
  const item = await platform.registry.get<Download>(downloadPartition(caller.user), id);
  if (item === null || item.value.query !== query)
    throw new AppError('NOT_FOUND', 'there is no such download; it may belong to somebody else');
  return item;
}

/** Writes the file beside whatever else goes on; a job that another process left undone is done again. */
function launch(platform: Platform, download: Download): Promise<void> {
  const { downloads } = memoryOf(platform);
  const job = run(platform, download).finally(() => downloads.delete(download.id));
  downloads.set(download.id, job);
  return job;
}

async function run(platform: Platform, download: Download): Promise<void> {
  let ended: Download;
  try {
    const { fileName, key, rows } = await writeCsv(platform, download);
    ended = { ...download, state: 'succeeded', fileName, key, rows };
  } catch (error) {
    const detail = error instanceof AppError ? error.message : 'the file could not be written; try again';
    ended = { ...download, state: 'failed', error: detail };
  }
  await platform.registry.transact([
    {
      kind: 'put',
      partition: downloadPartition(download.user),
      sort: download.id,
      value: ended,
      expected: null,
    },
  ]);
  await platform.audit.record({
    phase: 'outcome',
    action: 'disclosure',
    effect: download.id,
    who: download.user,
    organisation: download.organisation,
    object: `query/${download.query}`,
    detail: { state: ended.state, rows: ended.rows, file: ended.key },
  });
}
