import { withLease } from '#app/ingest/lease.ts';
import type { Platform, RegistryItem, RegistryWrite } from '#app/ports.ts';
import { AppError } from '#core/model/error.ts';
import {
  type Batch,
  type Card,
  CHAIN_PARTITION,
  type Chain,
  cardPartition,
  cardSort,
  PENDING_PARTITION,
  pendingBatches,
  readChain,
  SEALED_PARTITION,
  sealedEnd,
  sealedKey,
} from './chain.ts';
import { SHARD_START, type ShardEnd } from './event.ts';
import { regionOf, regionOfShard } from './region.ts';
import { cardOf, formSealed, readSealed, type SealedText } from './sealed-object.ts';

const LEASE_MS = 30_000;
const MOST_EVENTS = 5_000;
const MOST_BYTES = 8 * 1024 * 1024;
const MOST_SHARDS = 90;
const MOST_WRITES = 100;
/** By how much processes may stamp their events out of order without that a clock was set back. */
const SET_BACK_MS = 5_000;

export type SealStep = 'key-chosen' | 'object-written' | 'head-moved' | 'pending-removed';
export type SealOptions = {
  readonly region?: string;
  /** Told when a step is done; what is done next waits for the promise. */
  readonly onStep?: (step: SealStep) => Promise<void>;
};
export type Sealing = { readonly objects: number; readonly events: number };

type Store = Pick<Platform, 'registry' | 'objects' | 'clock' | 'newId' | 'anchor' | 'region'>;
type Taken = {
  readonly batches: readonly RegistryItem<Batch>[];
  readonly removable: readonly RegistryItem<Batch>[];
  /** Whether there may be more that has no room in one object. */
  readonly full: boolean;
};

/**
 * Seals what was recorded in a region into the next objects of its chain, unless somebody else is at it. Whatever it is
 * killed at, the next run goes on there: an event is in exactly one object. What another region recorded is left to it:
 * two sealers that see each other's writes late would seal the same events.
 */
export async function sealAudit(platform: Store, options: SealOptions = {}): Promise<Sealing> {
  const region = options.region ?? regionOf(platform);
  const busy = 'the audit is being sealed at this moment';
  try {
    return await withLease(platform, `audit#${region}`, () => sealAll(platform, region, options), {
      leaseMs: LEASE_MS,
      waitMs: -1,
      busy,
    });
  } catch (error) {
    if (error instanceof AppError && error.message === busy) return { objects: 0, events: 0 };
    throw error;
  }
}

async function sealAll(platform: Store, region: string, options: SealOptions): Promise<Sealing> {
  let [objects, events] = [0, 0];
  for (;;) {
    const { card, more } = await sealOne(platform, region, options);
    objects += card === null ? 0 : 1;
    events += card?.events ?? 0;
    if (!more) return { objects, events };
  }
}

async function sealOne(
  platform: Store,
  region: string,
  { onStep }: SealOptions,
): Promise<{ readonly card: Card | null; readonly more: boolean }> {
  const { batches, removable, full } = await takePending(platform, region);
  await remove(platform, removable);
  if (batches.length === 0) return { card: null, more: false };
  const { version, chain } = await chooseKey(platform, region);
  await onStep?.('key-chosen');
  const key = chain.next;
  const lines = batches.flatMap(({ value }) => value.lines);
  const made = formSealed(region, chain, lines);
  const stands = await written(platform, key, made.text);
  const sealed = stands === null ? made.sealed : await continued(platform, region, chain, stands);
  await onStep?.('object-written');
  const now = platform.clock().toISOString();
  const card = cardOf(key, stands ?? made.text, now, chain.maxAt, sealed);
  const { number, hash, at } = card;
  const next: Chain = { ...chain, head: { number, hash, at }, maxAt: card.maxAt, next: null };
  const back = Date.parse(chain.maxAt) - Date.parse(card.firstAt) > SET_BACK_MS ? { setBack: number } : {};
  await platform.registry.transact([
    { kind: 'put', partition: CHAIN_PARTITION, sort: region, value: { ...next, ...back }, expected: version },
    { kind: 'put', partition: cardPartition(region), sort: cardSort(number), value: card, expected: 0 },
    ...endsOf(sealed).map(
      ([sort, value]): RegistryWrite => ({
        kind: 'put',
        partition: SEALED_PARTITION,
        sort,
        value,
        expected: null,
      }),
    ),
  ]);
  await onStep?.('head-moved');
  await remove(platform, (await takePending(platform, region)).removable);
  await onStep?.('pending-removed');
  await platform.anchor?.publish(region, card);
  return { card, more: full || stands !== null };
}

