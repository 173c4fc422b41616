import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../support/run-command.ts';
import { askForTokens, Browser, signIn } from '../support/sign-in.ts';

let data: string;
const PASSWORD = 'a password for tests';
const env = { SAFESTATS_DEMO_PASSWORD: PASSWORD };

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'safestats-local-'));
});
afterAll(() => rm(data, { recursive: true, force: true }));

async function start(port: string) {
  const local = runCommand('local', ['--port', port, '--data', data, '--empty', '--demo-accounts'], env);
  const out = await local.said('SafeStats answers on');
  return { ...local, out, origin: /http:\/\/localhost:\d+/.exec(out)?.[0] ?? '' };
}

describe('npm start', () => {
  it('says what is wrong with its options and ends with 2', async () => {
    const { code, err } = await runCommand('local', ['--port', 'x', '--rows', '0']).ended;
    expect(code).toBe(2);
    expect(err).toContain('--port: got x');
  });

  it('keeps sessions across a restart, refuses a taken port, and stops cleanly', async () => {
    const first = await start('0');
    expect(first.out).toContain(`password ${PASSWORD}`);
    expect(first.out).toContain('auditor@safestats.local');
    const port = new URL(first.origin).port;
    const browser = new Browser(first.origin);
    const tokens = await signIn(first.origin, 'analyst@safestats.local', PASSWORD, browser);
    const taken = await runCommand('local', ['--port', port, '--data', data, '--empty'], env).ended;
    expect([taken.code, taken.err.includes(`port ${port} is taken`)]).toEqual([1, true]);
    const token = await runCommand('ops', ['token', '--as', 'analyst@safestats.local', '--data', data]).ended;
    const me = await fetch(`${first.origin}/v1/me`, {
      headers: { authorization: `Bearer ${token.out.trim()}` },
    });
    expect(me.status).toBe(200);
    first.child.kill('SIGTERM');
    expect((await first.ended).code).toBe(0);

    const second = await start(port);
    const { refresh_token } = tokens;
    const renewed = await askForTokens(second.origin, { grant_type: 'refresh_token', refresh_token });
    expect(renewed.status).toBe(200);
    await expect(
      signIn(second.origin, 'analyst@safestats.local', 'not needed', browser),
    ).resolves.toBeDefined();
    second.child.kill('SIGKILL');
    await second.ended;

    const third = await start(port);
    const response = await fetch(`${third.origin}/v1/me`, {
      headers: { authorization: `Bearer ${tokens.access_token}` },
    });
    expect(response.status).toBe(200);
    third.child.kill('SIGINT');
    expect((await third.ended).code).toBe(0);
  }, 60_000);
});
