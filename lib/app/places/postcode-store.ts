import type { Platform } from '#app/ports.ts';
import { type Place, RADIUS_METRES } from '#core/places/place.ts';
import { districtOf, isPostcode, postcodeText } from '#core/places/postcode.ts';

type Store = Pick<Platform, 'registry' | 'objects'>;

/** Partition of the registry with one item per kind of places that an operator brought in. */
export const PLACE_SOURCE_PARTITION = 'place-source';
export const POSTCODES = 'postcode';

/** What the registry keeps of the postcodes: which write of them is current. */
export type PostcodeItem = {
  readonly v: string;
  /** The write before, whose objects are kept for those who are still reading them. */
  readonly previous: string | null;
  readonly hash: string;
  readonly source: string;
  readonly count: number;
  readonly importedAt: string;
};

/**
 * What is read at once: the first postcode of each block and where the block begins, in bytes; where the last one ends; and
 * for each district how many postcodes it has and the middle of them, in micro-degrees.
 */
export type PostcodeBlocks = {
  readonly first: readonly string[];
  readonly start: readonly number[];
  readonly end: number;
  readonly districts: Readonly<Record<string, readonly [count: number, longitude: number, latitude: number]>>;
};

/** Postcodes in a block of the file, one `SW1A1AA,-141588,51501009` to a line, sorted. */
export const BLOCK_POSTCODES = 512;

/** Object keys of one write. */
export function postcodeKeys(v: string): { readonly blocks: string; readonly index: string } {
  return { blocks: `reference/postcode/v=${v}/blocks.csv`, index: `reference/postcode/v=${v}/index.json` };
}

/** The current write, or null. */
export async function currentPostcodes(platform: Pick<Store, 'registry'>): Promise<PostcodeItem | null> {
  return (await platform.registry.get<PostcodeItem>(PLACE_SOURCE_PARTITION, POSTCODES))?.value ?? null;
}

const remembered = new WeakMap<
  Platform['objects'],
  { readonly v: string; readonly index: Promise<PostcodeBlocks> }
>();

/**
 * Postcodes that begin with capitals without spaces, in order, at most `limit`, after the district where the text begins
 * one. Reads one block of the file, or two where the beginning lies across them.
 */
export async function postcodesFrom(
  platform: Store,
  start: string,
  limit: number,
): Promise<readonly Place[]> {
  const current = await currentPostcodes(platform);
  if (current === null || limit < 1) return [];
  const { v, source } = current;
  const index = await indexOf(platform, v);
  const districts = isPostcode(start) ? [] : districtsFrom(index, start, limit, source);
  const from = blockOf(index, start);
  const lines: string[] = [];
  for (let block = from; block < index.first.length && lines.length < limit; block += 1) {
    if (block > from && !(index.first[block] ?? '').startsWith(start)) break;
    lines.push(...(await readBlock(platform, index, v, block)).filter((line) => line.startsWith(start)));
  }
  return [...districts, ...lines.slice(0, limit).map((line) => placeOf(line, source))].slice(0, limit);
}

function districtsFrom(
  { districts }: PostcodeBlocks,
  start: string,
  limit: number,
  source: string,
): readonly Place[] {
  return Object.entries(districts)
    .filter(([district]) => district.startsWith(start))
    .sort(([a], [b]) => a.length - b.length || (a < b ? -1 : 1))
    .slice(0, limit)
    .map(([name, [count, longitude, latitude]]) => ({
      kind: 'district',
      name,
      area: null,
      longitude,
      latitude,
      radiusMetres: RADIUS_METRES.district,
      source: `${source}: the middle of its ${count.toLocaleString('en-GB')} postcodes`,
    }));
}

/** Number of the block that a text would be in: the last one that begins before it. */
function blockOf({ first }: PostcodeBlocks, text: string): number {
  let low = 0;
  let high = first.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((first[middle] ?? '') <= text) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}

async function readBlock(
  { objects }: Store,
  { start, end }: PostcodeBlocks,
  v: string,
  block: number,
): Promise<readonly string[]> {
  const range = { start: start[block] ?? 0, end: (start[block + 1] ?? end) - 1 };
  const parts: Uint8Array[] = [];
  for await (const part of objects.read(postcodeKeys(v).blocks, range)) parts.push(part);
  return Buffer.concat(parts).toString('latin1').trimEnd().split('\n');
}

function placeOf(line: string, source: string): Place {
  const [plain = '', longitude, latitude] = line.split(',');
  return {
    kind: 'postcode',
    name: postcodeText(plain),
    area: null,
    longitude: Number(longitude),
    latitude: Number(latitude),
    radiusMetres: RADIUS_METRES.postcode,
    source,
  };
}

async function indexOf({ objects }: Store, v: string): Promise<PostcodeBlocks> {
  const known = remembered.get(objects);
  if (known?.v === v) return known.index;
  const index = readIndex(objects, v);
  remembered.set(objects, { v, index });
  index.catch(() => remembered.delete(objects));
  return index;
}

async function readIndex(objects: Platform['objects'], v: string): Promise<PostcodeBlocks> {
  const { index } = postcodeKeys(v);
  const body = await objects.get(index);
  if (body === null) throw new Error(`object ${index} is missing`);
  return JSON.parse(new TextDecoder().decode(body)) as PostcodeBlocks;
}

/** Adds the middle of each district to the blocks of sorted lines. */
export function districtMiddles(
  postcodes: Iterable<readonly [plain: string, longitude: number, latitude: number]>,
): PostcodeBlocks['districts'] {
  const sums = new Map<string, [number, number, number]>();
  for (const [plain, longitude, latitude] of postcodes) {
    const district = districtOf(plain);
    const sum = sums.get(district) ?? [0, 0, 0];
    sums.set(district, [sum[0] + 1, sum[1] + longitude, sum[2] + latitude]);
  }
  return Object.fromEntries(
    [...sums].map(([district, [count, x, y]]) => [
      district,
      [count, Math.round(x / count), Math.round(y / count)] as const,
    ]),
  );
}
