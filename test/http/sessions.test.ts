import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { setPassword } from '#adapters/oidc/credentials.ts';
import { sweepTokens } from '#adapters/oidc/token-store.ts';
import { disablePerson, enablePerson } from '#app/people/administration.ts';
import { CALLER_CACHE_MS, forgetSession } from '#app/people/caller-cache.ts';
import { changeUser } from '#app/people/save-user.ts';
import { endSession, isSessionEnded, sweepSessions } from '#app/people/session.ts';
import { findUserItem } from '#app/people.ts';
import { ApiClient } from '../support/api-client.ts';
import { PASSWORD, startTestServer, type TestServer } from '../support/http-server.ts';
import { askForTokens, Browser, signIn, startSignIn } from '../support/sign-in.ts';
import { SETUP } from '../support/small-city.ts';

const ANALYST = 'analyst@safestats.local';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const statusOf = async (token: string) => (await ApiClient.withToken(server, token).get('/v1/me')).status;
const refresh = (token: string) =>
  askForTokens(server.origin, { grant_type: 'refresh_token', refresh_token: token });

async function signOut(browser: Browser, idToken: string): Promise<void> {
  const page = await (await browser.get(`/oidc/session/end?id_token_hint=${idToken}`)).text();
  const xsrf = /name="xsrf" value="([^"]+)"/.exec(page)?.[1] ?? '';
  await browser.post('/oidc/session/end/confirm', { xsrf, logout: 'yes' });
}

describe('an access token', () => {
  it('names the sign-in that it belongs to, the same after a refresh', async () => {
    const tokens = await signIn(server.origin, ANALYST, PASSWORD);
    const renewed = (await (await refresh(tokens.refresh_token)).json()) as typeof tokens;
    const [first, second] = [tokens, renewed].map(
      ({ access_token }) => decodeJwt(access_token)['origin_jti'],
    );
    expect(first).toMatch(/^[\w-]{20,}$/);
    expect(second).toBe(first);
    const other = await signIn(server.origin, ANALYST, PASSWORD);
    expect(decodeJwt(other.access_token)['origin_jti']).not.toBe(first);
  });

  it('counts no more from the moment of signing out, and other sign-ins of the person go on', async () => {
    const browser = new Browser(server.origin);
    const [ended, other] = [
      await signIn(server.origin, ANALYST, PASSWORD, browser),
      await signIn(server.origin, ANALYST, PASSWORD),
    ];
    expect(await statusOf(ended.access_token)).toBe(200);
    await signOut(browser, ended.id_token);
    expect(await statusOf(ended.access_token)).toBe(401);
    expect((await refresh(ended.refresh_token)).status).toBe(400);
    expect(await statusOf(other.access_token)).toBe(200);
  });

  it('counts no more once a refresh token of its sign-in has come back a second time', async () => {
    const first = await signIn(server.origin, ANALYST, PASSWORD);
    const second = (await (await refresh(first.refresh_token)).json()) as typeof first;
    expect(await statusOf(second.access_token)).toBe(200);
    expect((await refresh(first.refresh_token)).status).toBe(400);
    expect(await statusOf(second.access_token)).toBe(401);
    expect((await refresh(second.refresh_token)).status).toBe(400);
  });

  it('counts no more once its code has come a second time', async () => {
    const browser = new Browser(server.origin);
    await signIn(server.origin, ANALYST, PASSWORD, browser);
    const started = startSignIn(server.origin);
    const back = new URL((await browser.get(started.url)).headers.get('location') ?? '');
    const redeem = () =>
      askForTokens(server.origin, {
        grant_type: 'authorization_code',
        code: back.searchParams.get('code') ?? '',
        code_verifier: started.verifier,
        redirect_uri: `${server.origin}/callback`,
      });
    const tokens = (await (await redeem()).json()) as { access_token: string; refresh_token: string };
    expect(await statusOf(tokens.access_token)).toBe(200);
    expect((await redeem()).status).toBe(400);
    expect(await statusOf(tokens.access_token)).toBe(401);
    expect((await refresh(tokens.refresh_token)).status).toBe(400);
  });

  it('counts no more within 30 seconds of a sign-in that another process has ended', async () => {
    const { access_token } = await signIn(server.origin, ANALYST, PASSWORD);
    const session = String(decodeJwt(access_token)['origin_jti']);
    expect(await statusOf(access_token)).toBe(200);
    const { registry } = server.platform;
    const value = { until: Date.now() + 3_600_000 };
    await registry.transact([
      { kind: 'put', partition: 'session-ended', sort: session, value, expected: null },
    ]);
    server.shift(CALLER_CACHE_MS + 1);
    expect(await statusOf(access_token)).toBe(401);
    server.shift(-CALLER_CACHE_MS - 1);
    forgetSession(registry, session);
    expect(await statusOf(access_token)).toBe(401);
  });
});

