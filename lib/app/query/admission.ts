import { allItems } from '#app/every-item.ts';
import type { Platform, Registry } from '#app/ports.ts';
import { AppError } from '#core/model/error.ts';
import type { UserId } from '#core/model/id.ts';
import { RUNNING_PARTITION, type RunningItem } from './query-record.ts';

/** Queries of one person that may be at work at once: two screens full of charts. */
export const MOST_AT_WORK = 24;
const RETRY_SECONDS = 2;

/** Queries that this process is starting and has not written down yet, by person. */
const STARTING = new WeakMap<Registry, Map<UserId, number>>();

/**
 * Takes a place for a query that is about to start; the function returned gives it back, once the query is written down
 * or has ended. Fails with TOO_MANY_REQUESTS when so many of the person's queries are at work already.
 */
export async function takePlace({ registry }: Pick<Platform, 'registry'>, user: UserId): Promise<() => void> {
  const starting = STARTING.get(registry) ?? new Map<UserId, number>();
  STARTING.set(registry, starting);
  const running = (await allItems<RunningItem>(registry, RUNNING_PARTITION)).filter(
    ({ value }) => value.user === user,
  ).length;
  const mine = starting.get(user) ?? 0;
  if (running + mine >= MOST_AT_WORK)
    throw new AppError(
      'TOO_MANY_REQUESTS',
      `${MOST_AT_WORK} of your queries are at work already: wait until one has ended, or cancel one`,
      { details: { retryAfterSeconds: RETRY_SECONDS } },
    );
  starting.set(user, mine + 1);
  return () => {
    const left = (starting.get(user) ?? 1) - 1;
    if (left > 0) starting.set(user, left);
    else starting.delete(user);
  };
}
