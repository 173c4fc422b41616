import type { Access } from '#app/access/access.ts';
import type { Caller } from '#app/caller.ts';
import type { AuditEvent, Platform, RegistryItem } from '#app/ports.ts';
import type { FileFormat } from '#core/files/format.ts';
import { AppError } from '#core/model/error.ts';
import type { DatasetId, DownloadId, QueryId, UserId } from '#core/model/id.ts';
import { type QueryRecord, readOwnQuery } from './query-record.ts';
import { recheck } from './recheck.ts';
import { traceOf } from './trace.ts';

export type DownloadState = 'running' | 'succeeded' | 'failed' | 'cancelled';

/** A download as the registry keeps it and its owner sees it. `key` is the file's in the object store. */
export type Download = {
  readonly id: DownloadId;
  readonly query: QueryId;
  readonly user: UserId;
  readonly userName: string;
  readonly organisation: string;
  readonly state: DownloadState;
  readonly format: FileFormat;
  /** Where on the site the same can be seen again, as the caller said; null = they did not. */
  readonly address: string | null;
  readonly createdAt: string;
  readonly fileName: string | null;
  readonly key: string | null;
  /** Rows of the file when it is written; until then null. */
  readonly rows: number | null;
  /** Rows that are written, and rows to write; null = it has not begun. */
  readonly progress: { readonly written: number; readonly rows: number } | null;
  readonly error: string | null;
  /** What they said that it is for, where policy asks; null = it did not. */
  readonly reason: string | null;
};

/** Registry partition of one person's downloads. */
export function downloadPartition(user: UserId): string {
  return `download#${user}`;
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

/** Fails with FORBIDDEN where a profile lets nothing of one of these datasets be downloaded. */
export function refuseDownload({ profile, preview }: Access, datasets: readonly DatasetId[]): void {
  if (preview) throw new AppError('FORBIDDEN', 'a profile that you only look through gives no downloads');
  const closed = datasets.filter((id) => profile.datasets[id]?.download !== true);
  if (closed.length === 0) return;
  throw new AppError('FORBIDDEN', `your profile does not allow downloads of ${closed.join(', ')}`);
}

/** A caller's own download of a query of theirs. Fails with NOT_FOUND. */
export async function readDownload(
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
