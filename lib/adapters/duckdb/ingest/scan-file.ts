import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { type CsvScan, CsvScanner, type RowSpan } from '#core/ingest/csv-scanner.ts';
import { type EncodingFinding, EncodingProbe } from '#core/ingest/encoding-probe.ts';

const PART_BYTES = 1_048_576;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

export type FileScan = { readonly encoding: EncodingFinding; readonly csv: CsvScan };

/** Reads a file once, for its encoding and its rows. */
export async function scanFile(path: string, keepsReturns = false): Promise<FileScan> {
  const probe = new EncodingProbe();
  let scanner: CsvScanner | null = null;
  for await (const part of createReadStream(path, { highWaterMark: PART_BYTES })) {
    const bytes = part as Buffer;
    const mark: number = scanner === null && bytes.subarray(0, 3).equals(BYTE_ORDER_MARK) ? 3 : 0;
    scanner ??= new CsvScanner(mark, keepsReturns);
    probe.push(bytes);
    scanner.push(bytes.subarray(mark));
  }
  return { encoding: probe.finish(), csv: (scanner ?? new CsvScanner()).finish() };
}

/** Whether the file can be read as it is: DuckDB's reader takes no misfits and no rows that end differently. */
export function isRegular({ encoding, csv }: FileScan): boolean {
  return encoding.mark === 0 && csv.misfits.length === 0 && csv.blanks.length === 0 && csv.ends !== 'mixed';
}

/**
 * Copies a file with its misfit rows emptied (so that every row keeps its number), its blank lines and byte order mark
 * taken out, and all rows ending alike.
 */
export async function writeRegular(
  path: string,
  target: string,
  scan: FileScan,
  columns: number,
): Promise<void> {
  const lineEnd = scan.csv.ends === 'crlf' ? '\r\n' : '\n';
  const empty = Buffer.from(`${columns === 1 ? '""' : ','.repeat(columns - 1)}${lineEnd}`);
  const none = Buffer.alloc(0);
  const returns = scan.csv.ends === 'mixed' ? (await scanFile(path, true)).csv.returns : [];
  const spans = apart([
    { row: 0, from: 0, to: scan.encoding.mark, instead: none },
    ...scan.csv.misfits.map((span) => ({ ...span, instead: empty })),
    ...scan.csv.blanks.map((span) => ({ ...span, instead: none })),
    ...returns.map((at) => ({ row: 0, from: at, to: at + 1, instead: none })),
  ]);
  const output = createWriteStream(target);
  const write = async (bytes: Uint8Array) => {
    if (bytes.length > 0 && !output.write(bytes)) await once(output, 'drain');
  };
  let next = 0;
  let offset = 0;
  for await (const part of createReadStream(path, { highWaterMark: PART_BYTES })) {
    const bytes = part as Buffer;
    let at = 0;
    while (at < bytes.length) {
      const span = spans[next];
      const position = offset + at;
      if (span === undefined || span.from >= offset + bytes.length) {
        await write(bytes.subarray(at));
        break;
      }
      if (position < span.from) await write(bytes.subarray(at, span.from - offset));
      if (position <= span.from) await write(span.instead);
      at = Math.min(bytes.length, span.to - offset);
      if (span.to <= offset + bytes.length) next += 1;
    }
    offset += bytes.length;
  }
  output.end();
  await finished(output);
}

type Replaced = RowSpan & { readonly instead: Buffer };

/** Spans in the order of the file, without those that lie in another. */
function apart(spans: readonly Replaced[]): Replaced[] {
  let end = 0;
  return spans
    .toSorted((a, b) => a.from - b.from || a.to - b.to)
    .filter(({ from, to }) => {
      if (from < end) return false;
      end = to;
      return true;
    });
}