/** Batches that continue what is sealed of their shards, in the order of the audit, and those that are sealed already. */
async function takePending(platform: Store, region: string): Promise<Taken> {
  const ends = new Map<string, number>();
  const batches: RegistryItem<Batch>[] = [];
  const removable: RegistryItem<Batch>[] = [];
  let [events, bytes, full] = [0, 0, false];
  for await (const item of pendingBatches(platform)) {
    const { shard, first, last, lines } = item.value;
    if (regionOfShard(shard) !== region) continue;
    if (!ends.has(shard)) {
      full = ends.size >= MOST_SHARDS;
      if (full) break;
      ends.set(shard, ((await sealedEnd(platform, shard)) ?? SHARD_START).sequence);
    }
    const end = ends.get(shard) ?? 0;
    if (last <= end) removable.push(item);
    else if (first === end + 1) {
      ends.set(shard, last);
      batches.push(item);
      events += lines.length;
      bytes += lines.reduce((sum, line) => sum + line.length, 0);
      full = events >= MOST_EVENTS || bytes >= MOST_BYTES;
      if (full) break;
    }
  }
  return { batches, removable, full };
}

/** The key of the next object is written down before the object, so that whoever goes on writes the same one. */
async function chooseKey(
  platform: Store,
  region: string,
): Promise<{ readonly version: number; readonly chain: Chain & { readonly next: string } }> {
  const { version, chain } = await readChain(platform, region);
  if (chain.next !== null) return { version, chain: { ...chain, next: chain.next } };
  const next = sealedKey(region, (chain.head?.number ?? 0) + 1, platform.clock().toISOString());
  const value = { ...chain, next };
  await platform.registry.transact([
    { kind: 'put', partition: CHAIN_PARTITION, sort: region, value, expected: version },
  ]);
  return { version: version + 1, chain: value };
}

/** Writes the object; when one stands there, of a run that was killed, that one counts and is returned. */
async function written({ objects }: Store, key: string, text: string): Promise<Uint8Array | null> {
  try {
    await objects.put(key, text, { ifAbsent: true });
    return null;
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'CONFLICT')) throw error;
    const stands = await objects.get(key);
    if (stands === null) throw error;
    return stands;
  }
}

/** What stands at the next key, if it is of this chain and says nothing but what waits to be sealed. */
async function continued(
  platform: Store,
  region: string,
  chain: Chain,
  body: Uint8Array,
): Promise<SealedText> {
  const sealed = readSealed(body);
  const known = new Set<string>();
  for await (const { value } of pendingBatches(platform)) for (const line of value.lines) known.add(line);
  const isOurs =
    sealed.lines.length > 0 &&
    sealed.lines.every((line) => known.has(line)) &&
    formSealed(region, chain, sealed.lines).text === Buffer.from(body).toString('utf8');
  if (!isOurs) throw new Error(`${chain.next} is in the way: it was not written by the sealer of this chain`);
  return sealed;
}

function endsOf({ events }: SealedText): readonly (readonly [string, ShardEnd])[] {
  return [...new Map(events.map(({ shard, sequence, link }) => [shard, { sequence, link }] as const))];
}

async function remove({ registry }: Store, items: readonly RegistryItem<Batch>[]): Promise<void> {
  for (let i = 0; i < items.length; i += MOST_WRITES) {
    await registry.transact(
      items
        .slice(i, i + MOST_WRITES)
        .map(({ sort }) => ({ kind: 'delete', partition: PENDING_PARTITION, sort, expected: null })),
    );
  }
}
