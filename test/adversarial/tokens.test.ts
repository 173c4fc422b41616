import { createHmac } from 'node:crypto';
import { decodeJwt, exportSPKI, generateKeyPair, importJWK, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { API_AUDIENCE, CLIENT_ID } from '#adapters/oidc/claims.ts';
import { providerKeys } from '#adapters/oidc/keys.ts';
import { issueScriptToken } from '#adapters/oidc/script-token.ts';
import { disablePerson } from '#app/people/administration.ts';
import { findUser } from '#app/people.ts';
import { PASSWORD, startTestServer, type TestServer } from '../support/http-server.ts';
import { askForTokens, Browser, signIn, startSignIn, type Tokens } from '../support/sign-in.ts';
import { SETUP } from '../support/small-city.ts';

const ANALYST = 'analyst@safestats.local';

let server: TestServer;
let tokens: Tokens;

beforeAll(async () => {
  server = await startTestServer();
  tokens = await signIn(server.origin, ANALYST, PASSWORD);
});
afterAll(() => server.close());

async function ask(authorization: string | null): Promise<{ status: number; text: string }> {
  const headers: Record<string, string> = authorization === null ? {} : { authorization };
  const response = await fetch(`${server.origin}/v1/datasets`, { headers });
  return { status: response.status, text: await response.text() };
}

type Forgery = {
  readonly alg?: string;
  readonly kid?: string;
  readonly header?: Readonly<Record<string, unknown>>;
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly key?: 'own' | 'other';
};

/** A token as the provider would sign it, but for what is changed; a claim that is undefined is left out. */
async function forge({
  alg = 'RS256',
  kid,
  header = {},
  claims = {},
  key = 'own',
}: Forgery): Promise<string> {
  const { jwk } = await providerKeys(server.platform.registry);
  const now = Math.floor(Date.now() / 1000);
  const signing =
    key === 'own' ? await importJWK({ ...jwk, alg }, alg) : (await generateKeyPair(alg)).privateKey;
  const payload = {
    ...decodeJwt(tokens.access_token),
    iss: `${server.origin}/oidc`,
    aud: API_AUDIENCE,
    client_id: CLIENT_ID,
    iat: now,
    exp: now + 600,
    ...claims,
  };
  return new SignJWT(JSON.parse(JSON.stringify(payload)))
    .setProtectedHeader({ alg, kid: kid ?? jwk.kid ?? '', typ: 'at+jwt', ...header })
    .sign(signing, { crit: { 'urn:x': true } });
}

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a forged token', () => {
  it('is told from a true one by its forgery alone', async () => {
    expect((await ask(`Bearer ${await forge({})}`)).status).toBe(200);
  });

  const forgeries: Readonly<Record<string, () => Promise<string>>> = {
    'has no signature (alg none)': async () => {
      const [, payload] = tokens.access_token.split('.');
      return `${part({ alg: 'none', typ: 'at+jwt' })}.${payload}.`;
    },
    'has no signature and says NoNe': async () => {
      const [, payload] = tokens.access_token.split('.');
      return `${part({ alg: 'NoNe', typ: 'at+jwt' })}.${payload}.`;
    },
    'is signed with the public key as a secret (HS256)': async () => {
      const { jwk } = await providerKeys(server.platform.registry);
      const { d: _d, p: _p, q: _q, dp: _dp, dq: _dq, qi: _qi, ...open } = jwk;
      const publicKey = await importJWK({ ...open, alg: 'RS256' }, 'RS256', { extractable: true });
      const pem = await exportSPKI(publicKey as Parameters<typeof exportSPKI>[0]);
      const [, payload] = tokens.access_token.split('.');
      const signed = `${part({ alg: 'HS256', typ: 'at+jwt', kid: jwk.kid })}.${payload}`;
      return `${signed}.${createHmac('sha256', pem).update(signed).digest('base64url')}`;
    },
    'is signed with another key under the right key id': () => forge({ key: 'other' }),
    'is signed with another key under an unknown key id': () => forge({ key: 'other', kid: 'unknown' }),
    'brings its own key along': async () => {
      const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
      const { exportJWK } = await import('jose');
      const jwk = await exportJWK(publicKey);
      const claims = { ...decodeJwt(tokens.access_token) };
      return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', jwk }).sign(privateKey);
    },
    'names a key at an address of its own (jku, x5u)': () =>
      forge({ key: 'other', header: { jku: 'http://localhost:1/jwks', x5u: 'http://localhost:1/x' } }),
    'is signed with another algorithm (PS256)': () => forge({ alg: 'PS256' }),
    'asks for an extension that nobody knows (crit)': () =>
      forge({ header: { crit: ['urn:x'], 'urn:x': true } }),
    'comes from another issuer': () => forge({ claims: { iss: 'http://localhost:1/oidc' } }),
    'comes from an issuer that begins alike': () => forge({ claims: { iss: `${server.origin}/oidc/` } }),
    'is for another audience': () => forge({ claims: { aud: 'urn:safestats:other' } }),
    'is for no audience': () => forge({ claims: { aud: undefined } }),
    'is for another client': () => forge({ claims: { client_id: 'another' } }),
    'is for no client': () => forge({ claims: { client_id: undefined } }),
    'has expired': () => forge({ claims: { exp: Math.floor(Date.now() / 1000) - 1 } }),
    'never expires': () => forge({ claims: { exp: undefined } }),
    'is not valid yet': () => forge({ claims: { nbf: Math.floor(Date.now() / 1000) + 600 } }),
    'has no subject': () => forge({ claims: { sub: undefined } }),
    'says of itself that it is an identity token': () => forge({ claims: { token_use: 'id' } }),
    'does not say what it is for': () => forge({ claims: { token_use: undefined } }),
    'is of an earlier generation of the account': () => forge({ claims: { generation: 0 } }),
    'is of no generation': () => forge({ claims: { generation: undefined } }),
    'is the identity token': async () => tokens.id_token,
    'is the refresh token': async () => tokens.refresh_token,
    'has another payload under the old signature': async () => {
      const [header, , signature] = tokens.access_token.split('.');
      return `${header}.${part({ ...decodeJwt(tokens.access_token), sub: 'demo-super-admin' })}.${signature}`;
    },
  };
  for (const [what, make] of Object.entries(forgeries)) {
    it(`is refused when it ${what}`, async () => {
      const { status, text } = await ask(`Bearer ${await make()}`);
      expect(status).toBe(401);
      expect(JSON.parse(text).code).toBe('UNAUTHENTICATED');
    });
  }

  it('gains nothing by roles that it claims: the registry says them', async () => {
    const token = await forge({
      claims: { 'cognito:groups': ['super-admin'], 'custom:organisation': 'operations' },
    });
    const response = await fetch(`${server.origin}/v1/users`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(response.status).toBe(403);
  });
});

