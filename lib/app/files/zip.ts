import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import * as zlib from 'node:zlib';

/** One file of an archive; its text is made while it is written. */
export type ZipEntry = {
  readonly path: string;
  readonly text: Iterable<string> | AsyncIterable<string>;
};

const LOCAL = 0x04034b50;
const DESCRIPTOR = 0x08074b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
/** Sizes follow the data; names are UTF-8. */
const FLAGS = 0x0808;
const DEFLATED = 8;
const VERSION = 20;
/** 1 January 1980, the first day that the format knows: archives of the same content are the same. */
const DATE = 0x21;
const MOST_BYTES = 0xffffffff;

type Written = { readonly path: Uint8Array; readonly at: number; crc: number; size: number; packed: number };

/**
 * An archive of these files, each packed while its text is made, so that nothing is held but a few blocks. Fails for a
 * file of 4 GB or more, which needs another format.
 */
export async function* writeZip(entries: Iterable<ZipEntry>): AsyncIterable<Uint8Array> {
  const written: Written[] = [];
  let offset = 0;
  for (const { path, text } of entries) {
    const entry: Written = { path: new TextEncoder().encode(path), at: offset, crc: 0, size: 0, packed: 0 };
    written.push(entry);
    const head = record(LOCAL, [...shared(entry, true)], entry.path);
    yield head;
    for await (const block of packed(text, entry)) {
      entry.packed += block.byteLength;
      yield block;
    }
    if (entry.size > MOST_BYTES) throw new Error('a file of an archive is too large for it');
    const tail = record(DESCRIPTOR, [
      [4, entry.crc],
      [4, entry.packed],
      [4, entry.size],
    ]);
    yield tail;
    offset += head.byteLength + entry.packed + tail.byteLength;
  }
  const start = offset;
  for (const entry of written) {
    const line = record(
      CENTRAL,
      [[2, VERSION], ...shared(entry, false), [2, 0], [2, 0], [2, 0], [4, 0], [4, entry.at]],
      entry.path,
    );
    offset += line.byteLength;
    yield line;
  }
  const count = written.length;
  yield record(END, [
    [2, 0],
    [2, 0],
    [2, count],
    [2, count],
    [4, offset - start],
    [4, start],
    [2, 0],
  ]);
}

type Field = readonly [bytes: 2 | 4, value: number];

/** What the head of a file and its line in the index have in common; sizes are not known in the head. */
function shared({ path, crc, packed: bytes, size }: Written, isHead: boolean): readonly Field[] {
  const known = isHead ? [0, 0, 0] : [crc, bytes, size];
  return [
    [2, VERSION],
    [2, FLAGS],
    [2, DEFLATED],
    [2, 0],
    [2, DATE],
    ...known.map((value) => [4, value] as const),
    [2, path.byteLength],
    [2, 0],
  ];
}

function record(
  signature: number,
  fields: readonly Field[],
  tail: Uint8Array = new Uint8Array(),
): Uint8Array {
  const bytes = fields.reduce((sum, [width]) => sum + width, 4);
  const block = new Uint8Array(bytes + tail.byteLength);
  const view = new DataView(block.buffer);
  view.setUint32(0, signature, true);
  let at = 4;
  for (const [width, value] of fields) {
    if (width === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += width;
  }
  block.set(tail, at);
  return block;
}

async function* packed(text: ZipEntry['text'], entry: Written): AsyncIterable<Uint8Array> {
  const encoder = new TextEncoder();
  async function* counted(): AsyncIterable<Uint8Array> {
    for await (const part of text) {
      const bytes = encoder.encode(part);
      entry.crc = crc32(bytes, entry.crc);
      entry.size += bytes.byteLength;
      yield bytes;
    }
  }
  const deflate = zlib.createDeflateRaw();
  const feeding = pipeline(Readable.from(counted(), { objectMode: true }), deflate);
  feeding.catch(() => undefined);
  for await (const block of deflate) yield block as Uint8Array;
  await feeding;
}

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value >>> 0;
});

const native = (zlib as { readonly crc32?: (bytes: Uint8Array, before: number) => number }).crc32;

/** CRC-32 of more bytes after those that gave `before`; the first releases of Node 20 have none of their own. */
export function crc32(bytes: Uint8Array, before = 0): number {
  return native === undefined ? crc32ByTable(bytes, before) : native(bytes, before);
}

/** The same, by a table of bytes. */
export function crc32ByTable(bytes: Uint8Array, before = 0): number {
  let crc = ~before >>> 0;
  for (const byte of bytes) crc = ((crc >>> 8) ^ (TABLE[(crc ^ byte) & 0xff] ?? 0)) >>> 0;
  return ~crc >>> 0;
}
