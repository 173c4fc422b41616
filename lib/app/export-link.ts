import { decodeTime } from 'ulid';
import { AppError } from '#core/model/error.ts';
import type { UserId } from '#core/model/id.ts';
import type { Caller } from './caller.ts';
import { callerFor } from './people.ts';
import type { Platform } from './ports.ts';
import { issueTicket, readTicket } from './ticket.ts';

/** How long a link to a file works, and how long the file itself is kept. */
const LINK_SECONDS = 5 * 60;
const KEPT_MS = 24 * 60 * 60_000;

export type ExportFile = { readonly key: string; readonly fileName: string };
type Link = ExportFile & { readonly user: UserId };

/** A secret that stands for one file of the caller's own for five minutes. */
export function linkExport(
  platform: Pick<Platform, 'registry' | 'clock'>,
  caller: Caller,
  { key, fileName }: ExportFile,
): Promise<string> {
  const link: Link = { key, fileName, user: caller.user };
  return issueTicket(platform, 'export', link, LINK_SECONDS);
}

/** The file that a secret stands for. Fails with NOT_FOUND, or FORBIDDEN when its owner may no longer come in. */
export async function openExport(
  platform: Pick<Platform, 'registry' | 'clock'>,
  secret: string,
): Promise<ExportFile> {
  const link = await readTicket<Link>(platform, 'export', secret);
  if (link === null) throw new AppError('NOT_FOUND', 'this link has expired: download the file again');
  await callerFor(platform.registry, link.user);
  return { key: link.key, fileName: link.fileName };
}

/** Removes exported files that are older than a day; returns how many. */
export async function sweepExports({ objects, clock }: Pick<Platform, 'objects' | 'clock'>): Promise<number> {
  const oldest = clock().getTime() - KEPT_MS;
  const due = (await objects.list('exports/')).filter((key) => {
    const id = key.split('/')[2] ?? '';
    return /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(id) && decodeTime(id) < oldest;
  });
  for (const key of due) await objects.delete(key);
  return due.length;
}
