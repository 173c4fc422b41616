import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LmdbRegistry } from '#adapters/local/lmdb-registry.ts';
import { checkPassword, setPassword, sweepAttempts } from '#adapters/oidc/credentials.ts';
import { ensureDemoAccounts } from '#adapters/oidc/demo-accounts.ts';
import { providerKeys } from '#adapters/oidc/keys.ts';
import { RegistryTokenStore, sweepTokens } from '#adapters/oidc/token-store.ts';

let folder: string;
let registry: LmdbRegistry;
let now: Date;
const clock = () => now;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'safestats-oidc-'));
  registry = new LmdbRegistry(folder);
  now = new Date('2026-01-01T00:00:00Z');
});
afterEach(async () => {
  await registry.close();
  await rm(folder, { recursive: true });
});

describe('RegistryTokenStore', () => {
  const store = (kind: string) => new RegistryTokenStore(kind, registry, clock);

  it('gives back what it got, under its id, until it expires', async () => {
    await store('RefreshToken').upsert('secret-id', { jti: 'secret-id', accountId: 'a' }, 60);
    expect(await store('RefreshToken').find('secret-id')).toEqual({ jti: 'secret-id', accountId: 'a' });
    expect(await store('AccessToken').find('secret-id')).toBeUndefined();
    now = new Date(now.getTime() + 60_000);
    expect(await store('RefreshToken').find('secret-id')).toBeUndefined();
  });

  it('marks a token as used once; a second use is refused', async () => {
    await store('RefreshToken').upsert('t', { jti: 't' }, 60);
    await store('RefreshToken').consume('t');
    expect(await store('RefreshToken').find('t')).toMatchObject({ consumed: now.getTime() / 1000 });
    await expect(store('RefreshToken').consume('t')).rejects.toThrow();
  });

  it('lets one of many simultaneous uses through', async () => {
    await store('AuthorizationCode').upsert('c', { jti: 'c' }, 60);
    const uses = await Promise.allSettled([1, 2, 3, 4].map(() => store('AuthorizationCode').consume('c')));
    expect(uses.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('revokes everything that was granted together', async () => {
    for (let i = 0; i < 60; i++) {
      await store('RefreshToken').upsert(`r${i}`, { jti: `r${i}`, grantId: 'g' }, 60);
    }
    await store('AccessToken').upsert('other', { jti: 'other', grantId: 'h' }, 60);
    await store('RefreshToken').revokeByGrantId('g');
    expect(await store('RefreshToken').find('r59')).toBeUndefined();
    expect(await store('AccessToken').find('other')).toBeDefined();
  });

  it('finds a session by its uid', async () => {
    await store('Session').upsert('s', { jti: 's', uid: 'u', accountId: 'a' }, 60);
    expect(await store('Session').findByUid('u')).toMatchObject({ accountId: 'a' });
    expect(await store('Session').findByUid('v')).toBeUndefined();
  });

  it('leaves nothing of what has expired after a sweep', async () => {
    for (let i = 0; i < 70; i++) {
      await store('RefreshToken').upsert(`r${i}`, { jti: `r${i}`, grantId: `g${i}` }, i < 65 ? 10 : 1_000);
    }
    await store('Session').upsert('s', { jti: 's', uid: 'u' }, 10);
    now = new Date(now.getTime() + 60_000);
    expect(await sweepTokens(registry, clock)).toBe(66);
    expect(await registry.list('oidc#RefreshToken')).toHaveLength(5);
    expect(await registry.list('oidc-session-uid')).toHaveLength(0);
  });
});

describe('checkPassword(registry, clock, email, password)', () => {
  it('knows a password by its hash alone', async () => {
    const { users, password } = await ensureDemoAccounts(registry, 'a password for tests');
    const outcome = await checkPassword(registry, clock, ' Analyst@SafeStats.local ', password);
    expect(outcome).toMatchObject({ kind: 'user', user: { email: 'analyst@safestats.local' } });
    const stored = JSON.stringify(await registry.list('credential'));
    expect(stored).not.toContain(password);
    expect(
      new Set((await registry.list<{ hash: string }>('credential')).map(({ value }) => value.hash)).size,
    ).toBe(users.length);
  });

  it('counts attempts that are made at the same moment', async () => {
    await ensureDemoAccounts(registry);
    const outcomes = await Promise.all(
      Array.from({ length: 9 }, () => checkPassword(registry, clock, 'auditor@safestats.local', 'wrong')),
    );
    expect(outcomes.filter(({ kind }) => kind === 'wrong')).toHaveLength(5);
    expect(outcomes.filter(({ kind }) => kind === 'blocked')).toHaveLength(4);
    now = new Date(now.getTime() + 15 * 60_000);
    await sweepAttempts(registry, clock);
    expect(await registry.list('sign-in-attempts')).toEqual([]);
  });

  it('counts an address once, however much is written behind it', async () => {
    const { password } = await ensureDemoAccounts(registry);
    const padded = (tail: number) => `auditor@safestats.local${' '.repeat(300)}${tail}`;
    for (const tail of [1, 2, 3, 4, 5])
      expect((await checkPassword(registry, clock, padded(tail), 'wrong')).kind).toBe('wrong');
    expect((await checkPassword(registry, clock, padded(6), password)).kind).toBe('blocked');
    expect((await checkPassword(registry, clock, 'auditor@safestats.local', password)).kind).toBe('blocked');
  });

  it('refuses passwords that are too short or too long to be set', async () => {
    await expect(setPassword(registry, 'a', 'short')).rejects.toMatchObject({ code: 'SPEC_INVALID' });
    await expect(setPassword(registry, 'a', 'x'.repeat(201))).rejects.toMatchObject({ code: 'SPEC_INVALID' });
  });
});

describe('providerKeys(registry)', () => {
  it('are made once, also when several ask at the same moment', async () => {
    const all = await Promise.all([1, 2, 3].map(() => providerKeys(registry)));
    expect(new Set(all.map(({ jwk }) => jwk.kid)).size).toBe(1);
    expect((await providerKeys(registry)).jwk.kid).toBe(all[0]?.jwk.kid);
  });
});

describe('ensureDemoAccounts(registry)', () => {
  it('keeps the password that it drew, and one that a person has since set', async () => {
    const first = await ensureDemoAccounts(registry);
    expect(first.password).toMatch(/^[a-z2-9]{4}(-[a-z2-9]{4}){3}$/);
    await setPassword(registry, 'demo-analyst', 'my own password');
    expect((await ensureDemoAccounts(registry, 'another password')).password).toBe(first.password);
    const outcome = await checkPassword(registry, clock, 'analyst@safestats.local', 'my own password');
    expect(outcome.kind).toBe('user');
  });
  it('starts with a good password after one that was too short', async () => {
    await expect(ensureDemoAccounts(registry, 'too-short')).rejects.toMatchObject({ code: 'SPEC_INVALID' });
    expect((await ensureDemoAccounts(registry, 'long-enough-now')).password).toBe('long-enough-now');
  });
});
