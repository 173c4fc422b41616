import { inflateRawSync } from 'node:zlib';
import type { SourceFile } from '#app/geography/tools.ts';
import { AppError } from '#core/model/error.ts';

/** What an archive of boundaries may hold, unpacked. */
const MAX_BYTES = 600 * 2 ** 20;
const MAX_ENTRIES = 1_000;
const READ = /\.(shp|dbf|prj|cpg|geojson|json|topojson)$/i;

const END_SIGNATURE = 0x06054b50;
const ENTRY_SIGNATURE = 0x02014b50;
const LOCAL_SIGNATURE = 0x04034b50;
const END_BYTES = 22;
const STORED = 0;
const DEFLATED = 8;

type Entry = {
  readonly name: string;
  readonly flags: number;
  readonly method: number;
  readonly packed: number;
  readonly bytes: number;
  readonly at: number;
};

/**
 * The files of a ZIP archive that boundaries can be read from, without their folders. Fails with SPEC_INVALID for an
 * archive that cannot be read, holds none or unpacks to too much; nothing is written to disk.
 */
export function unzip(archive: SourceFile): readonly SourceFile[] {
  const body = Buffer.from(archive.body.buffer, archive.body.byteOffset, archive.body.byteLength);
  const entries = readEntries(body).filter(
    ({ name }) => READ.test(name) && !name.startsWith('__MACOSX/') && !baseName(name).startsWith('.'),
  );
  if (entries.length === 0) throw invalid('holds no .shp, .geojson or .json file');
  let left = MAX_BYTES;
  return entries.map((entry) => {
    const unpacked = unpack(body, entry, left);
    left -= unpacked.length;
    return { name: baseName(entry.name), body: unpacked };
  });
}

function readEntries(body: Buffer): readonly Entry[] {
  const end = body.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || end + END_BYTES > body.length || body.readUInt32LE(end) !== END_SIGNATURE)
    throw invalid('is no whole ZIP archive');
  const count = body.readUInt16LE(end + 10);
  if (count > MAX_ENTRIES) throw invalid(`holds ${count} files, ${MAX_ENTRIES} are allowed`);
  const entries: Entry[] = [];
  let at = body.readUInt32LE(end + 16);
  for (let i = 0; i < count; i++) {
    if (at + 46 > body.length || body.readUInt32LE(at) !== ENTRY_SIGNATURE)
      throw invalid('is no ZIP archive that is read here');
    const nameBytes = body.readUInt16LE(at + 28);
    entries.push({
      name: body.toString('utf8', at + 46, at + 46 + nameBytes),
      flags: body.readUInt16LE(at + 8),
      method: body.readUInt16LE(at + 10),
      packed: body.readUInt32LE(at + 20),
      bytes: body.readUInt32LE(at + 24),
      at: body.readUInt32LE(at + 42),
    });
    at += 46 + nameBytes + body.readUInt16LE(at + 30) + body.readUInt16LE(at + 32);
  }
  return entries;
}

function unpack(body: Buffer, { name, flags, method, packed, bytes, at }: Entry, most: number): Buffer {
  if ((flags & 1) !== 0) throw invalid('is encrypted');
  if (bytes > most) throw tooLarge();
  if (at + 30 > body.length || body.readUInt32LE(at) !== LOCAL_SIGNATURE)
    throw invalid('is no whole ZIP archive');
  const from = at + 30 + body.readUInt16LE(at + 26) + body.readUInt16LE(at + 28);
  const part = body.subarray(from, from + packed);
  if (part.length !== packed) throw invalid('is no whole ZIP archive');
  if (method === STORED) return part;
  if (method !== DEFLATED) throw invalid(`holds ${baseName(name)} packed in a way that is not read here`);
  try {
    return inflateRawSync(part, { maxOutputLength: Math.max(1, Math.min(most, bytes)) });
  } catch (cause) {
    throw new AppError('SPEC_INVALID', `holds ${baseName(name)}, which cannot be unpacked`, { cause });
  }
}

function baseName(name: string): string {
  return name.split(/[/\\]/).at(-1) ?? name;
}

function invalid(message: string): AppError {
  return new AppError('SPEC_INVALID', message);
}

function tooLarge(): AppError {
  return new AppError('SPEC_INVALID', `unpacks to more than the ${MAX_BYTES} bytes that are allowed`);
}
