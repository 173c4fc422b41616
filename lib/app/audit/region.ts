import { randomUUID } from 'node:crypto';
import { everyItem } from '#app/every-item.ts';
import type { Platform } from '#app/ports.ts';
import { CHAIN_PARTITION, LOCAL_REGION } from './chain.ts';

/** The region whose chain a platform records in and seals. */
export function regionOf({ region }: Pick<Platform, 'region'>): string {
  return region ?? LOCAL_REGION;
}

/** An id for a process that records in a region: `<region>.<uuid>`, of one machine the uuid alone. */
export function newShardId(region: string): string {
  return region === LOCAL_REGION ? randomUUID() : `${region}.${randomUUID()}`;
}

/** The region that a shard has recorded in; only that region seals its events, so that they are in one chain. */
export function regionOfShard(shard: string): string {
  const end = shard.lastIndexOf('.');
  return end < 0 ? LOCAL_REGION : shard.slice(0, end);
}

/** Every region that has a chain, that of the platform first. The registry is one for all of them. */
export async function chainRegions(
  platform: Pick<Platform, 'registry' | 'region'>,
): Promise<readonly [string, ...string[]]> {
  const own = regionOf(platform);
  const others: string[] = [];
  for await (const { sort } of everyItem<unknown>(platform.registry, CHAIN_PARTITION))
    if (sort !== own) others.push(sort);
  return [own, ...others];
}
