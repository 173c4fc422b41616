import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LmdbRegistry } from '#adapters/local/lmdb-registry.ts';
import { checkPassword } from '#adapters/oidc/credentials.ts';
import { findUserByEmail } from '#app/people.ts';
import { runCommand } from '../support/run-command.ts';

const EMAIL = 'boss@city.example';
const clock = () => new Date();

let folder: string;
let data: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'safestats-password-'));
  data = join(folder, 'data');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const ops = (...args: readonly string[]) => runCommand('ops', [...args, '--data', data]).ended;
const passwordIn = (text: string) => /first password (\S+)/.exec(text)?.[1] ?? '';

describe('ops password', () => {
  it('puts a first password in the place of a lost one, and ends every sign-in of the account', async () => {
    const made = await ops('bootstrap', '--admin', EMAIL, '--no-demo-accounts');
    expect(made.code, made.err).toBe(0);
    const given = await ops('password', '--of', EMAIL);
    expect(given.code, given.err).toBe(0);
    const registry = new LmdbRegistry(join(data, 'registry'));
    expect(await findUserByEmail(registry, EMAIL)).toMatchObject({
      state: 'active',
      roles: ['super-admin'],
      profile: null,
      generation: 2,
    });
    const old = await checkPassword(registry, clock, EMAIL, passwordIn(made.out));
    expect(old.kind).toBe('wrong');
    const now = await checkPassword(registry, clock, EMAIL, passwordIn(given.out));
    expect(now).toMatchObject({ kind: 'user', first: true });
    await registry.close();
  }, 60_000);

  it('ends with 1 for an address without an account, and with 2 without an address', async () => {
    expect((await ops('password', '--of', 'nobody@x.example')).code).toBe(1);
    expect((await ops('password')).code).toBe(2);
  }, 60_000);
});