describe('the Authorization header', () => {
  const refused: Readonly<Record<string, string | null>> = {
    'is absent': null,
    'is empty': '',
    'has no token': 'Bearer ',
    'has two tokens': 'Bearer a.b.c, Bearer d.e.f',
    'is of another scheme': 'Basic YTpi',
    'has 64 kB of nothing': `Bearer ${'a'.repeat(15_000)}`,
  };
  for (const [what, header] of Object.entries(refused)) {
    it(`is refused when it ${what}`, async () => {
      expect((await ask(header)).status).toBe(401);
    });
  }

  it('is the only place of a token: not the address, not a cookie', async () => {
    const inAddress = await fetch(`${server.origin}/v1/datasets?access_token=${tokens.access_token}`);
    expect(inAddress.status).toBe(401);
    const cookie = `access_token=${tokens.access_token}; Authorization=Bearer ${tokens.access_token}`;
    expect((await fetch(`${server.origin}/v1/datasets`, { headers: { cookie } })).status).toBe(401);
  });
});

describe('a true token', () => {
  it('cannot be replayed after sign-out', async () => {
    const browser = new Browser(server.origin);
    const own = await signIn(server.origin, ANALYST, PASSWORD, browser);
    expect((await ask(`Bearer ${own.access_token}`)).status).toBe(200);
    const page = await (await browser.get(`/oidc/session/end?id_token_hint=${own.id_token}`)).text();
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(page)?.[1] ?? '';
    await browser.post('/oidc/session/end/confirm', { xsrf, logout: 'yes' });
    expect((await ask(`Bearer ${own.access_token}`)).status).toBe(401);
  });

  it('of a script ends with the account', async () => {
    const { registry, clock } = server.platform;
    const supplier = await findUser(registry, 'demo-supplier');
    if (supplier === null) throw new Error('there is no supplier');
    const token = await issueScriptToken(registry, clock, supplier, { minutes: 15 });
    expect((await ask(`Bearer ${token}`)).status).toBe(200);
    await disablePerson(server.platform, SETUP, supplier.id, 'a test');
    expect((await ask(`Bearer ${token}`)).status).toBe(403);
  });
});

