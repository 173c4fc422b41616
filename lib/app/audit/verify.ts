import type { Platform } from '#app/ports.ts';
import type { KnownHead } from './anchor.ts';
import {
  type Batch,
  LOCAL_REGION,
  pendingBatches,
  readCard,
  readChain,
  SHARD_PARTITION,
  sealedEnd,
  sealedPrefix,
} from './chain.ts';
import { eventOf, inOrder, isLinked, SHARD_START, type ShardEnd, type StoredEvent, sha256 } from './event.ts';
import { numberOfKey, readSealed, type SealedText } from './sealed-object.ts';

/** The first thing that is not as it was written: in which object, at which line of it, and what is wrong. */
export type Break = { readonly object: string; readonly at: number | null; readonly problem: string };

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
type Store = Pick<Platform, 'registry' | 'objects'>;
type Walk = {
  objects: number;
  events: number;
  previous: string | null;
  readonly ends: Map<string, ShardEnd>;
};

const UNSEALED = 'the events that are not sealed yet';

class Broken extends Error {
  readonly found: Break;
  constructor(object: string, at: number | null, problem: string) {
    super(problem);
    this.found = { object, at, problem };
  }
}

/**
 * Walks the chain from its first object to its head and on into what is not sealed yet, and stops at the first thing that
 * was changed, taken out, put in or moved. A chain that was cut or written anew as a whole shows against `heads` only.
 */
export async function verifyAudit(platform: Store, options: VerifyOptions = {}): Promise<Verification> {
  const region = options.region ?? LOCAL_REGION;
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
    const unsealed = await readUnsealed(platform, walk);
    const { chain: now } = await readChain(platform, region);
    if (now.head?.number !== chain.head?.number) continue;
    for (const [number, [key = '']] of keys)
      if (number > last && key !== chain.next) throw new Broken(key, null, 'it was added after the head');
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
    walkEvent(walk, key, i + 2, event, lines[i] ?? '');
  });
  if (header.events !== events.length) throw says(`it has ${events.length} events and says ${header.events}`);
  for (const [shard, [, end]] of Object.entries(header.shards))
    if (walk.ends.get(shard)?.sequence !== end) throw says(`event ${end} of ${shard} is missing`);
  walk.objects += 1;
  walk.previous = sha256(body);
  return walk.previous;
}

function walkEvent(walk: Walk, object: string, at: number | null, event: StoredEvent, line: string): void {
  const { shard, sequence, link } = event;
  const end = walk.ends.get(shard) ?? SHARD_START;
  if (sequence > end.sequence + 1)
    throw new Broken(object, at, `before it event ${end.sequence + 1} of ${shard} is missing`);
  if (sequence <= end.sequence) throw new Broken(object, at, `event ${sequence} of ${shard} is there twice`);
  if (!isLinked(line, end.link))
    throw new Broken(object, at, 'it is not what was recorded: its link does not fit');
  walk.ends.set(shard, { sequence, link });
  walk.events += 1;
}

/** Of one shard: what it says that it has recorded, what counts as sealed, and the lines of what does not. */
type Unsealed = {
  readonly shard: string;
  readonly counter: ShardEnd | null;
  readonly sealed: number;
  readonly lines: readonly string[];
};

/** What is not sealed, by shard. The counters are read first: recording goes on meanwhile, and only adds. */
async function readUnsealed(platform: Store, walk: Walk): Promise<readonly Unsealed[]> {
  const counters = await shardCounters(platform);
  const batches = new Map<string, Batch[]>();
  for await (const { value } of pendingBatches(platform))
    batches.set(value.shard, [...(batches.get(value.shard) ?? []), value]);
  const shards = [...new Set([...walk.ends.keys(), ...batches.keys(), ...counters.keys()])];
  return Promise.all(
    shards.map(async (shard) => {
      const end = (await sealedEnd(platform, shard)) ?? SHARD_START;
      const item = await platform.registry.get<ShardEnd>(SHARD_PARTITION, shard);
      const left = (batches.get(shard) ?? []).filter(({ last }) => last > end.sequence);
      return {
        shard,
        counter: counters.get(shard) ?? (item === null ? null : SHARD_START),
        sealed: end.sequence,
        lines: left.flatMap(({ lines }) => lines),
      };
    }),
  );
}

function walkUnsealed(walk: Walk, { shard, counter, sealed, lines }: Unsealed): void {
  const end = walk.ends.get(shard) ?? SHARD_START;
  if (end.sequence !== sealed)
    throw new Broken('registry', null, `of ${shard} ${sealed} events count as sealed, ${end.sequence} are`);
  const links = new Map([[end.sequence, end.link]]);
  for (const line of lines) {
    const event = readableEvent(line);
    walkEvent(walk, UNSEALED, null, event, line);
    links.set(event.sequence, event.link);
  }
  if (counter === null) throw new Broken('registry', null, `the count of events of ${shard} is missing`);
  const last = (walk.ends.get(shard) ?? SHARD_START).sequence;
  if (counter.sequence > last) throw new Broken(UNSEALED, null, `event ${last + 1} of ${shard} is missing`);
  if (counter.sequence > 0 && links.get(counter.sequence) !== counter.link)
    throw new Broken(
      UNSEALED,
      null,
      `event ${counter.sequence} of ${shard} is not the one that was recorded`,
    );
}

async function shardCounters({ registry }: Store): Promise<ReadonlyMap<string, ShardEnd>> {
  const ends = new Map<string, ShardEnd>();
  let after: string | undefined;
  do {
    const page = await registry.list<ShardEnd>(SHARD_PARTITION, after === undefined ? {} : { after });
    for (const { sort, value } of page) ends.set(sort, value);
    after = page.at(-1)?.sort;
  } while (after !== undefined);
  return ends;
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

function readableEvent(line: string): StoredEvent {
  try {
    return eventOf(line);
  } catch {
    throw new Broken(UNSEALED, null, 'one of them is not JSON');
  }
}
