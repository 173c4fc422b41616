import type { Clock, Registry } from '#app/ports.ts';
import type { UserId } from '#core/model/id.ts';

const PARTITION = 'last-sign-in';

/** Notes that somebody signed in now; apart from the account, whose version it must not move. */
export async function noteSignIn(registry: Registry, clock: Clock, user: UserId): Promise<void> {
  const value = { at: clock().toISOString() };
  await registry.transact([{ kind: 'put', partition: PARTITION, sort: user, value, expected: null }]);
}

/** When somebody last signed in; null = never. */
export async function lastSignIn(registry: Registry, user: UserId): Promise<string | null> {
  return (await registry.get<{ readonly at: string }>(PARTITION, user))?.value.at ?? null;
}
