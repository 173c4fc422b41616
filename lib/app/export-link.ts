import { FILE_TYPES, isFileFormat } from '#core/files/format.ts';
import { AppError } from '#core/model/error.ts';
import type { QueryId, UserId } from '#core/model/id.ts';
import type { Caller } from './caller.ts';
import { timeOfId } from './id-time.ts';
import { callerFor } from './people.ts';
import type { Platform } from './ports.ts';
import { type Download, disclosureOf, recheckDownload } from './query/download-record.ts';
import { issueTicket, readTicket } from './ticket.ts';

/** How long a link to a file works, and how long the file itself is kept. */
const LINK_SECONDS = 5 * 60;
const KEPT_MS = 24 * 60 * 60_000;

export type ExportFile = { readonly key: string; readonly fileName: string };
type Link = ExportFile & {
  readonly user: UserId;
  readonly query: QueryId;
  readonly reason: string | null;
};

/** A secret that stands for one file of the caller's own for five minutes. */
export function linkExport(
  platform: Pick<Platform, 'registry' | 'clock'>,
  caller: Caller,
  { key, fileName, query, reason }: ExportFile & Pick<Download, 'query' | 'reason'>,
): Promise<string> {
  const link: Link = { key, fileName, user: caller.user, query, reason };
  return issueTicket(platform, 'export', link, LINK_SECONDS);
}

/** A file that is being handed out, with its size in bytes. */
export type OpenedExport = ExportFile & { readonly bytes: number };

/** Secret and file name of an address `/exports/<secret>/<file name>`; null for other addresses. */
export function exportAddress(path: string): { readonly secret: string; readonly name: string } | null {
  const [, secret, name] = /^\/exports\/([\w-]{43})\/([^/]+)$/.exec(path) ?? [];
  return secret === undefined || name === undefined ? null : { secret, name };
}

/** Headers under which a file is saved as what it is called, in the form of RFC 6266. */
export function exportHeaders(fileName: string): { readonly type: string; readonly disposition: string } {
  const extension = fileName.slice(fileName.lastIndexOf('.') + 1);
  const plain = fileName.replaceAll(/[^\x20-\x7e]|["%\\]/g, '_');
  const encoded = encodeURIComponent(fileName).replaceAll(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return {
    type: isFileFormat(extension) ? FILE_TYPES[extension] : 'application/octet-stream',
    disposition: `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`,
  };
}

/**
 * The file that a secret stands for, asked for under its name; handing it out is a disclosure. Fails with NOT_FOUND,
 * FORBIDDEN when its owner may no longer come in or have it, and with ACCESS_CHANGED.
 */
export async function openExport(
  platform: Pick<Platform, 'registry' | 'clock' | 'audit' | 'newId' | 'objects'>,
  secret: string,
  name: string,
): Promise<OpenedExport> {
  const link = await readTicket<Link>(platform, 'export', secret);
  if (link === null) throw new AppError('NOT_FOUND', 'this link has expired: download the file again');
  const { key, fileName, user, query, reason } = link;
  const caller = await callerFor(platform.registry, user);
  const record = await recheckDownload(platform, caller, query);
  const isNamed = name === fileName || name === encodeURIComponent(fileName);
  const bytes = isNamed ? await platform.objects.size(key) : null;
  if (bytes === null) throw new AppError('NOT_FOUND', 'the file is no longer kept: download it again');
  const event = {
    ...disclosureOf({ id: platform.newId(), user, reason }, record),
    detail: { words: record.clearWords, file: fileName, handedOut: true },
  } as const;
  await platform.audit.record({ phase: 'intent', ...event });
  await platform.audit.record({ phase: 'outcome', ...event });
  return { key, fileName, bytes };
}

/** Removes exported files that are older than a day; returns how many. */
export async function sweepExports({ objects, clock }: Pick<Platform, 'objects' | 'clock'>): Promise<number> {
  const oldest = clock().getTime() - KEPT_MS;
  const due = (await objects.list('exports/')).filter((key) => {
    const made = timeOfId(key.split('/')[2] ?? '');
    return made !== null && made < oldest;
  });
  for (const key of due) await objects.delete(key);
  return due.length;
}
