import { gzipSync } from 'node:zlib';
import type { Bounds } from '#core/geo/ring.ts';

/** One vector tile, not compressed. */
export type Tile = { readonly z: number; readonly x: number; readonly y: number; readonly body: Uint8Array };

/** What an archive says of itself; `layers` is the `vector_layers` of its metadata. */
export type ArchiveFacts = {
  readonly bounds: Bounds;
  readonly name: string;
  readonly layers: readonly {
    readonly id: string;
    readonly fields: Readonly<Record<string, 'String'>>;
    readonly minzoom: number;
    readonly maxzoom: number;
  }[];
};

/** An archive of vector tiles as PMTiles version 3: clustered, gzip inside, equal tiles stored once. */
export function writePmtiles(tiles: readonly Tile[], facts: ArchiveFacts): Uint8Array {
  const sorted = tiles.map((tile) => ({ id: tileId(tile), tile })).sort((a, b) => a.id - b.id);
  const entries: Entry[] = [];
  const bodies: Uint8Array[] = [];
  const stored = new Map<string, { offset: number; length: number }>();
  let offset = 0;
  for (const { id, tile } of sorted) {
    const body = gzipSync(tile.body, { level: 9 });
    const key = body.toString('latin1');
    let place = stored.get(key);
    if (place === undefined) {
      place = { offset, length: body.length };
      stored.set(key, place);
      bodies.push(body);
      offset += body.length;
    }
    entries.push({ id, run: 1, ...place });
  }
  const { root, leaves } = directories(entries);
  const metadata = gzipSync(JSON.stringify({ name: facts.name, vector_layers: facts.layers }));
  const header = writeHeader({
    root: root.length,
    metadata: metadata.length,
    leaves: leaves.length,
    data: offset,
    tiles: entries.length,
    contents: bodies.length,
    minzoom: Math.min(...tiles.map((tile) => tile.z)),
    maxzoom: Math.max(...tiles.map((tile) => tile.z)),
    bounds: facts.bounds,
  });
  return Buffer.concat([header, root, metadata, leaves, ...bodies]);
}

type Entry = { readonly id: number; readonly offset: number; readonly length: number; readonly run: number };

const ENTRIES_PER_LEAF = 2_000;

function directories(entries: readonly Entry[]): { root: Uint8Array; leaves: Uint8Array } {
  if (entries.length <= ENTRIES_PER_LEAF) return { root: directory(entries), leaves: new Uint8Array() };
  const leaves: Uint8Array[] = [];
  const pointers: Entry[] = [];
  let offset = 0;
  for (let from = 0; from < entries.length; from += ENTRIES_PER_LEAF) {
    const leaf = directory(entries.slice(from, from + ENTRIES_PER_LEAF));
    pointers.push({ id: entries[from]?.id ?? 0, offset, length: leaf.length, run: 0 });
    leaves.push(leaf);
    offset += leaf.length;
  }
  return { root: directory(pointers), leaves: Buffer.concat(leaves) };
}

function directory(entries: readonly Entry[]): Uint8Array {
  const bytes: number[] = [];
  writeVarint(bytes, entries.length);
  let before = 0;
  for (const { id } of entries) {
    writeVarint(bytes, id - before);
    before = id;
  }
  for (const { run } of entries) writeVarint(bytes, run);
  for (const { length } of entries) writeVarint(bytes, length);
  let end = -1;
  for (const { offset, length } of entries) {
    writeVarint(bytes, offset === end ? 0 : offset + 1);
    end = offset + length;
  }
  return gzipSync(Uint8Array.from(bytes));
}

function writeVarint(bytes: number[], value: number): void {
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
}

/** Number of a tile along the Hilbert curves of all zooms, coarse to fine. */
function tileId({ z, x, y }: Tile): number {
  let id = (4 ** z - 1) / 3;
  let [tx, ty] = [x, y];
  for (let side = 2 ** z / 2; side >= 1; side /= 2) {
    const right = (tx & side) > 0 ? 1 : 0;
    const lower = (ty & side) > 0 ? 1 : 0;
    id += side * side * ((3 * right) ^ lower);
    if (lower === 0) {
      if (right === 1) {
        tx = side - 1 - tx;
        ty = side - 1 - ty;
      }
      [tx, ty] = [ty, tx];
    }
  }
  return id;
}

type HeaderFacts = {
  readonly root: number;
  readonly metadata: number;
  readonly leaves: number;
  readonly data: number;
  readonly tiles: number;
  readonly contents: number;
  readonly minzoom: number;
  readonly maxzoom: number;
  readonly bounds: Bounds;
};

const HEADER_BYTES = 127;
const GZIP = 2;
const VECTOR_TILE = 1;

function writeHeader(facts: HeaderFacts): Uint8Array {
  const header = Buffer.alloc(HEADER_BYTES);
  header.write('PMTiles', 0, 'latin1');
  header.writeUInt8(3, 7);
  const metadata = HEADER_BYTES + facts.root;
  const leaves = metadata + facts.metadata;
  const data = leaves + facts.leaves;
  [
    HEADER_BYTES,
    facts.root,
    metadata,
    facts.metadata,
    leaves,
    facts.leaves,
    data,
    facts.data,
    facts.tiles,
    facts.tiles,
    facts.contents,
  ].forEach((value, index) => {
    header.writeBigUInt64LE(BigInt(value), 8 + index * 8);
  });
  header.writeUInt8(1, 96);
  header.writeUInt8(GZIP, 97);
  header.writeUInt8(GZIP, 98);
  header.writeUInt8(VECTOR_TILE, 99);
  header.writeUInt8(facts.minzoom, 100);
  header.writeUInt8(facts.maxzoom, 101);
  const { west, south, east, north } = facts.bounds;
  [west, south, east, north].forEach((micro, index) => {
    header.writeInt32LE(micro * 10, 102 + index * 4);
  });
  header.writeUInt8(facts.minzoom, 118);
  header.writeInt32LE(Math.round((west + east) / 2) * 10, 119);
  header.writeInt32LE(Math.round((south + north) / 2) * 10, 123);
  return header;
}
