import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LmdbRegistry } from '#adapters/local/lmdb-registry.ts';
import type { Role } from '#app/caller.ts';
import { administratorsOf, SUPER_ADMIN_PARTITION } from '#app/people/administrators.ts';
import { peopleCount } from '#app/people/people-count.ts';
import { type PersonEntry, peoplePartition } from '#app/people/people-index.ts';
import { addUser, changeUser, saveUser } from '#app/people/save-user.ts';
import { findUser, findUserByEmail, findUserItem, newUser, type User } from '#app/people.ts';
import { AppError } from '#core/model/error.ts';
import { brandId, type UserId } from '#core/model/id.ts';

let folder: string;
let registry: LmdbRegistry;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'people-'));
  registry = new LmdbRegistry(folder);
});
afterEach(async () => {
  await registry.close();
  await rm(folder, { recursive: true });
});

const ORGANISATIONS = ['one', 'two'] as const;

function person(id: string, change: Partial<User> = {}): User {
  const user = newUser({
    id: brandId<UserId>(id),
    email: `${id}@one.example`,
    name: `Name of ${id}`,
    organisation: 'one',
    cameBy: 'operator',
    createdAt: '2026-01-01T00:00:00Z',
  });
  return { ...user, state: 'active', ...change };
}

async function everybody(): Promise<readonly User[]> {
  return (await registry.list<User>('user', { limit: 1_000 })).map(({ value }) => value);
}

/** The lists and counts say the same as the accounts themselves. */
async function expectAgreement(): Promise<void> {
  const users = await everybody();
  const listed = async (partition: string) =>
    (await registry.list<PersonEntry>(partition, { limit: 1_000 })).map(({ value }) => value.user).sort();
  const ids = (wanted: readonly User[]) => wanted.map(({ id }) => id).sort();
  expect(await listed(peoplePartition(null))).toEqual(ids(users));
  for (const organisation of ORGANISATIONS) {
    const own = users.filter((user) => user.organisation === organisation);
    expect(await listed(peoplePartition(organisation))).toEqual(ids(own));
    const active = own.filter(({ state }) => state === 'active');
    expect(await peopleCount(registry, organisation)).toEqual({
      pending: own.filter(({ state }) => state === 'pending').length,
      active: active.length,
      disabled: own.filter(({ state }) => state === 'disabled').length,
      administrators: active.filter(({ roles }) => roles.includes('org-admin')).length,
    });
  }
  const supers = users.filter(({ state, roles }) => state === 'active' && roles.includes('super-admin'));
  expect(await listed(SUPER_ADMIN_PARTITION)).toEqual(ids(supers));
  for (const user of users) expect((await findUserByEmail(registry, user.email))?.id).toBe(user.id);
  expect(await registry.list('user-email', { limit: 1_000 })).toHaveLength(users.length);
}

const ids = fc.constantFrom('ann', 'ben', 'cat', 'dov', 'eve');
const changes: fc.Arbitrary<Partial<User>> = fc.record({
  organisation: fc.constantFrom(...ORGANISATIONS),
  state: fc.constantFrom('pending' as const, 'active' as const, 'disabled' as const),
  roles: fc.constantFrom<readonly Role[]>(
    ['analyst'],
    ['org-admin'],
    ['super-admin'],
    ['org-admin', 'super-admin'],
  ),
  name: fc.constantFrom('Ann', 'Zoë', 'ann'),
});
const steps = fc.array(fc.tuple(ids, fc.oneof(changes, fc.constant(null))), { minLength: 1, maxLength: 25 });

describe('changing accounts', () => {
  it('keeps lists and counts in agreement, and never takes the last administrator where others remain', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (path) => {
        for (const [id, change] of path) {
          const item = await findUserItem(registry, id);
          try {
            if (item === null) await addUser(registry, person(id, change ?? {}));
            else await changeUser(registry, item, change === null ? null : { ...item.value, ...change });
          } catch (error) {
            if (!(error instanceof AppError) || error.code !== 'CONFLICT') throw error;
          }
        }
        await expectAgreement();
      }),
      { numRuns: 40 },
    );
  }, 60_000);

  it('leaves the administrator who was there when many try to take one away at the same moment', async () => {
    for (const id of ['ann', 'ben', 'cat', 'dov'])
      await saveUser(registry, person(id, { roles: ['org-admin'] }));
    await saveUser(registry, person('eve'));
    const outcomes = await Promise.allSettled(
      ['ann', 'ben', 'cat', 'dov'].map(async (id) => {
        const item = await findUserItem(registry, id);
        if (item !== null) await changeUser(registry, item, { ...item.value, state: 'disabled' });
      }),
    );
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(1);
    expect((await peopleCount(registry, 'one')).administrators).toBe(1);
    expect(await administratorsOf(registry, person('eve'))).toHaveLength(1);
    await expectAgreement();
  });

  it('counts everybody who comes in at the same moment', async () => {
    await Promise.all(Array.from({ length: 30 }, (_, i) => addUser(registry, person(`p${i}`))));
    expect((await peopleCount(registry, 'one')).active).toBe(30);
  }, 30_000);

  it('lets one of several accounts have an address', async () => {
    const outcomes = await Promise.allSettled(
      ['ann', 'ben', 'cat'].map((id) => addUser(registry, person(id, { email: 'same@one.example' }))),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await expectAgreement();
  });

  it('refuses a change to an account that has moved since it was read', async () => {
    await saveUser(registry, person('ann'));
    const item = await findUserItem(registry, 'ann');
    if (item === null) throw new Error('ann is gone');
    await changeUser(registry, item, { ...item.value, name: 'Ann A' });
    await expect(changeUser(registry, item, { ...item.value, name: 'Ann B' })).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    expect((await findUser(registry, 'ann'))?.name).toBe('Ann A');
  });
});
