import { sweepItems } from '#app/every-item.ts';
import type { Clock, Registry } from '#app/ports.ts';
import { forgetSession } from './caller-cache.ts';

type Ended = { readonly until: number };

const PARTITION = 'session-ended';
/** Longer than a sign-in lasts, whose refresh token a provider of its own may not have been given back. */
const REMEMBERED_MS = 24 * 60 * 60_000;

/** Ends one sign-in: access tokens that were issued to it count no more. */
export async function endSession(registry: Registry, clock: Clock, session: string): Promise<void> {
  const value: Ended = { until: clock().getTime() + REMEMBERED_MS };
  await registry.transact([{ kind: 'put', partition: PARTITION, sort: session, value, expected: null }]);
  forgetSession(registry, session);
}

export async function isSessionEnded(registry: Registry, session: string): Promise<boolean> {
  return (await registry.get(PARTITION, session)) !== null;
}

/** Forgets ended sign-ins whose tokens have expired by themselves. */
export async function sweepSessions(registry: Registry, clock: Clock): Promise<void> {
  const now = clock().getTime();
  await sweepItems<Ended>(registry, PARTITION, ({ value }) => value.until <= now);
}
