import { request } from 'node:http';
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { API_AUDIENCE, CLIENT_ID } from '#adapters/oidc/claims.ts';
import { recordedEvents } from '../support/audit-events.ts';
import { PASSWORD, startTestServer, type TestServer } from '../support/http-server.ts';
import { askForTokens, Browser, signIn, startSignIn } from '../support/sign-in.ts';

let server: TestServer;
const ANALYST = 'analyst@safestats.local';

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

async function openPage(browser: Browser, change: Readonly<Record<string, string | null>> = {}) {
  const response = await browser.get(startSignIn(server.origin, change).url);
  return { response, page: response.headers.get('location') ?? '' };
}

describe('signing in', () => {
  it('gives tokens with the claims that Cognito gives, for the right password', async () => {
    const tokens = await signIn(server.origin, ANALYST, PASSWORD);
    expect(tokens.expires_in).toBe(900);
    const keys = createRemoteJWKSet(new URL(`${server.origin}/oidc/jwks`));
    const issuer = `${server.origin}/oidc`;
    const access = await jwtVerify(tokens.access_token, keys, { issuer, audience: API_AUDIENCE });
    expect(access.protectedHeader).toMatchObject({ alg: 'RS256', typ: 'at+jwt' });
    expect(access.payload).toMatchObject({
      sub: 'demo-analyst',
      token_use: 'access',
      client_id: CLIENT_ID,
      username: 'demo-analyst',
      'cognito:groups': ['analyst'],
    });
    const identity = await jwtVerify(tokens.id_token, keys, { issuer, audience: CLIENT_ID });
    expect(identity.payload).toMatchObject({
      sub: 'demo-analyst',
      email: ANALYST,
      email_verified: true,
      'cognito:username': 'demo-analyst',
      'custom:organisation': 'city-authority',
    });
  });

  it('shows a page of its own without inline script or style', async () => {
    const browser = new Browser(server.origin);
    const { page } = await openPage(browser, { login_hint: 'a"><script>@b.example' });
    const response = await browser.get(page);
    const html = await response.text();
    expect(response.status).toBe(200);
    expect(html).toContain('<label for="email">');
    expect(html).not.toMatch(/<style|style=|<script>/);
    expect(html).toContain('a&quot;&gt;&lt;script&gt;@b.example');
    expect(response.headers.get('content-security-policy')).toContain("script-src 'self'; style-src 'self'");
    const css = await fetch(`${server.origin}/oidc/assets/pages.css`);
    expect(css.headers.get('content-type')).toContain('text/css');
  });

  it('remembers the session, so that a second sign-in asks nothing', async () => {
    const browser = new Browser(server.origin);
    await signIn(server.origin, ANALYST, PASSWORD, browser);
    const { response } = await openPage(browser);
    expect(response.headers.get('location')).toContain(`${server.origin}/callback?code=`);
  });

  it('answers a wrong password and an unknown address alike', async () => {
    const texts: string[] = [];
    for (const email of ['org-admin@safestats.local', 'nobody@safestats.local']) {
      const browser = new Browser(server.origin);
      const { page } = await openPage(browser);
      const response = await browser.post(page, { email, password: 'wrong password, long enough' });
      expect(response.status).toBe(401);
      texts.push((await response.text()).replaceAll(email, '').replaceAll(page, ''));
    }
    expect(texts[0]).toBe(texts[1]);
    expect(texts[0]).toContain('The e-mail address or the password is not right.');
  });

  it('refuses an address after five failures, the right password included, until 15 minutes are over', async () => {
    const email = 'auditor@safestats.local';
    const attempt = async (password: string) => {
      const browser = new Browser(server.origin);
      const { page } = await openPage(browser);
      return browser.post(page, { email, password });
    };
    for (let i = 0; i < 5; i++) expect((await attempt('not the password')).status).toBe(401);
    const blocked = await attempt(PASSWORD);
    expect(blocked.status).toBe(429);
    expect(Number(blocked.headers.get('retry-after'))).toBeGreaterThan(600);
    server.shift(15 * 60_000);
    expect((await attempt(PASSWORD)).status).toBe(303);
    server.shift(-15 * 60_000);
  });

  it('writes sign-ins and failures to the audit', async () => {
    const text = JSON.stringify(await recordedEvents(server.platform));
    expect(text).toContain('"action":"sign-in"');
    expect(text).toContain('"action":"refusal"');
    expect(text).not.toContain('nobody@');
  });

  it('refuses to begin without PKCE, with another redirect address, or for another client', async () => {
    const refused: Readonly<Record<string, string | null>>[] = [
      { redirect_uri: `${server.origin}/callback/../x` },
      { redirect_uri: 'https://evil.example/callback' },
      { client_id: 'another' },
    ];
    for (const change of refused) {
      const { response } = await openPage(new Browser(server.origin), change);
      expect(response.status, JSON.stringify(change)).toBe(400);
    }
    for (const change of [{ code_challenge: null }, { code_challenge_method: 'plain' }]) {
      const { page } = await openPage(new Browser(server.origin), change);
      expect(page).toContain('error=invalid_request');
    }
  });

  it('takes no form that another site sent', async () => {
    for (const path of ['sign-up', 'password', 'session/end/confirm', 'token']) {
      const url = `${server.origin}/oidc/${path}`;
      const headers = { 'sec-fetch-site': 'cross-site', 'content-length': '0' };
      const status = await new Promise((resolve, reject) => {
        request(url, { method: 'POST', headers }, (answer) => resolve(answer.resume().statusCode))
          .on('error', reject)
          .end();
      });
      expect(status, path).toBe(403);
    }
  });

  it('redeems a code once, and only with its verifier', async () => {
    const browser = new Browser(server.origin);
    await signIn(server.origin, ANALYST, PASSWORD, browser);
    const started = startSignIn(server.origin);
    const code =
      new URL((await browser.get(started.url)).headers.get('location') ?? '').searchParams.get('code') ?? '';
    const redeem = (verifier: string) =>
      askForTokens(server.origin, {
        grant_type: 'authorization_code',
        code,
        code_verifier: verifier,
        redirect_uri: `${server.origin}/callback`,
      });
    expect((await redeem('a'.repeat(64))).status).toBe(400);
    expect((await redeem(started.verifier)).status).toBe(200);
    expect((await redeem(started.verifier)).status).toBe(400);
  });

  it('expires the page with its cookie, saying what to do', async () => {
    const { page } = await openPage(new Browser(server.origin));
    const response = await new Browser(server.origin).get(page);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('start again');
  });
});

