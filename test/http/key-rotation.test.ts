import { join } from 'node:path';
import { decodeProtectedHeader } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rotateProviderKeys } from '#adapters/oidc/keys.ts';
import { type LocalServer, startServer } from '../../bin/local/server.ts';
import { PASSWORD, startTestServer, type TestServer } from '../support/http-server.ts';
import { askForTokens, signIn } from '../support/sign-in.ts';

let server: TestServer;
let again: LocalServer | null = null;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => {
  await again?.close();
  await server.close();
});

/** The server as it is after a stop and a start, on the same data and the same address. */
async function startAgain(): Promise<LocalServer> {
  return startServer({
    platform: server.platform,
    submitImport: () => undefined,
    port: Number(new URL(server.origin).port),
    webRoot: join(server.folder, 'web'),
    version: '0.0.0-test',
    log: () => undefined,
  });
}

const me = async (token: string) =>
  (await fetch(`${server.origin}/v1/me`, { headers: { authorization: `Bearer ${token}` } })).status;

describe('a rotated key', () => {
  it('signs after a start of the server, while tokens and sign-ins from before go on', async () => {
    const before = await signIn(server.origin, 'analyst@safestats.local', PASSWORD);
    const kid = await rotateProviderKeys(server.platform.registry, server.platform.clock, { forget: false });
    expect(await me(before.access_token)).toBe(200);
    await server.stop();
    again = await startAgain();
    expect(again.origin).toBe(server.origin);
    expect(await me(before.access_token)).toBe(200);
    const fresh = await signIn(server.origin, 'supplier@safestats.local', PASSWORD);
    expect(decodeProtectedHeader(fresh.access_token).kid).toBe(kid);
    expect(await me(fresh.access_token)).toBe(200);
    const refreshed = await askForTokens(server.origin, {
      grant_type: 'refresh_token',
      refresh_token: before.refresh_token,
    });
    const { access_token } = (await refreshed.json()) as typeof before;
    expect(decodeProtectedHeader(access_token).kid).toBe(kid);
    expect(await me(access_token)).toBe(200);
  });
});
