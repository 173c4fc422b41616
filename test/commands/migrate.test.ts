import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LmdbRegistry } from '#adapters/local/lmdb-registry.ts';
import { runCommand } from '../support/run-command.ts';

let folder: string;
let data: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'safestats-migrate-'));
  data = join(folder, 'data');
  const registry = new LmdbRegistry(join(data, 'registry'));
  const value = { id: 'one', name: 'One' };
  await registry.transact([{ kind: 'put', partition: 'organisation', sort: 'one', value, expected: 0 }]);
  await registry.close();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const ops = (...args: readonly string[]) => runCommand('ops', [...args, '--data', data]).ended;

describe('data of an earlier release', () => {
  it('is refused by the server and by commands, in words that say what to run', async () => {
    const server = await runCommand('local', ['--data', data, '--port', '0', '--empty']).ended;
    expect(server.code).toBe(1);
    expect(server.err).toContain('the stored data is of schema 0, this release keeps schema 1');
    expect(server.err).toContain('then run ops migrate');
    for (const args of [['dataset', 'list'], ['bootstrap'], ['geography', 'demo']]) {
      const { code, err } = await ops(...args);
      expect([code, err.includes('then run ops migrate')], args.join(' ')).toEqual([1, true]);
    }
  }, 60_000);

  it('is told by doctor, and its audit can be verified', async () => {
    const { code, out } = await ops('doctor');
    expect(code).toBe(1);
    expect(out).toMatch(/^WRONG schema 0\n +the stored data is of schema 0/);
    expect((await ops('audit', 'verify')).code).toBe(0);
  }, 60_000);

  it('is brought to this release by migrate, once, after a dry run that changes nothing', async () => {
    const dry = await ops('migrate', '--dry-run');
    expect(dry.out).toContain('schema 1: 1 of 1 organisations would change\n');
    expect(dry.out).toContain('the data is of schema 0\n');
    const done = await ops('migrate');
    expect([done.code, done.err]).toEqual([0, '']);
    expect(done.out).toContain('schema 1: 1 of 1 organisations changed\n');
    expect(done.out).toContain('the data is of schema 1, it was 0\n');
    expect((await ops('migrate')).out).toBe('the data is of schema 1\n');
    const { code, out } = await ops('doctor');
    expect([code, out.startsWith('ok    schema 1\n')]).toEqual([0, true]);
  }, 60_000);

  it('is not migrated by anything that follows the name of the command', async () => {
    expect((await ops('migrate', 'legacy')).code).toBe(2);
  }, 60_000);
});
