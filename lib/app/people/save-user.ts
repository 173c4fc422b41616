import type { User } from '#app/people.ts';
import type { Registry, RegistryItem, RegistryWrite } from '#app/ports.ts';
import { AppError } from '#core/model/error.ts';
import { forgetCaller } from './caller-cache.ts';
import { countWrites } from './people-count.ts';
import { indexWrites } from './people-index.ts';

/** The longest row of writers to the same counts that one of them waits through. */
const ATTEMPTS = 60;

/** Adds or replaces an account, whatever it was. Fails with CONFLICT when another account has the address. */
export async function saveUser(registry: Registry, user: User): Promise<void> {
  const before = await registry.get<User>('user', user.id);
  await write(registry, { before, counted: before?.value ?? null, after: user, also: [], guarded: false });
}

/**
 * Adds an account together with other writes. Fails with CONFLICT when the id or the address is taken, or one of the
 * other writes does not hold.
 */
export async function addUser(
  registry: Registry,
  user: User,
  also: readonly RegistryWrite[] = [],
): Promise<void> {
  await write(registry, { before: null, counted: null, after: user, also, guarded: false });
}

/**
 * Changes an account that has the version of `before`, or removes it (`after` null). Fails with CONFLICT when it has
 * moved, and when the change would leave an organisation that has other people without an active administrator, or
 * nobody an active Super Admin: also when two do it at the same moment.
 */
export async function changeUser(
  registry: Registry,
  before: RegistryItem<User>,
  after: User | null,
  also: readonly RegistryWrite[] = [],
): Promise<void> {
  await write(registry, { before, counted: before.value, after, also, guarded: true });
}

/** Takes an account over that was written before accounts were counted and listed. */
export async function adoptUser(
  registry: Registry,
  before: RegistryItem<unknown>,
  after: User,
): Promise<void> {
  await write(registry, { before, counted: null, after, also: [], guarded: false });
}

type Change = {
  readonly before: RegistryItem<unknown> | null;
  /** The account as the counts and lists have it; null = they do not have it. */
  readonly counted: User | null;
  readonly after: User | null;
  readonly also: readonly RegistryWrite[];
  readonly guarded: boolean;
};

/** Writes the account, what finds it and what counts it at once; goes on when only the counts have moved meanwhile. */
async function write(registry: Registry, change: Change): Promise<void> {
  const { before, counted, after, also } = change;
  const id = after?.id ?? counted?.id ?? '';
  const expected = before?.version ?? 0;
  const account: RegistryWrite =
    after === null
      ? { kind: 'delete', partition: 'user', sort: id, expected }
      : { kind: 'put', partition: 'user', sort: id, value: after, expected };
  for (let attempt = 1; ; attempt++) {
    const writes = [
      account,
      ...(await addressWrites(registry, counted, after)),
      ...indexWrites(counted, after),
      ...(await countWrites(registry, counted, after, change.guarded)),
      ...also,
    ];
    try {
      await registry.transact(writes);
      break;
    } catch (error) {
      const again = error instanceof AppError && error.code === 'CONFLICT' && attempt < ATTEMPTS;
      if (!again || (await haveMoved(registry, [account, ...also]))) throw error;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 4 * attempt));
    }
  }
  forgetCaller(registry, id);
}

async function haveMoved(registry: Registry, writes: readonly RegistryWrite[]): Promise<boolean> {
  for (const { partition, sort, expected } of writes) {
    if (expected === null) continue;
    if (((await registry.get(partition, sort))?.version ?? 0) !== expected) return true;
  }
  return false;
}

async function addressWrites(
  registry: Registry,
  before: User | null,
  after: User | null,
): Promise<readonly RegistryWrite[]> {
  const writes: RegistryWrite[] = [];
  if (before !== null && before.email !== after?.email)
    writes.push({ kind: 'delete', partition: 'user-email', sort: before.email, expected: null });
  if (after === null) return writes;
  const holder = await registry.get<{ readonly user: string }>('user-email', after.email);
  if (holder !== null && holder.value.user !== after.id)
    throw new AppError('CONFLICT', 'another account has this e-mail address');
  const value = { user: after.id };
  const expected = holder?.version ?? 0;
  return [...writes, { kind: 'put', partition: 'user-email', sort: after.email, value, expected }];
}