describe('the audit', () => {
  it('is told of sign-in, sign-out, and of a refresh token that came a second time', async () => {
    const record = vi.spyOn(server.platform.audit, 'record');
    const browser = new Browser(server.origin);
    const first = await signIn(server.origin, ANALYST, PASSWORD, browser);
    await refresh(first.refresh_token);
    await refresh(first.refresh_token);
    await signOut(browser, first.id_token);
    await vi.waitFor(() => {
      const told = record.mock.calls.map(([{ action, object, who }]) => `${action} ${object} ${who}`);
      expect(told).toEqual(
        expect.arrayContaining([
          'sign-in sign-in demo-analyst',
          'refusal sign-in/second-use demo-analyst',
          'sign-in sign-out demo-analyst',
        ]),
      );
    });
    record.mockRestore();
  });

  it('is told of what was refused before anybody was signed in, with typed names and addresses encrypted', async () => {
    const record = vi.spyOn(server.platform.audit, 'record');
    const browser = new Browser(server.origin);
    const next = 'walnut ladders in may';
    const typed = { name: 'Nora Typed', next, again: next };
    await browser.post('/oidc/sign-up', { ...typed, email: 'nora@nowhere.example' });
    await browser.post('/oidc/sign-up', { ...typed, email: ANALYST });
    await browser.get(`/oidc/invitation/${'x'.repeat(43)}`);
    await browser.post('/oidc/password', { email: ANALYST, password: 'not it at all', next, again: next });
    const tokens = await signIn(server.origin, ANALYST, PASSWORD);
    const { registry } = server.platform;
    const item = await findUserItem(registry, 'demo-analyst');
    if (item === null) throw new Error('the account is gone');
    await changeUser(registry, item, { ...item.value, state: 'disabled' });
    expect((await refresh(tokens.refresh_token)).status).toBe(400);
    const disabled = await findUserItem(registry, 'demo-analyst');
    if (disabled !== null) await changeUser(registry, disabled, item.value);
    await vi.waitFor(() => {
      const events = record.mock.calls.map(([event]) => event);
      const told = events.map(({ action, object, who }) => `${action} ${object} ${who}`);
      expect(told).toEqual([
        'refusal sign-in/sign-up unknown',
        'refusal sign-in/sign-up unknown',
        'refusal sign-in/invitation unknown',
        'refusal sign-in/password demo-analyst',
        'sign-in sign-in demo-analyst',
        'refusal sign-in/token demo-analyst',
      ]);
      const clear = JSON.stringify(events.map(({ personal: _personal, ...event }) => event));
      expect(clear).not.toMatch(/nora|typed|nowhere/i);
    });
    record.mockRestore();
  });
});

