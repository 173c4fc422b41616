import { may } from '#app/authorise.ts';
import type { Caller } from '#app/caller.ts';
import { allItems } from '#app/every-item.ts';
import type { Platform, RegistryItem } from '#app/ports.ts';
import { AppError } from '#core/model/error.ts';
import { brandId, type QueryId } from '#core/model/id.ts';
import { cancelAll } from './execution.ts';
import {
  KEY_CANCELLED,
  KEY_PREFIX,
  type KeyItem,
  type QueryRecord,
  type QueryView,
  queryPartition,
  RUNNING_PARTITION,
  type RunningItem,
  readOwnQuery,
} from './query-record.ts';
import { recheck } from './recheck.ts';
import { end, prepare, settle } from './settle.ts';
import { viewOf } from './submit.ts';

/** How long a running query lives after its owner last asked about it. */
export const LEASE_MS = 15_000;
const RENEWED_AFTER_MS = 2_000;

/** How a caller's own query stands, after waiting at most `waitMs`; asking keeps it alive. Whoever
 * may change publications is also told which tables are read. Fails with NOT_FOUND and as `recheck` does. */
export async function queryStatus(
  platform: Platform,
  caller: Caller,
  id: string,
  waitMs = 0,
): Promise<QueryView> {
  const item = await readOwnQuery(platform, caller, id);
  await recheck(platform, caller, item.value);
  if (item.value.state === 'running') await renew(platform, item.value);
  const { view } = await viewOf(platform, item, waitMs);
  if (!may(caller, 'change-publications')) return view;
  return { ...view, tables: (await prepare(platform, item.value)).plan.choices };
}

/** Ends a caller's own query; one that has ended stays as it is. Fails with NOT_FOUND. */
export async function cancelQuery(platform: Platform, caller: Caller, id: string): Promise<void> {
  const item = await readOwnQuery(platform, caller, id);
  if (item.value.state === 'running') await stop(platform, item, 'asked by its owner');
}

/**
 * Ends the query that a caller asks under an idempotency key, also one that is only about to begin or never will: for
 * those who leave before they are told its id. A query that asks under this key later is refused.
 */
export async function cancelQueryByKey(platform: Platform, caller: Caller, key: string): Promise<void> {
  const partition = queryPartition(caller.user);
  const sort = `${KEY_PREFIX}${key}`;
  const value: KeyItem = { query: brandId<QueryId>(platform.newId()), spec: KEY_CANCELLED };
  try {
    await platform.registry.transact([{ kind: 'put', partition, sort, value, expected: 0 }]);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'CONFLICT') throw error;
    const known = await platform.registry.get<KeyItem>(partition, sort);
    if (known !== null && known.value.spec !== KEY_CANCELLED)
      await cancelQuery(platform, caller, known.value.query);
  }
}

/** Cancels every query that nobody has asked about for the length of a lease. Returns how many. */
export async function expireLeases(platform: Platform): Promise<number> {
  const oldest = platform.clock().getTime() - LEASE_MS;
  const expired = (await allItems<RunningItem>(platform.registry, RUNNING_PARTITION)).filter(
    ({ value }) => Date.parse(value.touchedAt) < oldest,
  );
  for (const item of expired) await endRunning(platform, item, 'nobody asked for it any more');
  return expired.length;
}

/** Cancels every running query that `concerns` says yes to; returns how many. */
export async function cancelWhere(
  platform: Platform,
  concerns: (record: QueryRecord) => boolean,
  why: string,
): Promise<number> {
  let cancelled = 0;
  for (const item of await allItems<RunningItem>(platform.registry, RUNNING_PARTITION)) {
    const { sort, value } = item;
    const query = await platform.registry.get<QueryRecord>(queryPartition(value.user), sort);
    if (query === null || !concerns(query.value)) continue;
    await endRunning(platform, item, why);
    cancelled += 1;
  }
  return cancelled;
}

async function endRunning(
  platform: Platform,
  { sort, value }: RegistryItem<RunningItem>,
  why: string,
): Promise<void> {
  const item = await platform.registry.get<QueryRecord>(queryPartition(value.user), sort);
  if (item === null || item.value.state !== 'running')
    await platform.registry.transact([
      { kind: 'delete', partition: RUNNING_PARTITION, sort, expected: null },
    ]);
  else await stop(platform, item, why);
}

async function stop(platform: Platform, item: RegistryItem<QueryRecord>, why: string): Promise<void> {
  const settled = await settle(platform, item, 0);
  if (settled.item.value.state !== 'running') return;
  await cancelAll(platform, settled.item.value.executions);
  await end(platform, settled.item, { state: 'cancelled', error: null }, { why });
}

async function renew(platform: Platform, record: QueryRecord): Promise<void> {
  const now = platform.clock();
  const item = await platform.registry.get<RunningItem>(RUNNING_PARTITION, record.id);
  if (item === null || now.getTime() - Date.parse(item.value.touchedAt) < RENEWED_AFTER_MS) return;
  const value: RunningItem = { user: record.user, touchedAt: now.toISOString() };
  await platform.registry.transact([
    { kind: 'put', partition: RUNNING_PARTITION, sort: record.id, value, expected: null },
  ]);
}
