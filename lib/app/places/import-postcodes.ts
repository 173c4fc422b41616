import { createHash } from 'node:crypto';
import { audited } from '#app/audit/audited.ts';
import { authorise } from '#app/authorise.ts';
import type { Caller } from '#app/caller.ts';
import type { Platform } from '#app/ports.ts';
import { csvRows } from '#core/ingest/csv-rows.ts';
import { AppError } from '#core/model/error.ts';
import { readPostcodeColumns, readPostcodeRow } from './postcode-rows.ts';
import {
  BLOCK_POSTCODES,
  districtMiddles,
  PLACE_SOURCE_PARTITION,
  POSTCODES,
  type PostcodeBlocks,
  type PostcodeItem,
  postcodeKeys,
} from './postcode-store.ts';

/** More than Royal Mail has ever given out. */
const MOST_POSTCODES = 3_000_000;
const FAULTS_TOLD = 20;

/** A file of postcodes: its name, and its lines without their ends. */
export type PostcodeFile = { readonly name: string; readonly lines: AsyncIterable<string> };

export type PostcodeImport = {
  readonly changed: boolean;
  readonly count: number;
  /** Rows without a position, and of postcodes that are no longer in use. */
  readonly skipped: number;
};

type Row = readonly [plain: string, longitude: number, latitude: number];

/**
 * Makes the postcodes of these files the ones that people find; the same again changes nothing, and what was there stays
 * until all is written. Fails with SPEC_INVALID and the first faults, with TOO_LARGE, FORBIDDEN.
 */
export async function importPostcodes(
  platform: Pick<Platform, 'registry' | 'objects' | 'audit' | 'newId' | 'clock'>,
  caller: Caller,
  files: readonly PostcodeFile[],
  source: string,
): Promise<PostcodeImport> {
  authorise(caller, 'change-geographies');
  const { rows, skipped } = await readRows(files);
  const { lines, index } = blocksOf(rows);
  const hash = createHash('sha256').update(source).update('\0');
  for (const line of lines) hash.update(line);
  const digest = hash.digest('hex');
  const before = await platform.registry.get<PostcodeItem>(PLACE_SOURCE_PARTITION, POSTCODES);
  if (before?.value.hash === digest) return { changed: false, count: rows.length, skipped };
  const v = platform.newId();
  const item: PostcodeItem = {
    v,
    previous: before?.value.v ?? null,
    hash: digest,
    source,
    count: rows.length,
    importedAt: platform.clock().toISOString(),
  };
  const detail = { v, count: rows.length, hash: digest, source };
  await audited(platform, caller, 'administration', 'places/postcode', detail, async () => {
    const keys = postcodeKeys(v);
    await platform.objects.putStream(keys.blocks, bytesOf(lines));
    await platform.objects.put(keys.index, JSON.stringify(index));
    await platform.registry.transact([
      {
        kind: 'put',
        partition: PLACE_SOURCE_PARTITION,
        sort: POSTCODES,
        value: item,
        expected: before?.version ?? 0,
      },
    ]);
  });
  const old = before?.value.previous ?? null;
  if (old !== null)
    for (const key of Object.values(postcodeKeys(old))) await platform.objects.delete(key).catch(() => {});
  return { changed: true, count: rows.length, skipped };
}

/** The values of a line; quotes are rare, and looking for them letter by letter takes minutes for a country. */
function csvRow(line: string): readonly string[] {
  return line.includes('"') ? (csvRows(line).rows[0] ?? []) : line.split(',');
}

async function readRows(
  files: readonly PostcodeFile[],
): Promise<{ readonly rows: readonly Row[]; readonly skipped: number }> {
  const found = new Map<string, readonly [number, number]>();
  const faults: { readonly at: string; readonly message: string }[] = [];
  let skipped = 0;
  for (const { name, lines } of files) {
    let columns: ReturnType<typeof readPostcodeColumns> | null = null;
    let number = 0;
    for await (const line of lines) {
      number += 1;
      if (columns === null) {
        columns = readPostcodeColumns(csvRow(line.replace(/^\uFEFF/, '')));
        if (typeof columns === 'string') faults.push({ at: name, message: columns });
        continue;
      }
      if (typeof columns === 'string') break;
      if (line.trim() === '') continue;
      const row = readPostcodeRow(columns, csvRow(line));
      if (typeof row === 'string') {
        if (faults.length < FAULTS_TOLD) faults.push({ at: `${name} line ${number}`, message: row });
      } else if (row === null) skipped += 1;
      else found.set(row[0], [row[1], row[2]]);
      if (found.size > MOST_POSTCODES)
        throw new AppError('TOO_LARGE', `more than ${MOST_POSTCODES} postcodes: are these files of them?`);
    }
    if (columns === null) faults.push({ at: name, message: 'is empty' });
  }
  if (faults.length === 0 && found.size === 0)
    faults.push({ at: 'files', message: 'have no postcode with a position' });
  if (faults.length > 0)
    throw new AppError('SPEC_INVALID', 'the postcodes cannot be used, and nothing was changed', {
      details: { faults: faults.slice(0, FAULTS_TOLD) },
    });
  const rows = [...found.keys()].sort().map((plain): Row => {
    const [longitude, latitude] = found.get(plain) ?? [0, 0];
    return [plain, longitude, latitude];
  });
  return { rows, skipped };
}

function blocksOf(rows: readonly Row[]): {
  readonly lines: readonly string[];
  readonly index: PostcodeBlocks;
} {
  const first: string[] = [];
  const start: number[] = [];
  const lines: string[] = [];
  let end = 0;
  for (const [at, row] of rows.entries()) {
    if (at % BLOCK_POSTCODES === 0) {
      first.push(row[0]);
      start.push(end);
      lines.push('');
    }
    const line = `${row.join(',')}\n`;
    lines[lines.length - 1] += line;
    end += line.length;
  }
  return { lines, index: { first, start, end, districts: districtMiddles(rows) } };
}

async function* bytesOf(lines: readonly string[]): AsyncIterable<Uint8Array> {
  for (const line of lines) yield Buffer.from(line, 'latin1');
}
