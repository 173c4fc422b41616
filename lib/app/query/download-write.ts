import { callerFor } from '#app/people.ts';
import type { Platform, RegistryItem } from '#app/ports.ts';
import { AppError } from '#core/model/error.ts';
import type { DownloadId, UserId } from '#core/model/id.ts';
import { type Download, disclosureOf, downloadPartition, recheckDownload } from './download-record.ts';
import { type OnRows, writeFile } from './file.ts';
import { memoryOf } from './memory.ts';
import { type QueryRecord, queryPartition } from './query-record.ts';

/** How often it is written down how far a file is, and looked whether anybody still wants it. */
const TELL_EVERY_MS = 1_500;

/** Writes the file of a download that was begun; one that is written already stays as it is. */
export async function writeDownload(platform: Platform, user: UserId, id: DownloadId): Promise<void> {
  const item = await platform.registry.get<Download>(downloadPartition(user), id);
  if (item?.value.state === 'running') await run(platform, item.value);
}

/** Writes the file beside whatever else goes on; a job that another process left undone is done again. */
export function launch(platform: Platform, download: Download): Promise<void> {
  const { downloads } = memoryOf(platform);
  const job = run(platform, download)
    .catch((error: unknown) => console.error(`download ${download.id} could not be noted: ${String(error)}`))
    .finally(() => downloads.delete(download.id));
  downloads.set(download.id, job);
  return job;
}

/** Stops the writing of a file that nobody waits for any more. */
class Stopped extends Error {}

/** Writes the file; one that its owner, as they stand by then, may no longer have is taken away again. */
async function run(platform: Platform, download: Download): Promise<void> {
  const partition = downloadPartition(download.user);
  const read = () => platform.registry.get<Download>(partition, download.id);
  let ended: Download;
  try {
    const { fileName, key, rows } = await writeFile(platform, download, reporter(platform, download, read));
    try {
      const owner = await callerFor(platform.registry, download.user);
      await recheckDownload(platform, owner, download.query);
      if ((await read())?.value.state !== 'running') throw new Stopped();
    } catch (error) {
      await platform.objects.delete(key);
      throw error;
    }
    ended = { ...download, state: 'succeeded', fileName, key, rows, progress: { written: rows, rows } };
  } catch (error) {
    if (error instanceof Stopped) return;
    const detail = error instanceof AppError ? error.message : 'the file could not be written; try again';
    if (!(error instanceof AppError)) console.error(`download ${download.id} failed: ${String(error)}`);
    ended = { ...download, state: 'failed', error: detail };
  }
  const item = await read();
  if (item === null || !(await endIfRunning(platform, item, ended))) {
    const isTheirs = ended.key !== null && (await read())?.value.key === ended.key;
    if (ended.key !== null && !isTheirs) await platform.objects.delete(ended.key);
    return;
  }
  const record = (await platform.registry.get<QueryRecord>(queryPartition(download.user), download.query))
    ?.value;
  if (record !== undefined) await tellEnd(platform, ended, record);
}

/** Writes down, now and then, how far a file is; stops it when it was cancelled meanwhile. */
function reporter(
  platform: Pick<Platform, 'registry'>,
  download: Download,
  read: () => Promise<RegistryItem<Download> | null>,
): OnRows {
  let toldAt = Date.now();
  return async (written, rows) => {
    if (Date.now() - toldAt < TELL_EVERY_MS) return;
    toldAt = Date.now();
    const item = await read();
    if (item?.value.state !== 'running') throw new Stopped();
    const value: Download = { ...download, progress: { written, rows } };
    await platform.registry
      .transact([{ kind: 'put', partition: item.partition, sort: item.sort, value, expected: item.version }])
      .catch(ignoreConflict);
  };
}

/** Writes down how a file ended, unless it had ended before; whether it did. */
export async function endIfRunning(
  platform: Pick<Platform, 'registry'>,
  item: RegistryItem<Download>,
  value: Download,
): Promise<boolean> {
  const { partition, sort } = item;
  let now: RegistryItem<Download> | null = item;
  while (now?.value.state === 'running') {
    const isWritten = await platform.registry
      .transact([{ kind: 'put', partition, sort, value, expected: now.version }])
      .then(() => true, ignoreConflict);
    if (isWritten) return true;
    now = await platform.registry.get<Download>(partition, sort);
  }
  return false;
}

function ignoreConflict(error: unknown): false {
  if (!(error instanceof AppError) || error.code !== 'CONFLICT') throw error;
  return false;
}

/** Tells the audit how the writing of a file ended. */
export function tellEnd(
  platform: Pick<Platform, 'audit'>,
  ended: Download,
  record: QueryRecord,
): Promise<void> {
  return platform.audit.record({
    phase: 'outcome',
    ...disclosureOf(ended, record),
    ...(ended.rows === null ? {} : { rows: ended.rows }),
    detail: { words: record.clearWords, state: ended.state, file: ended.fileName },
  });
}