describe('refreshing', () => {
  it('rotates the refresh token and ends the session when an old one comes back', async () => {
    const refresh = (token: string) =>
      askForTokens(server.origin, { grant_type: 'refresh_token', refresh_token: token });
    const first = await signIn(server.origin, ANALYST, PASSWORD);
    const second = await refresh(first.refresh_token);
    const renewed = (await second.json()) as { refresh_token: string; access_token: string };
    expect(second.status).toBe(200);
    expect(renewed.refresh_token).not.toBe(first.refresh_token);
    expect((await refresh(first.refresh_token)).status).toBe(400);
    expect((await refresh(renewed.refresh_token)).status).toBe(400);
  });

  it('lets one of two simultaneous uses of a refresh token through', async () => {
    const { refresh_token } = await signIn(server.origin, ANALYST, PASSWORD);
    const answers = await Promise.all(
      [1, 2].map(() => askForTokens(server.origin, { grant_type: 'refresh_token', refresh_token })),
    );
    expect(answers.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1);
  });

  it('stores no refresh token that could be used', async () => {
    const { refresh_token } = await signIn(server.origin, ANALYST, PASSWORD);
    const stored = await server.platform.registry.list('oidc#RefreshToken', { limit: 1000 });
    expect(stored.length).toBeGreaterThan(0);
    expect(JSON.stringify(stored)).not.toContain(refresh_token);
  });
});

describe('signing out', () => {
  it('ends the session and its refresh tokens, and returns to the explorer', async () => {
    const browser = new Browser(server.origin);
    const tokens = await signIn(server.origin, ANALYST, PASSWORD, browser);
    const query = new URLSearchParams({
      id_token_hint: tokens.id_token,
      post_logout_redirect_uri: `${server.origin}/`,
      state: 'bye',
    });
    const page = await (await browser.get(`/oidc/session/end?${query}`)).text();
    expect(page).toContain('data-at-once');
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(page)?.[1] ?? '';
    const done = await browser.post('/oidc/session/end/confirm', { xsrf, logout: 'yes' });
    expect(done.headers.get('location')).toBe(`${server.origin}/?state=bye`);
    const refreshed = await askForTokens(server.origin, {
      grant_type: 'refresh_token',
      refresh_token: tokens.refresh_token,
    });
    expect(refreshed.status).toBe(400);
    const { page: again } = await openPage(browser);
    expect(again).toContain('/oidc/interaction/');
  });

  it('asks first when nobody proved whose session it is', async () => {
    const browser = new Browser(server.origin);
    await signIn(server.origin, ANALYST, PASSWORD, browser);
    expect(await (await browser.get('/oidc/session/end')).text()).not.toContain('data-at-once');
  });
});

describe('the provider', () => {
  it('describes itself under its own origin', async () => {
    const response = await fetch(`${server.origin}/oidc/.well-known/openid-configuration`);
    expect(await response.json()).toMatchObject({
      issuer: `${server.origin}/oidc`,
      authorization_endpoint: `${server.origin}/oidc/auth`,
      token_endpoint: `${server.origin}/oidc/token`,
      end_session_endpoint: `${server.origin}/oidc/session/end`,
      jwks_uri: `${server.origin}/oidc/jwks`,
      code_challenge_methods_supported: ['S256'],
      response_types_supported: ['code'],
    });
  });

  it('publishes only public keys', async () => {
    const { keys } = (await (await fetch(`${server.origin}/oidc/jwks`)).json()) as { keys: object[] };
    expect(keys).toHaveLength(1);
    expect(keys[0]).not.toHaveProperty('d');
    const { access_token } = await signIn(server.origin, ANALYST, PASSWORD);
    expect(decodeProtectedHeader(access_token).kid).toBe((keys[0] as { kid: string }).kid);
  });
});
