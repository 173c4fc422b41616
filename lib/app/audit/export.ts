import * as z from 'zod';
import { authorise } from '#app/authorise.ts';
import type { Caller } from '#app/caller.ts';
import { readCursor, writeCursor } from '#app/cursor.ts';
import type { Platform } from '#app/ports.ts';
import { AppError } from '#core/model/error.ts';
import { audited } from './audited.ts';
import { type Card, readCard, readChain } from './chain.ts';
import { ocsfOf } from './ocsf.ts';
import { type Period, periodOf } from './period.ts';
import { chainRegions, regionOf } from './region.ts';
import { bodyOf, eventsOf, firstNumberAt, lastNumberAt } from './scan.ts';
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

/** Lines of whole sealed objects, each ended by a line feed, of one chain after the other; `nextCursor` null = nothing more is sealed. */
export type ExportPage = { readonly text: string; readonly nextCursor: string | null };
/** The sealed object that a page begins with. */
const StartSchema = z.strictObject({ region: z.string().max(64), number: z.int().positive() });
type Start = z.output<typeof StartSchema>;
type Store = Pick<Platform, 'registry' | 'objects' | 'clock' | 'region'>;

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
  const start = spec.cursor === undefined ? null : readCursor(StartSchema, spec.cursor);
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
  start: Start | null,
): Promise<ExportPage> {
  const regions = await chainRegions(platform);
  const parts: string[] = [];
  let bytes = 0;
  const begun = start === null ? 0 : regions.indexOf(start.region);
  if (begun < 0) throw new AppError('SPEC_INVALID', 'this cursor is of a chain that is not here: begin anew');
  for (const region of regions.slice(begun)) {
    const { chain } = await readChain(platform, region);
    const newest = chain.head?.number ?? 0;
    const last = await lastNumberAt(platform, region, period.to);
    const first = await firstNumberAt(platform, region, period.from, newest);
    for (let number = region === start?.region ? start.number : first; number <= last; number += 1) {
      if (bytes >= PAGE_BYTES) return { text: parts.join(''), nextCursor: writeCursor({ region, number }) };
      const card = await readCard(platform, region, number);
      if (card === null && region !== regionOf(platform)) break;
      if (card === null) throw new Error(`the sealed object ${number} is not known`);
      const text = await linesOf(platform, format, period, region, card);
      parts.push(text);
      bytes += text.length;
    }
  }
  return { text: parts.join(''), nextCursor: null };
}

async function linesOf(
  platform: Store,
  format: ExportFormat,
  { from, to }: Period,
  region: string,
  card: Card,
): Promise<string> {
  if (card.firstAt > to) return '';
  const events = await eventsOf(platform, region, card);
  const lines =
    format === 'ocsf'
      ? events.map((event) => JSON.stringify(ocsfOf(event)))
      : await rawLines(platform, region, card);
  return lines
    .filter((_line, i) => {
      const at = events[i]?.at ?? '';
      return at >= from && at <= to;
    })
    .map((line) => `${line}\n`)
    .join('');
}

async function rawLines(platform: Store, region: string, card: Card): Promise<readonly string[]> {
  return readSealed(await bodyOf(platform, region, card)).lines;
}
