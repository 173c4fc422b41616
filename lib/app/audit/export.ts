import * as z from 'zod';
import { authorise } from '#app/authorise.ts';
import type { Caller } from '#app/caller.ts';
import { readCursor, writeCursor } from '#app/cursor.ts';
import type { Platform } from '#app/ports.ts';
import { audited } from './audited.ts';
import { type Card, LOCAL_REGION, readCard, readChain } from './chain.ts';
import { ocsfOf } from './ocsf.ts';
import { type Period, periodOf } from './period.ts';
import { eventsOf, firstNumberAt, lastNumberAt } from './scan.ts';
import { readSealed } from './sealed-object.ts';

/** Bytes after which a page ends, at the end of an object. */
const PAGE_BYTES = 2 * 1024 * 1024;

export const EXPORT_FORMATS = ['jsonl', 'ocsf'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export type ExportSpec = {
  readonly format: ExportFormat;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly cursor?: string | undefined;
};

/** Lines of whole sealed objects, each ended by a line feed; `nextCursor` null = nothing more is sealed. */
export type ExportPage = { readonly text: string; readonly nextCursor: string | null };
/** Number of the sealed object that a page begins with. */
const NumberSchema = z.int().positive();
type Store = Pick<Platform, 'registry' | 'objects' | 'clock'>;

/**
 * Sealed events of a time, oldest first, as they were recorded (`jsonl`) or for a SIEM (`ocsf`). Personal values stay
 * encrypted. Each page is an entry of the audit itself. Fails with FORBIDDEN or SPEC_INVALID.
 */
export async function exportAudit(
  platform: Store & Pick<Platform, 'audit' | 'newId'>,
  caller: Caller,
  spec: ExportSpec,
): Promise<ExportPage> {
  authorise(caller, 'read-audit');
  const period = periodOf(platform.clock(), spec.from, spec.to);
  const start = spec.cursor === undefined ? null : readCursor(NumberSchema, spec.cursor);
  return audited(
    platform,
    caller,
    'audit-read',
    'audit/export',
    { format: spec.format, ...period },
    () => pageOf(platform, spec.format, period, start),
    { recipients: [caller.user] },
    ({ text }) => ({ rows: text === '' ? 0 : text.split('\n').length - 1 }),
  );
}

async function pageOf(
  platform: Store,
  format: ExportFormat,
  period: Period,
  start: number | null,
): Promise<ExportPage> {
  const { chain } = await readChain(platform, LOCAL_REGION);
  const newest = chain.head?.number ?? 0;
  const last = await lastNumberAt(platform, LOCAL_REGION, period.to);
  let number = start ?? (await firstNumberAt(platform, LOCAL_REGION, period.from, newest));
  const parts: string[] = [];
  let bytes = 0;
  for (; number <= last && bytes < PAGE_BYTES; number += 1) {
    const card = await readCard(platform, LOCAL_REGION, number);
    if (card === null) throw new Error(`the sealed object ${number} is not known`);
    const text = await linesOf(platform, format, period, card);
    parts.push(text);
    bytes += text.length;
  }
  return { text: parts.join(''), nextCursor: number <= last ? writeCursor(number) : null };
}

async function linesOf(
  platform: Store,
  format: ExportFormat,
  { from, to }: Period,
  card: Card,
): Promise<string> {
  if (card.firstAt > to) return '';
  const events = await eventsOf(platform, card);
  const lines =
    format === 'ocsf' ? events.map((event) => JSON.stringify(ocsfOf(event))) : await rawLines(platform, card);
  return lines
    .filter((_line, i) => {
      const at = events[i]?.at ?? '';
      return at >= from && at <= to;
    })
    .map((line) => `${line}\n`)
    .join('');
}

async function rawLines({ objects }: Store, { key }: Card): Promise<readonly string[]> {
  const body = await objects.get(key);
  if (body === null) throw new Error(`the sealed object ${key} is missing`);
  return readSealed(body).lines;
}
