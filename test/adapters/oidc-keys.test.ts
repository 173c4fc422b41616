import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLocalJWKSet, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LmdbRegistry } from '#adapters/local/lmdb-registry.ts';
import {
  LONGEST_TOKEN_MINUTES,
  providerKeys,
  rotateProviderKeys,
  verifyingKeys,
} from '#adapters/oidc/keys.ts';
import { issueScriptToken } from '#adapters/oidc/script-token.ts';
import { DEMO_PEOPLE, type User } from '#app/people.ts';

let folder: string;
let registry: LmdbRegistry;
let now: Date;
const clock = () => now;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oidc-keys-'));
  registry = new LmdbRegistry(folder);
  now = new Date('2026-05-01T00:00:00Z');
});
afterEach(async () => {
  await registry.close();
  await rm(folder, { recursive: true, force: true });
});

const token = () =>
  issueScriptToken(registry, clock, DEMO_PEOPLE[0] as User, { minutes: LONGEST_TOKEN_MINUTES });
const kidsNow = async () => verifyingKeys(await providerKeys(registry), now).map(({ kid }) => kid);

async function verifies(text: string): Promise<boolean> {
  const keys = verifyingKeys(await providerKeys(registry), now);
  const open = keys.map(({ kty, n, e, kid, alg, use }) => ({ kty, n, e, kid, alg, use }));
  const set = createLocalJWKSet({ keys: open } as JSONWebKeySet);
  return jwtVerify(text, set, { currentDate: now }).then(
    () => true,
    () => false,
  );
}

function pass(minutes: number): void {
  now = new Date(now.getTime() + minutes * 60_000);
}

describe('rotateProviderKeys(registry, clock, options)', () => {
  it('has a new key sign, while the one before verifies for as long as a token can hold', async () => {
    const before = await token();
    const kid = await rotateProviderKeys(registry, clock, { forget: false });
    const after = await token();
    expect(decodeProtectedHeader(after).kid).toBe(kid);
    expect(decodeProtectedHeader(before).kid).not.toBe(kid);
    expect([await verifies(before), await verifies(after)]).toEqual([true, true]);
    pass(LONGEST_TOKEN_MINUTES - 1);
    expect(await kidsNow()).toHaveLength(2);
    pass(1);
    expect(await kidsNow()).toEqual([kid]);
  });

  it('keeps several keys while their tokens hold, and throws those away that are over', async () => {
    const first = await token();
    await rotateProviderKeys(registry, clock, { forget: false });
    const second = await token();
    pass(60);
    await rotateProviderKeys(registry, clock, { forget: false });
    expect([await verifies(first), await verifies(second)]).toEqual([true, true]);
    pass(LONGEST_TOKEN_MINUTES);
    await rotateProviderKeys(registry, clock, { forget: false });
    expect((await providerKeys(registry)).earlier).toHaveLength(1);
  });

  it('goes on verifying cookies of the key before, and of no older one', async () => {
    const cookies = async () => (await providerKeys(registry)).cookieKeys;
    const [first] = await cookies();
    await rotateProviderKeys(registry, clock, { forget: false });
    expect((await cookies())[1]).toBe(first);
    await rotateProviderKeys(registry, clock, { forget: false });
    expect(await cookies()).toHaveLength(2);
    expect(await cookies()).not.toContain(first);
  });

  it('forgets the key before at once when it is told to', async () => {
    const before = await token();
    const [cookie] = (await providerKeys(registry)).cookieKeys;
    const kid = await rotateProviderKeys(registry, clock, { forget: true });
    expect([await verifies(before), await verifies(await token())]).toEqual([false, true]);
    expect(await kidsNow()).toEqual([kid]);
    expect((await providerKeys(registry)).cookieKeys).not.toContain(cookie);
  });

  it('fails with CONFLICT for one of two at the same moment, so that no key is lost', async () => {
    const before = await token();
    const outcomes = await Promise.allSettled(
      [1, 2].map(() => rotateProviderKeys(registry, clock, { forget: false })),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await verifies(before)).toBe(true);
  });
});
