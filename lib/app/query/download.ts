import { reasonFor } from '#app/access/reason.ts';
import type { Caller } from '#app/caller.ts';
import { findDefinition } from '#app/dataset.ts';
import type { Platform, RegistryItem } from '#app/ports.ts';
import { FILE_FORMATS, isFileFormat } from '#core/files/format.ts';
import { AppError } from '#core/model/error.ts';
import { brandId, type DownloadId } from '#core/model/id.ts';
import {
  type Download,
  disclosureOf,
  downloadPartition,
  readDownload,
  recheckDownload,
  refuseDownload,
} from './download-record.ts';
import { endIfRunning, launch, tellEnd } from './download-write.ts';
import { placeForFile } from './geometry.ts';
import { memoryOf } from './memory.ts';
import { readOwnQuery } from './query-record.ts';
import { recheck } from './recheck.ts';
import { succeeded } from './result.ts';
import { prepare } from './settle.ts';

/** After how long a file that somebody else was to write has not become one. */
const GIVEN_UP_MS = 30 * 60_000;
const LOOK_MS = 400;

/** What a caller asks a file for. `address`: where on the site the same can be seen again. */
export type DownloadRequest = {
  readonly format: string;
  readonly reason?: string | undefined;
  readonly address?: string | undefined;
};

/**
 * Begins to write the whole result of a caller's own query to a file. Fails with NOT_FOUND, SPEC_INVALID for a format
 * that is not known or does not fit the answer, FORBIDDEN where the profile allows no downloads, REASON_REQUIRED, and as
 * `queryResult` does when the query has not succeeded.
 */
export async function startDownload(
  platform: Platform,
  caller: Caller,
  query: string,
  { format, reason: given, address }: DownloadRequest,
): Promise<Pick<Download, 'id' | 'state'>> {
  if (!isFileFormat(format))
    throw new AppError('SPEC_INVALID', `format: "${format}" is not known; use ${FILE_FORMATS.join(', ')}`, {
      details: { faults: [{ at: 'format', message: `use ${FILE_FORMATS.join(', ')}` }] },
    });
  const own = await readOwnQuery(platform, caller, query);
  refuseDownload(await recheck(platform, caller, own.value), own.value.datasets);
  const found = await Promise.all(own.value.datasets.map((dataset) => findDefinition(platform, dataset)));
  const definitions = found.filter((definition) => definition !== null);
  const reason = await reasonFor(platform, caller, definitions, 'download', given ?? null);
  const { item } = await succeeded(platform, own);
  if (format === 'geojson') placeForFile((await prepare(platform, item.value)).query);
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
    format,
    address: address ?? null,
    createdAt: platform.clock().toISOString(),
    fileName: null,
    key: null,
    rows: null,
    progress: null,
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

/**
 * Ends the writing of a caller's own file, whoever writes it; what is there of it is taken away. One that has ended stays
 * as it is. Fails with NOT_FOUND.
 */
export async function cancelDownload(
  platform: Platform,
  caller: Caller,
  query: string,
  id: string,
): Promise<void> {
  const record = (await readOwnQuery(platform, caller, query)).value;
  const before = await readDownload(platform, caller, query, id);
  const ended = await endIfRunning(platform, before, { ...before.value, state: 'cancelled' });
  if (ended) await tellEnd(platform, { ...before.value, state: 'cancelled' }, record);
}
