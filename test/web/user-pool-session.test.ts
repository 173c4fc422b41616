// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SiteConfig } from '#core/model/site-config.ts';
import { userPoolSite } from '#http/site-config.ts';
import { Session } from '#web/session/session.ts';

const DOMAIN = 'https://safestats.auth.eu-west-2.amazoncognito.com';
const SITE = 'https://safestats.example';
const POOL = 'https://issuer-cognito-idp.eu-west-2.amazonaws.com/eu-west-2_Ab1Cd2Ef3';
const CONFIG: SiteConfig = userPoolSite({
  issuer: POOL,
  clientId: '4f7explorer',
  domain: DOMAIN,
  siteOrigin: SITE,
});

const went: URL[] = [];
const fetched = vi.fn<(url: string, init: RequestInit) => Promise<Response>>();

beforeEach(() => {
  sessionStorage.clear();
  went.length = 0;
  fetched.mockReset();
  vi.stubGlobal('fetch', fetched);
  vi.spyOn(globalThis.location, 'assign').mockImplementation((url) => {
    went.push(new URL(String(url)));
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

async function nextPage(): Promise<URL> {
  await vi.waitFor(() => expect(went.length).toBeGreaterThan(0));
  return went[0] ?? new URL(SITE);
}

function token(claims: object): string {
  const part = (value: object) => btoa(JSON.stringify(value)).replaceAll('+', '-').replaceAll('/', '_');
  return [part({ alg: 'RS256', kid: 'pool-1' }), part(claims), 'signature']
    .map((one) => one.replace(/=+$/, ''))
    .join('.');
}

/** Goes through managed login and comes back. */
async function signedIn(): Promise<Session> {
  const session = new Session(CONFIG, SITE);
  void session.signIn('/catalogue');
  const state = (await nextPage()).searchParams.get('state') ?? '';
  went.length = 0;
  const now = Math.floor(Date.now() / 1000);
  const claims = { sub: 'ada', iss: POOL, aud: '4f7explorer', iat: now, exp: now + 900, token_use: 'id' };
  fetched.mockImplementation(async () =>
    Response.json({
      id_token: token(claims),
      access_token: 'access',
      refresh_token: 'refresh',
      expires_in: 900,
      token_type: 'Bearer',
    }),
  );
  expect(await session.start({ pathname: '/callback', search: `?code=abc&state=${state}` })).toBe(
    '/catalogue',
  );
  return session;
}

describe('Session with a user pool', () => {
  it('begins at managed login with a code challenge, and asks nothing of the issuer first', async () => {
    void new Session(CONFIG, SITE).signIn('/');
    const page = await nextPage();
    expect(`${page.origin}${page.pathname}`).toBe(`${DOMAIN}/oauth2/authorize`);
    expect(Object.fromEntries(page.searchParams)).toMatchObject({
      client_id: '4f7explorer',
      response_type: 'code',
      scope: 'openid email profile',
      redirect_uri: `${SITE}/callback`,
      code_challenge_method: 'S256',
    });
    expect(fetched).not.toHaveBeenCalled();
  });

  it('takes the tokens from managed login, and stays signed in', async () => {
    const session = await signedIn();
    expect(session.state()).toEqual({ status: 'signed-in', problem: null });
    expect(session.token()).toBe('access');
    expect(fetched.mock.calls.map(([url]) => url)).toEqual([`${DOMAIN}/oauth2/token`]);
  });

  it('tells the API of a sign-out, gives the refresh token back and ends the session of managed login', async () => {
    const session = await signedIn();
    fetched.mockClear();
    fetched.mockImplementation(async () => new Response(null, { status: 200 }));
    await session.signOut();
    const [[told, telling] = ['', {}], [url, init] = ['', {}]] = fetched.mock.calls;
    expect([told, telling.method]).toEqual(['/v1/me/sign-out', 'POST']);
    expect(telling.headers).toEqual({ authorization: 'Bearer access' });
    expect(url).toBe(`${DOMAIN}/oauth2/revoke`);
    expect(Object.fromEntries(new URLSearchParams(String(init.body)))).toMatchObject({
      token: 'refresh',
      client_id: '4f7explorer',
    });
    expect((await nextPage()).href).toBe(
      `${DOMAIN}/logout?client_id=4f7explorer&logout_uri=${encodeURIComponent(`${SITE}/`)}`,
    );
    expect(session.token()).toBeNull();
  });

  it('signs out also where nobody can be told', async () => {
    const session = await signedIn();
    fetched.mockImplementation(async () => new Response('no', { status: 500 }));
    await session.signOut();
    expect((await nextPage()).pathname).toBe('/logout');
  });

  it('begins a sign-in of its own when it comes back from a sign-up, whose code is for nobody', async () => {
    void new Session(CONFIG, SITE).start({ pathname: '/callback', search: '?code=unasked' });
    const page = await nextPage();
    expect(page.pathname).toBe('/oauth2/authorize');
    expect(page.searchParams.get('state')).not.toBeNull();
    expect(fetched).not.toHaveBeenCalled();
  });
});