describe('the provider', () => {
  const begin = async (change: Readonly<Record<string, string | null>>) => {
    const response = await new Browser(server.origin).get(startSignIn(server.origin, change).url);
    return { status: response.status, location: response.headers.get('location') ?? '' };
  };

  it('sends nobody to an address that is not exactly the explorer’s', async () => {
    const origin = server.origin;
    const addresses = [
      'https://evil.example/callback',
      `${origin}/callback/`,
      `${origin}/callback?x=1`,
      `${origin}/callback#x`,
      `${origin}/Callback`,
      `${origin}/callback/../x`,
      `${origin}.evil.example/callback`,
      `${origin.replace('localhost', 'localhost@evil.example')}/callback`,
      `${origin.replace('localhost', '127.0.0.1')}/callback`,
      'javascript:alert(1)',
    ];
    for (const redirect_uri of addresses) {
      const { status, location } = await begin({ redirect_uri });
      expect(status, redirect_uri).toBe(400);
      expect(location).toBe('');
    }
  });

  it('takes PKCE with S256 and nothing else', async () => {
    for (const change of [
      { code_challenge: null, code_challenge_method: null },
      { code_challenge_method: 'plain' },
      { code_challenge_method: null },
      { code_challenge_method: 's256' },
      { code_challenge: 'short' },
    ]) {
      const { location } = await begin(change);
      expect(location, JSON.stringify(change)).toContain('error=');
      expect(location).not.toContain('code=');
    }
  });

  it('knows no implicit, hybrid, password, device or client-credentials flow', async () => {
    for (const response_type of [
      'token',
      'id_token',
      'id_token token',
      'code id_token',
      'code token',
      'none',
    ]) {
      const { location, status } = await begin({ response_type });
      expect(`${status} ${location}`, response_type).toMatch(
        /unsupported_response_type|unauthorized_client|^400/,
      );
      expect(location).not.toMatch(/access_token=|id_token=|[?&]code=/);
    }
    for (const grant_type of [
      'password',
      'client_credentials',
      'implicit',
      'urn:ietf:params:oauth:grant-type:device_code',
      'urn:ietf:params:oauth:grant-type:jwt-bearer',
      'urn:ietf:params:oauth:grant-type:token-exchange',
    ]) {
      const answer = await askForTokens(server.origin, { grant_type, username: ANALYST, password: PASSWORD });
      expect(answer.status, grant_type).toBe(400);
      expect(await answer.text()).toMatch(/unsupported_grant_type|unauthorized_client|invalid_request/);
    }
  });

  it('registers no client, and has no endpoint for introspection, device or pushed requests', async () => {
    for (const path of [
      'reg',
      'token/introspection',
      'device',
      'device/auth',
      'request',
      'me',
      'backchannel',
    ]) {
      const response = await fetch(`${server.origin}/oidc/${path}`, { method: 'POST' });
      expect(response.status, path).toBe(404);
    }
  });

  it('lets no other origin read its answers', async () => {
    for (const path of ['/oidc/token', '/oidc/auth', '/v1/datasets']) {
      const response = await fetch(`${server.origin}${path}`, {
        headers: { origin: 'https://evil.example' },
      });
      expect(response.headers.get('access-control-allow-origin'), path).toBeNull();
    }
  });

  it('sets its cookies out of the reach of scripts and of other sites', async () => {
    const response = await fetch(startSignIn(server.origin).url, { redirect: 'manual' });
    const cookies = response.headers.getSetCookie();
    expect(cookies.length).toBeGreaterThan(0);
    for (const cookie of cookies) {
      expect(cookie.toLowerCase()).toContain('httponly');
      expect(cookie.toLowerCase()).toMatch(/samesite=(lax|strict)/);
    }
  });
});
