import type { Context } from 'aws-lambda';
import { HOUSEKEEPING } from '#app/housekeeping.ts';
import { RUNNING_PARTITION } from '#app/query/query-record.ts';
import { openDirectory } from '../directory.ts';
import { HousekeepingEnvironment } from '../environment.ts';
import { HousekeepingTasksSchema } from '../events/housekeeping-tasks.ts';
import { log } from '../log.ts';
import { environmentOf, eventOf } from '../parsed.ts';
import { openPlatform } from '../platform.ts';
import { schemaGate } from '../schema.ts';

/** A schedule cannot call more often than each minute, and a query lives for 15 seconds after it was last asked about. */
const WATCH_MS = 50_000;
const LOOK_MS = 5_000;

const environment = environmentOf(HousekeepingEnvironment);
const platform = {
  ...openPlatform(environment),
  identity: openDirectory(environment.SAFESTATS_USER_POOL_ID),
};
const schemaHolds = schemaGate(platform);

/** Does the tasks that the schedule names; one that fails does not keep the others from being done. */
export async function handler(event: unknown, context: Context): Promise<void> {
  const { tasks } = eventOf(HousekeepingTasksSchema, event);
  await schemaHolds();
  const failed: string[] = [];
  for (const task of tasks) {
    const { what, run } = HOUSEKEEPING[task];
    try {
      await run(platform);
      if (task === 'abandoned-queries') await watchQueries(context);
    } catch (error) {
      failed.push(task);
      log({ level: 'error', message: `${what} failed`, error: String(error) });
    }
  }
  if (failed.length > 0) throw new Error(`not everything could be done: ${failed.join(', ')}`);
}

/** Goes on ending abandoned queries until the next call, for as long as any query is at work. */
async function watchQueries(context: Context): Promise<void> {
  const until = Date.now() + Math.min(WATCH_MS, context.getRemainingTimeInMillis() - LOOK_MS);
  while (Date.now() + LOOK_MS < until && (await isAnyAtWork())) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    await HOUSEKEEPING['abandoned-queries'].run(platform);
  }
}

async function isAnyAtWork(): Promise<boolean> {
  return (await platform.registry.list(RUNNING_PARTITION, { limit: 1 })).length > 0;
}