describe('an account that is shut out', () => {
  it('finds no session, refresh token, grant or code of before when it is let in again', async () => {
    const browser = new Browser(server.origin);
    const tokens = await signIn(server.origin, ANALYST, PASSWORD, browser);
    const started = startSignIn(server.origin);
    const back = new URL((await browser.get(started.url)).headers.get('location') ?? '');
    await disablePerson(server.platform, SETUP, 'demo-analyst', 'a test');
    expect(await statusOf(tokens.access_token)).toBe(403);
    expect((await refresh(tokens.refresh_token)).status).toBe(400);
    await enablePerson(server.platform, SETUP, 'demo-analyst');
    expect(await statusOf(tokens.access_token)).toBe(401);
    expect((await refresh(tokens.refresh_token)).status).toBe(400);
    const redeemed = await askForTokens(server.origin, {
      grant_type: 'authorization_code',
      code: back.searchParams.get('code') ?? '',
      code_verifier: started.verifier,
      redirect_uri: `${server.origin}/callback`,
    });
    expect(redeemed.status).toBe(400);
    const next = await browser.get(startSignIn(server.origin).url);
    expect(next.headers.get('location')).toContain('/oidc/interaction/');
  });

  it('leaves nothing at the provider after a sweep', async () => {
    const { registry, clock } = server.platform;
    await signIn(server.origin, ANALYST, PASSWORD);
    const kinds = ['Session', 'Grant', 'RefreshToken', 'AuthorizationCode'];
    const kept = async () => {
      const items = await Promise.all(
        kinds.map((kind) =>
          registry.list<{ payload: { accountId?: string } }>(`oidc#${kind}`, { limit: 1_000 }),
        ),
      );
      return items.flat().filter(({ value }) => value.payload.accountId === 'demo-analyst').length;
    };
    expect(await kept()).toBeGreaterThan(0);
    const item = await findUserItem(registry, 'demo-analyst');
    if (item === null) throw new Error('there is no analyst');
    await changeUser(registry, item, { ...item.value, generation: item.value.generation + 1 });
    await sweepTokens(registry, clock);
    expect(await kept()).toBe(0);
  });
});

describe('endSession(registry, clock, session)', () => {
  it('is remembered for as long as any token of the sign-in could hold, and then forgotten', async () => {
    const { registry, clock } = server.platform;
    await endSession(registry, clock, 'a-session');
    await sweepSessions(registry, clock);
    expect(await isSessionEnded(registry, 'a-session')).toBe(true);
    server.shift(25 * 60 * 60_000);
    await sweepSessions(registry, clock);
    expect(await isSessionEnded(registry, 'a-session')).toBe(false);
    server.shift(-25 * 60 * 60_000);
  });
});

describe('a first password', () => {
  it('is replaced at the first sign-in, by another one', async () => {
    const { registry } = server.platform;
    const given = 'given by an operator once';
    await setPassword(registry, 'demo-auditor', given, { first: true });
    const browser = new Browser(server.origin);
    const page = (await browser.get(startSignIn(server.origin).url)).headers.get('location') ?? '';
    const email = 'auditor@safestats.local';
    const asked = await browser.post(page, { email, password: given });
    expect(asked.status).toBe(200);
    expect(await asked.text()).toContain('Choose your own password');
    const send = (next: string, again = next, password = given) =>
      browser.post(page, { email, password, next, again });
    expect((await send(given)).status).toBe(400);
    expect((await send('walnut ladders in may', 'different')).status).toBe(400);
    expect((await send('walnut ladders in may', 'walnut ladders in may', 'wrong')).status).toBe(401);
    const record = vi.spyOn(server.platform.audit, 'record');
    const done = await browser.follow(await send('walnut ladders in may'));
    expect(record.mock.calls.map(([{ phase, detail }]) => [phase, detail['change']])).toEqual([
      ['intent', 'password'],
      ['outcome', 'password'],
      ['outcome', undefined],
    ]);
    record.mockRestore();
    expect(done.headers.get('location')).toContain('/callback?code=');
    const tokens = await signIn(server.origin, email, 'walnut ladders in may');
    expect(await statusOf(tokens.access_token)).toBe(200);
  });
});
