import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../support/run-command.ts';

let home: string;
let data: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'safestats-operate-'));
  data = join(home, 'data');
  const made = await runCommand('ops', ['bootstrap', '--data', data]).ended;
  expect(made.code, made.err).toBe(0);
}, 60_000);
afterAll(() => rm(home, { recursive: true, force: true }));

const ops = (...args: readonly string[]) => runCommand('ops', args).ended;

describe('ops backup and ops restore', () => {
  it('copy a data folder, and make one of the copy that is sound', async () => {
    const [copy, back] = [join(home, 'copy'), join(home, 'back')];
    const taken = await ops('backup', '--data', data, copy);
    expect([taken.code, taken.err]).toEqual([0, '']);
    expect(taken.out).toMatch(/copy is whole: \d+ files, \d+ bytes\n$/);
    expect((await ops('backup', '--data', data, copy)).code).toBe(1);
    const restored = await ops('restore', '--data', back, copy);
    expect([restored.code, restored.err]).toEqual([0, '']);
    expect((await ops('doctor', '--data', back)).out).toContain('everything agrees');
    expect((await ops('audit', 'verify', '--data', back)).out).toContain('the audit is whole');
    expect((await ops('restore', '--data', back, copy)).err).toContain('is not empty');
  }, 60_000);

  it('end with 2 without a folder, and with 1 for one that is no backup', async () => {
    expect((await ops('backup', '--data', data)).code).toBe(2);
    expect((await ops('restore')).code).toBe(2);
    const none = await ops('restore', '--data', join(home, 'none'), data);
    expect([none.code, existsSync(join(home, 'none'))]).toEqual([1, false]);
  }, 60_000);
});

describe('ops rollups', () => {
  it('says of each dataset what was done, and ends with 2 for what it does not know', async () => {
    const { code, out, err } = await ops('rollups', '--data', data);
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('mps-crime: nothing to do\n');
    const one = await ops('rollups', '--data', data, '--dataset', 'btp-crime');
    expect(one.out).toBe('btp-crime: nothing to do\n');
    expect((await ops('rollups', '--data', data, 'btp-crime')).code).toBe(2);
  }, 120_000);
});

describe('ops keys rotate', () => {
  it('says which key signs from then on, and is in the audit', async () => {
    const { code, out, err } = await ops('keys', 'rotate', '--data', data);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^key [0-9a-f]{16} signs from the next start of the server on\n$/);
    expect((await ops('audit', 'search', '--data', data, '--object', 'keys/')).out).toContain('keys/sign-in');
    expect((await ops('keys', 'rotate', '--data', data, 'x')).code).toBe(2);
  }, 60_000);
});
