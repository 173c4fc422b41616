import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { disablePerson } from '#app/people/administration.ts';
import { signOut } from '#app/people/sign-out.ts';
import { callerFor } from '#app/people.ts';
import { type Authenticate, makeAuthenticate, userPoolTokens } from '#http/authentication.ts';
import { openPeopleDesk, type PeopleDesk } from '#test/support/people-desk.ts';

const POOL = 'eu-west-2_Ab1Cd2Ef3';
const CLIENT = '4f7explorer';
const FORMS = [
  ['a user pool of one region', `https://cognito-idp.eu-west-2.amazonaws.com/${POOL}`],
  ['a user pool of several regions', `https://issuer-cognito-idp.eu-west-2.amazonaws.com/${POOL}`],
] as const;

type Keys = Awaited<ReturnType<typeof generateKeyPair>>;
let server: Server;
let keys: Keys;
let foreign: Keys;
let base = '';
const asked: string[] = [];
let desk: PeopleDesk;

beforeAll(async () => {
  keys = await generateKeyPair('RS256');
  foreign = await generateKeyPair('RS256');
  const jwk = { ...(await exportJWK(keys.publicKey)), kid: 'pool-1', alg: 'RS256', use: 'sig' };
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [jwk] }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());
beforeEach(async () => {
  desk = await openPeopleDesk();
  return () => desk.dispose();
});

/** Claims of an access token in the shape that a user pool gives them. */
function accessClaims(issuer: string): Record<string, unknown> {
  return {
    sub: 'demo-analyst',
    'cognito:groups': ['analyst'],
    iss: issuer,
    version: 2,
    client_id: CLIENT,
    origin_jti: '2f9d5f36-7a3b-4a0c-9d4e-4f1f0d2a7b01',
    token_use: 'access',
    scope: 'openid profile email',
    auth_time: Math.floor(Date.now() / 1000),
    username: 'demo-analyst',
    generation: '1',
  };
}

/** Claims of an identity token of the same sign-in. */
function identityClaims(issuer: string): Record<string, unknown> {
  const { client_id, scope, username, version, ...rest } = accessClaims(issuer);
  return {
    ...rest,
    aud: client_id,
    token_use: 'id',
    'cognito:username': username,
    email: 'analyst@safestats.local',
    email_verified: true,
  };
}

async function bearer(claims: Record<string, unknown>, signer = keys, seconds = 900): Promise<string> {
  const token = await new SignJWT(claims)
    .setProtectedHeader({ alg: 'RS256', kid: 'pool-1' })
    .setJti('81f1b2a0-6c0e-4b5a-8f2b-1d2c3e4f5a6b')
    .setIssuedAt()
    .setExpirationTime(Math.floor(Date.now() / 1000) + seconds)
    .sign(signer.privateKey);
  return `Bearer ${token}`;
}

describe.each(FORMS)('access tokens of %s', (_name, issuer) => {
  let authenticate: Authenticate;

  beforeEach(() => {
    const told = userPoolTokens(issuer);
    const jwksUrl = told.jwksUrl.replace(/^https:\/\/[^/]+/, base);
    const { registry, clock } = desk;
    authenticate = makeAuthenticate({ registry, clock, clientId: CLIENT, ...told, jwksUrl });
  });

  const refused = (authorization: string) =>
    expect(authenticate(authorization)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });

  it('stand for the account under their subject and name their sign-in', async () => {
    const { caller, bar } = await authenticate(await bearer(accessClaims(issuer)));
    expect(caller).toMatchObject({
      user: 'demo-analyst',
      session: '2f9d5f36-7a3b-4a0c-9d4e-4f1f0d2a7b01',
    });
    expect(bar).toBeNull();
    expect(asked.at(-1)).toBe(`/${POOL}/.well-known/jwks.json`);
  });

  it('are refused when they are identity tokens, for another client, or of another pool or region', async () => {
    await refused(await bearer(identityClaims(issuer)));
    await refused(await bearer({ ...accessClaims(issuer), client_id: 'another' }));
    for (const other of [
      issuer.replace(POOL, 'eu-west-2_Another99'),
      issuer.replace('eu-west-2.', 'eu-west-1.'),
      ...FORMS.map(([, form]) => form).filter((form) => form !== issuer),
    ])
      await refused(await bearer(accessClaims(other)));
  });

  it('are refused when another key signed them, or their time is over', async () => {
    await refused(await bearer(accessClaims(issuer), foreign));
    await refused(await bearer(accessClaims(issuer), keys, -1));
  });

  it('are refused without a generation, or with that of before every sign-in was ended', async () => {
    const { generation: _none, ...without } = accessClaims(issuer);
    await refused(await bearer(without));
    await refused(await bearer({ ...accessClaims(issuer), generation: '0' }));
    await refused(await bearer({ ...accessClaims(issuer), generation: 'undefined' }));
  });

  it('are refused once their sign-in has been ended by its person, or the account disabled', async () => {
    const token = await bearer(accessClaims(issuer));
    await authenticate(token);
    const { caller } = await authenticate(token);
    const full = { record: () => Promise.reject(new Error('no room on the disk')) };
    await expect(signOut({ ...desk, audit: full }, caller)).rejects.toThrow('no room');
    await refused(token);
    await signOut(desk, caller);
    expect((await desk.events()).at(-1)).toMatchObject({ who: 'demo-analyst', object: 'sign-out' });
    await expect(signOut(desk, { ...caller, session: null })).rejects.toMatchObject({ code: 'CONFLICT' });
    const admin = await callerFor(desk.registry, 'demo-super-admin');
    await disablePerson(desk, admin, 'demo-analyst', 'left');
    await expect(authenticate(token)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});
