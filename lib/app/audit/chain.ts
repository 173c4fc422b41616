import { everyItem } from '#app/every-item.ts';
import type { Platform, RegistryItem } from '#app/ports.ts';
import type { ShardEnd, StoredEvent } from './event.ts';
import type { UseSum } from './use-tally.ts';

/** Partition of events that are not sealed yet, a batch to an item, in the order of the audit. */
export const PENDING_PARTITION = 'audit-pending';
/** Partition of shards: the last event that each has recorded. */
export const SHARD_PARTITION = 'audit-shard';
/** Partition of shards: the last event of each that is sealed. */
export const SEALED_PARTITION = 'audit-sealed';
/** Partition of the heads of the chains, by region. */
export const CHAIN_PARTITION = 'audit-chain';

/** The chain of one machine; on AWS each region has one, under the region's own name. */
export const LOCAL_REGION = 'local';

/** Events of one shard that were recorded at once; `lines` are their texts. All have the same `at`. */
export type Batch = {
  readonly shard: string;
  readonly first: number;
  readonly last: number;
  readonly at: string;
  readonly lines: readonly string[];
};

/** The last sealed object of a chain. */
export type AuditHead = {
  readonly number: number;
  /** Sha256 of the object. */
  readonly hash: string;
  readonly at: string;
};

/** The head with what the sealer needs: `next` is the key that the next object will have, once it was chosen. */
export type Chain = {
  readonly head: AuditHead | null;
  readonly maxAt: string;
  readonly next: string | null;
  /** The last object that begins well before the end of the one before it: the clock was set back. Absent: none does. */
  readonly setBack?: number;
};

/** What search must know of a sealed object to leave it out; a list that would be long is null. */
export type Card = AuditHead & {
  readonly key: string;
  readonly events: number;
  readonly firstAt: string;
  /** Absent in cards of earlier releases, as are `datasets` and `use`. */
  readonly lastAt?: string;
  /** Latest event in this object or any before it. */
  readonly maxAt: string;
  readonly who: readonly string[] | null;
  readonly actions: readonly string[];
  /** Datasets that its events are about. */
  readonly datasets?: readonly string[] | null;
  /** What its outcomes say of the use of datasets. */
  readonly use?: readonly UseSum[] | null;
  /** Whether an outcome is in it whose intent is in an earlier object. */
  readonly crossing: boolean;
};

type Store = Pick<Platform, 'registry'>;

/** The chain of a region with the version of its item; empty when nothing was ever sealed. */
export async function readChain(
  { registry }: Store,
  region: string,
): Promise<{ readonly version: number; readonly chain: Chain }> {
  const item = await registry.get<Chain>(CHAIN_PARTITION, region);
  return { version: item?.version ?? 0, chain: item?.value ?? { head: null, maxAt: '', next: null } };
}

/** Every batch that is not sealed, or sealed and not yet removed, in the order of the audit. */
export function pendingBatches({ registry }: Store): AsyncIterable<RegistryItem<Batch>> {
  return everyItem<Batch>(registry, PENDING_PARTITION);
}

/** The last event of a shard that is sealed, or null when none is. */
export async function sealedEnd({ registry }: Store, shard: string): Promise<ShardEnd | null> {
  return (await registry.get<ShardEnd>(SEALED_PARTITION, shard))?.value ?? null;
}

export function batchSort({ at, shard, first }: Pick<Batch, 'at' | 'shard' | 'first'>): string {
  return `${at}#${shard}#${String(first).padStart(12, '0')}`;
}

/** Partition of the cards of a region's sealed objects, by number. */
export function cardPartition(region: string): string {
  return `audit-object#${region}`;
}

export function cardSort(number: number): string {
  return String(number).padStart(10, '0');
}

/** The card of a sealed object, or null. */
export async function readCard({ registry }: Store, region: string, number: number): Promise<Card | null> {
  return (await registry.get<Card>(cardPartition(region), cardSort(number)))?.value ?? null;
}

/** Key of a sealed object; the day is that on which it was begun. */
export function sealedKey(region: string, number: number, day: string): string {
  return `${sealedPrefix(region)}${day.slice(0, 10).replaceAll('-', '/')}/${cardSort(number)}.jsonl`;
}

export function sealedPrefix(region: string): string {
  return `audit/${region}/`;
}

/** The first line of a sealed object. */
export type SealedHeader = {
  readonly region: string;
  readonly number: number;
  /** Sha256 of the object before it; null for the first. */
  readonly previous: string | null;
  /** First and last sequence of each shard in it. */
  readonly shards: Readonly<Record<string, readonly [number, number]>>;
  readonly events: number;
};

/** An event with the object that it is sealed in; null = not yet. */
export type FoundEvent = StoredEvent & {
  readonly sealed: { readonly object: string; readonly number: number } | null;
};
