import type { Platform } from '#app/ports.ts';
import type { KnownHead } from './anchor.ts';
import { type Chain, readCard, readChain, sealedPrefix } from './chain.ts';
import { inOrder, sha256 } from './event.ts';
import { regionOf, regionOfShard } from './region.ts';
import { formSealed, numberOfKey, readSealed, type SealedText } from './sealed-object.ts';
import { readUnsealed, type Unsealed, walkUnsealed } from './unsealed.ts';
import { type Break, Broken, type Walk, walkEvent } from './walk.ts';

export type Verification = {
  readonly state: 'whole' | 'broken';
  /** Sealed objects and events that were looked at. */
  readonly objects: number;
  readonly events: number;
  readonly firstBreak: Break | null;
};

export type VerifyOptions = {
  readonly region?: string;
  /** Heads that were exported or told elsewhere; each must be on the chain. */
  readonly heads?: readonly Pick<KnownHead, 'number' | 'hash'>[];
};

type Heads = NonNullable<VerifyOptions['heads']>;
type Store = Pick<Platform, 'registry' | 'objects' | 'region'>;

/**
 * Walks the chain of a region from its first object to its head and on into what is not sealed yet, and stops at the first thing that
 * was changed, taken out, put in or moved. A chain that was cut or written anew as a whole shows against `heads` only.
 */
export async function verifyAudit(platform: Store, options: VerifyOptions = {}): Promise<Verification> {
  const region = options.region ?? regionOf(platform);
  const walk: Walk = { objects: 0, events: 0, previous: null, ends: new Map() };
  try {
    await walkAll(platform, region, walk, options.heads ?? []);
    return { state: 'whole', objects: walk.objects, events: walk.events, firstBreak: null };
  } catch (error) {
    if (!(error instanceof Broken)) throw error;
    return { state: 'broken', objects: walk.objects, events: walk.events, firstBreak: error.found };
  }
}

/** Walks the objects that the chain has gained since; what is not sealed is read between two looks at the same head. */
async function walkAll(platform: Store, region: string, walk: Walk, heads: Heads): Promise<void> {
  for (;;) {
    const keys = await keysByNumber(platform, region);
    const { chain } = await readChain(platform, region);
    const last = chain.head?.number ?? 0;
    for (let number = walk.objects + 1; number <= last; number += 1)
      await walkNumber(platform, region, walk, keys.get(number) ?? [], number, heads);
    if (chain.head !== null && chain.head.hash !== walk.previous)
      throw new Broken('registry', null, `its head is not the sha256 of object ${last}`);
    const unsealed = await readUnsealed(platform, region, walk);
    const { chain: now } = await readChain(platform, region);
    if (now.head?.number !== chain.head?.number) continue;
    for (const [number, [key = '']] of keys)
      if (number > last) await checkNext(platform, region, chain, key, unsealed);
    const beyond = heads.find((head) => head.number > last);
    if (beyond !== undefined)
      throw new Broken(
        'registry',
        null,
        `the chain was cut: it ends at ${last}, its head was ${beyond.number} already`,
      );
    for (const shard of unsealed) walkUnsealed(walk, shard);
    return;
  }
}

/** An object after the head may only be the next one, of a sealer that has not got to the end: it tells nothing new. */
async function checkNext(
  { objects }: Store,
  region: string,
  chain: Chain,
  key: string,
  unsealed: readonly Unsealed[],
): Promise<void> {
  if (key !== chain.next) throw new Broken(key, null, 'it was added after the head');
  const body = await objects.get(key);
  if (body === null) return;
  const { lines } = readable(key, body);
  const known = new Set(unsealed.flatMap((shard) => shard.lines));
  const isNext = formSealed(region, chain, lines).text === Buffer.from(body).toString('utf8');
  if (!isNext || lines.some((line) => !known.has(line)))
    throw new Broken(key, null, 'it is in the way of the next object: it was not written by the sealer');
}

async function walkNumber(
  platform: Store,
  region: string,
  walk: Walk,
  found: readonly string[],
  number: number,
  heads: Heads,
): Promise<void> {
  const [key = `object ${number} of ${sealedPrefix(region)}`] = found;
  if (found.length === 0) throw new Broken(key, null, 'it is missing');
  if (found.length > 1) throw new Broken(key, null, `there is another object ${number}: ${found[1]}`);
  const hash = await walkObject(platform, region, walk, key, number);
  if (heads.some((head) => head.number === number && head.hash !== hash))
    throw new Broken(key, null, 'it is not the object whose sha256 was exported as the head');
  const card = await readCard(platform, region, number);
  if (card?.hash !== hash || card.key !== key)
    throw new Broken(key, null, 'it is not the object that the registry knows under its number');
}

/** Looks at one object and returns its sha256. */
async function walkObject(
  { objects }: Store,
  region: string,
  walk: Walk,
  key: string,
  number: number,
): Promise<string> {
  const body = await objects.get(key);
  if (body === null) throw new Broken(key, null, 'it is missing');
  const sealed = readable(key, body);
  const { header, events, lines } = sealed;
  const says = (problem: string) => new Broken(key, 1, problem);
  if (header.number !== number || header.region !== region)
    throw says(`it says that it is object ${header.number} of ${header.region}`);
  if (header.previous !== walk.previous)
    throw says(`it does not continue object ${number - 1}, or that is not what it was`);
  events.forEach((event, i) => {
    const before = events[i - 1];
    if (before !== undefined && inOrder(before, event) >= 0)
      throw new Broken(key, i + 2, 'it is out of order');
    if (regionOfShard(event.shard) !== region)
      throw new Broken(key, i + 2, `it was recorded in another region than ${region}`);
    walkEvent(walk, key, i + 2, event, lines[i] ?? '');
  });
  if (header.events !== events.length) throw says(`it has ${events.length} events and says ${header.events}`);
  for (const [shard, [, end]] of Object.entries(header.shards))
    if (walk.ends.get(shard)?.sequence !== end) throw says(`event ${end} of ${shard} is missing`);
  walk.objects += 1;
  walk.previous = sha256(body);
  return walk.previous;
}

async function keysByNumber(
  { objects }: Store,
  region: string,
): Promise<ReadonlyMap<number, readonly string[]>> {
  const keys = new Map<number, string[]>();
  for (const key of await objects.list(sealedPrefix(region))) {
    const number = numberOfKey(region, key);
    if (number !== null) keys.set(number, [...(keys.get(number) ?? []), key]);
  }
  return keys;
}

function readable(key: string, body: Uint8Array): SealedText {
  try {
    return readSealed(body);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    const line = /^line (\d+)/.exec(problem)?.[1];
    throw new Broken(key, line === undefined ? null : Number(line), problem);
  }
}
