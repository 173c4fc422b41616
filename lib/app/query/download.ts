import type { Access } from '#app/access/access.ts';
import { reasonFor } from '#app/access/reason.ts';
import type { Caller } from '#app/caller.ts';
import { findDefinition } from '#app/dataset.ts';
import { callerFor } from '#app/people.ts';
import type { AuditEvent, Platform, RegistryItem } from '#app/ports.ts';
import { AppError } from '#core/model/error.ts';
import { brandId, type DatasetId, type DownloadId, type QueryId, type UserId } from '#core/model/id.ts';
import { writeCsv } from './csv-file.ts';
import { memoryOf } from './memory.ts';
import { type QueryRecord, queryPartition, readOwnQuery } from './query-record.ts';
import { recheck } from './recheck.ts';
import { succeeded } from './result.ts';
import { traceOf } from './trace.ts';

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
  /** What they said that it is for, where policy asks; null = it did not. */
  readonly reason: string | null;
};

const FORMATS = ['csv'];
/** After how long a file that somebody else was to write has not become one. */
const GIVEN_UP_MS = 30 * 60_000;
const LOOK_MS = 400;

/** Registry partition of one person's downloads. */
export function downloadPartition(user: UserId): string {
  return `download#${user}`;
}

/**
 * Begins to write the whole result of a caller's own query to a file. Fails with NOT_FOUND, SPEC_INVALID for a format
 * that is not known, FORBIDDEN where the profile allows no downloads, REASON_REQUIRED, and as `queryResult` does when the
 * query has not succeeded.
 */
export async function startDownload(
  platform: Platform,
  caller: Caller,
  query: string,
  { format, reason: given }: { readonly format: string; readonly reason?: string | undefined },
): Promise<Pick<Download, 'id' | 'state'>> {
  if (!FORMATS.includes(format))
    throw new AppError('SPEC_INVALID', `format: "${format}" is not known; use ${FORMATS.join(', ')}`, {
      details: { faults: [{ at: 'format', message: `use ${FORMATS.join(', ')}` }] },
    });
  const own = await readOwnQuery(platform, caller, query);
  refuseDownload(await recheck(platform, caller, own.value), own.value.datasets);
  const found = await Promise.all(own.value.datasets.map((dataset) => findDefinition(platform, dataset)));
  const definitions = found.filter((definition) => definition !== null);
  const reason = await reasonFor(platform, caller, definitions, 'download', given ?? null);
  const { item } = await succeeded(platform, own);
  const id = brandId<DownloadId>(platform.newId());
  await platform.audit.record({
    phase: 'intent',
    ...disclosureOf({ id, user: caller.user, reason }, item.value),
    detail: { format, words: item.value.clearWords },
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
    reason,
  };
  await platform.registry.transact([
    { kind: 'put', partition: downloadPartition(caller.user), sort: id, value: download, expected: 0 },
  ]);
  if (platform.downloads === undefined) launch(platform, download);
  else await platform.downloads.submit(caller.user, id);
  return { id, state: 'running' };
}

/** How a caller's own download stands, after waiting at most `waitMs`. Fails with NOT_FOUND and as `recheck` does. */
export async function downloadStatus(
  platform: Platform,
  caller: Caller,
  query: string,
  id: string,
  waitMs = 0,
): Promise<Download> {
  await recheckDownload(platform, caller, query);
  const item = await readDownload(platform, caller, query, id);
  if (item.value.state !== 'running') return item.value;
  if (platform.downloads !== undefined) return writtenElsewhere(platform, item, waitMs);
  const job = memoryOf(platform).downloads.get(id) ?? launch(platform, item.value);
  let timer: NodeJS.Timeout | undefined;
  const waited = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, waitMs);
  });
  await Promise.race([job, waited]);
  clearTimeout(timer);
  return (await readDownload(platform, caller, query, id)).value;
}

/** Writes the file of a download that was begun; one that is written already stays as it is. */
export async function writeDownload(platform: Platform, user: UserId, id: DownloadId): Promise<void> {
  const item = await platform.registry.get<Download>(downloadPartition(user), id);
  if (item?.value.state === 'running') await run(platform, item.value);
}

/** How a download stands that another process writes, after looking for at most `waitMs`. */
async function writtenElsewhere(
  { registry, clock }: Pick<Platform, 'registry' | 'clock'>,
  { partition, sort, value }: RegistryItem<Download>,
  waitMs: number,
): Promise<Download> {
  if (clock().getTime() - Date.parse(value.createdAt) > GIVEN_UP_MS)
    return { ...value, state: 'failed', error: 'the file could not be written; try again' };
  let download = value;
  for (let waited = 0; waited < waitMs && download.state === 'running'; waited += LOOK_MS) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    download = (await registry.get<Download>(partition, sort))?.value ?? download;
  }
  return download;
}

/** Whether a caller may still have the file of a query of theirs. Fails with NOT_FOUND, FORBIDDEN or ACCESS_CHANGED. */
export async function recheckDownload(
  platform: Pick<Platform, 'registry' | 'clock'>,
  caller: Caller,
  query: string,
): Promise<QueryRecord> {
  const { value } = await readOwnQuery(platform, caller, query);
  refuseDownload(await recheck(platform, caller, value), value.datasets);
  return value;
}

/** What every event about a download says of it. */
export function disclosureOf(
  { id, user, reason }: { readonly id: string; readonly user: UserId; readonly reason: string | null },
  record: QueryRecord,
) {
  return {
    action: 'disclosure',
    effect: id,
    ...traceOf({ ...record, reason: reason ?? record.reason }),
    recipients: [user],
  } as const satisfies Partial<AuditEvent>;
}

function refuseDownload({ profile, preview }: Access, datasets: readonly DatasetId[]): void {
  if (preview) throw new AppError('FORBIDDEN', 'a profile that you only look through gives no downloads');
  const closed = datasets.filter((id) => profile.datasets[id]?.download !== true);
  if (closed.length === 0) return;
  throw new AppError('FORBIDDEN', `your profile does not allow downloads of ${closed.join(', ')}`);
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
  const job = run(platform, download)
    .catch((error: unknown) => console.error(`download ${download.id} could not be noted: ${String(error)}`))
    .finally(() => downloads.delete(download.id));
  downloads.set(download.id, job);
  return job;
}

/** Writes the file; one that its owner, as they stand by then, may no longer have is taken away again. */
async function run(platform: Platform, download: Download): Promise<void> {
  let ended: Download;
  try {
    const { fileName, key, rows } = await writeCsv(platform, download);
    try {
      const owner = await callerFor(platform.registry, download.user);
      await recheckDownload(platform, owner, download.query);
    } catch (error) {
      await platform.objects.delete(key);
      throw error;
    }
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
  const record = (await platform.registry.get<QueryRecord>(queryPartition(download.user), download.query))
    ?.value;
  if (record === undefined) return;
  await platform.audit.record({
    phase: 'outcome',
    ...disclosureOf(download, record),
    ...(ended.rows === null ? {} : { rows: ended.rows }),
    detail: { words: record.clearWords, state: ended.state, file: ended.fileName },
  });
}
