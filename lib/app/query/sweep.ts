import { type Holdable, holdGuard, isHeld } from '#app/audit/hold.ts';
import { everyItem } from '#app/every-item.ts';
import { timeOfId } from '#app/id-time.ts';
import type { Platform, Registry, RegistryItem } from '#app/ports.ts';
import { AppError } from '#core/model/error.ts';
import type { UserId } from '#core/model/id.ts';
import { type Download, downloadPartition } from './download-record.ts';
import { KEY_PREFIX, type KeyItem, type QueryRecord, queryPartition } from './query-record.ts';

/** How long a query is kept, so that an auditor can see again what it showed, where the setting `query-months` says nothing. */
const KEPT_MONTHS = 13;
/** How long a download is known, and a key gives the query that was made under it. */
const KNOWN_MS = 30 * 24 * 60 * 60_000;

type Store = Pick<Platform, 'registry' | 'clock'>;

/**
 * Removes what is kept of the queries of everybody with an account: records older than the months to keep them, downloads
 * and idempotency keys older than 30 days; but nothing that a legal hold covers by effect, person or dataset. Returns how
 * many items.
 */
export async function sweepQueries(platform: Store): Promise<number> {
  const { registry, clock } = platform;
  const knownSince = clock().getTime() - KNOWN_MS;
  const keptSince = monthsBefore(clock(), await monthsKept(registry));
  let swept = 0;
  const remove = async (item: RegistryItem, things: readonly Holdable[]) => {
    if (await removeUnlessHeld(platform, item, things)) swept += 1;
  };
  for await (const { value } of everyItem<{ readonly id: UserId }>(registry, 'user')) {
    const { id: person } = value;
    for await (const item of everyItem<QueryRecord>(registry, queryPartition(person))) {
      if (!isOlder(item.sort, keptSince)) break;
      const datasets = item.value.datasets.map((dataset) => ({ dataset }));
      await remove(item, [{ effect: item.sort, person }, ...datasets]);
    }
    for await (const item of everyItem<KeyItem>(registry, queryPartition(person), { prefix: KEY_PREFIX }))
      if (isOlder(item.value.query, knownSince)) await remove(item, []);
    for await (const item of everyItem<Download>(registry, downloadPartition(person))) {
      if (!isOlder(item.sort, knownSince)) break;
      await remove(item, [{ effect: item.sort, person }]);
    }
  }
  return swept;
}

/** A hold that begins meanwhile makes the removal fail, and it is judged anew at the next sweep. */
async function removeUnlessHeld(
  platform: Store,
  { partition, sort, version }: RegistryItem,
  things: readonly Holdable[],
): Promise<boolean> {
  const guard = await holdGuard(platform);
  for (const thing of things) if (await isHeld(platform, thing)) return false;
  try {
    await platform.registry.transact([guard, { kind: 'delete', partition, sort, expected: version }]);
    return true;
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'CONFLICT') throw error;
    return false;
  }
}

async function monthsKept(registry: Registry): Promise<number> {
  return (await registry.get<number>('setting', 'query-months'))?.value ?? KEPT_MONTHS;
}

function monthsBefore(now: Date, months: number): number {
  return Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months, now.getUTCDate());
}

/** Ids are in the order of their time, and before every idempotency key. */
function isOlder(id: string, time: number): boolean {
  const made = timeOfId(id);
  return made !== null && made < time;
}
