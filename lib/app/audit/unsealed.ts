import { allItems } from '#app/every-item.ts';
import type { Platform } from '#app/ports.ts';
import { type Batch, pendingBatches, SHARD_PARTITION, sealedEnd } from './chain.ts';
import { eventOf, SHARD_START, type ShardEnd, type StoredEvent } from './event.ts';
import { regionOfShard } from './region.ts';
import { Broken, type Walk, walkEvent } from './walk.ts';

const UNSEALED = 'the events that are not sealed yet';

type Store = Pick<Platform, 'registry'>;

/** Of one shard: what it says that it has recorded, what counts as sealed, and the lines of what does not. */
export type Unsealed = {
  readonly shard: string;
  readonly counter: ShardEnd | null;
  readonly sealed: number;
  readonly lines: readonly string[];
};

/** What is not sealed of a region, by shard. The counters are read first: recording goes on meanwhile, and only adds. */
export async function readUnsealed(
  platform: Store,
  region: string,
  walk: Walk,
): Promise<readonly Unsealed[]> {
  const counters = await shardCounters(platform);
  const batches = new Map<string, Batch[]>();
  for await (const { value } of pendingBatches(platform))
    batches.set(value.shard, [...(batches.get(value.shard) ?? []), value]);
  const known = new Set([...walk.ends.keys(), ...batches.keys(), ...counters.keys()]);
  const shards = [...known].filter((shard) => regionOfShard(shard) === region);
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

/** Goes on over what one shard has recorded since it was sealed last, to the last event that it counts. */
export function walkUnsealed(walk: Walk, { shard, counter, sealed, lines }: Unsealed): void {
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
  const items = await allItems<ShardEnd>(registry, SHARD_PARTITION);
  return new Map(items.map(({ sort, value }) => [sort, value]));
}

function readableEvent(line: string): StoredEvent {
  try {
    return eventOf(line);
  } catch {
    throw new Broken(UNSEALED, null, 'one of them is not JSON');
  }
}
