import { sweepItems } from '#app/every-item.ts';
import type { Clock, Registry } from '#app/ports.ts';
import { AppError } from '#core/model/error.ts';

/** What is limited, for whom, and how often within how long. */
export type UseLimit = {
  readonly what: string;
  readonly by: string;
  readonly most: number;
  readonly windowMs: number;
};

type Uses = { readonly count: number; readonly since: number; readonly until: number };

const PARTITION = 'use-limit';

/**
 * Counts one use before it is made, so that uses at the same moment cannot pass the limit together. Fails with
 * TOO_MANY_REQUESTS, saying how long to wait, once there were too many.
 */
export async function countUse(registry: Registry, clock: Clock, limit: UseLimit): Promise<void> {
  const sort = `${limit.what}#${limit.by}`;
  for (;;) {
    const now = clock().getTime();
    const item = await registry.get<Uses>(PARTITION, sort);
    const live = item !== null && item.value.until > now ? item.value : null;
    if (live !== null && live.count >= limit.most) {
      const minutes = Math.max(1, Math.ceil((live.until - now) / 60_000));
      throw new AppError(
        'TOO_MANY_REQUESTS',
        `too many within a short time: wait ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}, then try again`,
        { details: { retryAfterSeconds: minutes * 60 } },
      );
    }
    const since = live?.since ?? now;
    const value: Uses = { count: (live?.count ?? 0) + 1, since, until: since + limit.windowMs };
    try {
      await registry.transact([
        { kind: 'put', partition: PARTITION, sort, value, expected: item?.version ?? 0 },
      ]);
      return;
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'CONFLICT') throw error;
    }
  }
}

/** Forgets uses that no longer count. */
export async function sweepUses(registry: Registry, clock: Clock): Promise<void> {
  const now = clock().getTime();
  await sweepItems<Uses>(registry, PARTITION, ({ value }) => value.until <= now);
}
