import { allItems } from '#app/every-item.ts';
import type { Platform, RegistryItem } from '#app/ports.ts';
import type { ExecutionId } from '#core/model/id.ts';
import { idsOf } from './execution.ts';
import {
  isOfThisRelease,
  type QueryRecord,
  type QueryState,
  queryPartition,
  RUNNING_PARTITION,
  type RunningItem,
} from './query-record.ts';
import { settle } from './settle.ts';

/**
 * Writes down the end of the query that an execution is part of, waiting at most `waitMs` for the others of its plan: for
 * engines that say when an execution has ended, whether anybody still asks or not. Doing so twice does no harm. Returns
 * how the query stands; null when no query at work has such an execution, as when its asker saw the end first.
 */
export async function settleExecution(
  platform: Platform,
  concerns: (execution: ExecutionId) => boolean,
  waitMs: number,
): Promise<QueryState | null> {
  const item = await findRunning(platform, concerns);
  return item === null ? null : (await settle(platform, item, waitMs)).state;
}

async function findRunning(
  { registry }: Pick<Platform, 'registry'>,
  concerns: (execution: ExecutionId) => boolean,
): Promise<RegistryItem<QueryRecord> | null> {
  const running = await allItems<RunningItem>(registry, RUNNING_PARTITION);
  for (const { sort, value } of running) {
    const item = await registry.get<QueryRecord>(queryPartition(value.user), sort);
    if (item === null || !isOfThisRelease(item.value) || item.value.state !== 'running') continue;
    if (idsOf(item.value.executions).some(concerns)) return item;
  }
  return null;
}
