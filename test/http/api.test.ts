import { generateKeyPair, importJWK, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { API_AUDIENCE, CLIENT_ID } from '#adapters/oidc/claims.ts';
import { providerKeys } from '#adapters/oidc/keys.ts';
import { issueScriptToken } from '#adapters/oidc/script-token.ts';
import { saveUser } from '#app/people/save-user.ts';
import { DEMO_PEOPLE, findUserByEmail, type User } from '#app/people.ts';
import { MAX_BODY_BYTES } from '#http/handler.ts';
import { ProblemSchema } from '#http/problem.ts';
import { allRoutes } from '#http/routes/all.ts';
import { startTestServer, type TestServer } from '../support/http-server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

async function tokenOf(role: string): Promise<string> {
  const user = await findUserByEmail(server.platform.registry, `${role}@safestats.local`);
  if (user === null) throw new Error(`no account for ${role}`);
  return issueScriptToken(server.platform.registry, server.platform.clock, user, { minutes: 15 });
}

async function call(path: string, init: RequestInit & { token?: string } = {}) {
  const { token, ...rest } = init;
  const headers = new Headers(rest.headers);
  if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
  const response = await fetch(`${server.origin}${path}`, { ...rest, headers, redirect: 'manual' });
  const text = await response.text();
  return { response, status: response.status, body: text === '' ? null : JSON.parse(text) };
}

async function expectProblem(
  path: string,
  init: RequestInit & { token?: string },
  status: number,
  code: string,
) {
  const answer = await call(path, init);
  expect(answer.status, `${path}: ${JSON.stringify(answer.body)}`).toBe(status);
  expect(answer.response.headers.get('content-type')).toBe('application/problem+json');
  expect(ProblemSchema.strict().safeParse(answer.body).error).toBeUndefined();
  expect(answer.body).toMatchObject({ status, code });
  return answer;
}

/** A path and a body that a route would look at, had the caller been let in. */
function sample(path: string): string {
  const values: Readonly<Record<string, string>> = {
    dataset: 'mps-crime',
    level: 'borough',
    vintage: '2022',
    number: '1',
  };
  return path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => values[name] ?? '01JABCDEFGHJKMNPQRSTVWXYZ0');
}

describe('every route', () => {
  for (const route of allRoutes('test')) {
    const name = `${route.method} ${route.path}`;
    if (route.access === 'public') {
      it(`answers everybody: ${name}`, async () => {
        expect((await call(sample(route.path), { method: route.method })).status).toBe(200);
      });
      continue;
    }
    it(`refuses a caller without a token: ${name}`, async () => {
      const { response } = await expectProblem(
        sample(route.path),
        { method: route.method },
        401,
        'UNAUTHENTICATED',
      );
      expect(response.headers.get('www-authenticate')).toContain('Bearer');
    });
    it(`refuses before it reads the body: ${name}`, async () => {
      if (route.body === null) return;
      const init = { method: route.method, body: '{', headers: { 'content-type': 'text/plain' } };
      await expectProblem(sample(route.path), init, 401, 'UNAUTHENTICATED');
    });
  }
});

describe('access tokens', () => {
  const forged = async (change: {
    claims?: Record<string, unknown>;
    issuer?: string;
    audience?: string;
    subject?: string;
    expires?: number;
    otherKey?: boolean;
    alg?: 'RS256' | 'PS256';
  }) => {
    const { jwk } = await providerKeys(server.platform.registry);
    const alg = change.alg ?? 'RS256';
    const key =
      change.otherKey === true
        ? (await generateKeyPair(alg)).privateKey
        : await importJWK({ ...jwk, alg }, alg);
    const now = Math.floor(Date.now() / 1000);
    return new SignJWT({ token_use: 'access', client_id: CLIENT_ID, generation: 1, ...change.claims })
      .setProtectedHeader({ alg, kid: jwk.kid ?? '', typ: 'at+jwt' })
      .setIssuer(change.issuer ?? `${server.origin}/oidc`)
      .setAudience(change.audience ?? API_AUDIENCE)
      .setSubject(change.subject ?? 'demo-analyst')
      .setIssuedAt(now)
      .setExpirationTime(now + (change.expires ?? 600))
      .sign(key);
  };
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

  it('are accepted as the provider signs them', async () => {
    const { status, body } = await call('/v1/me', { token: await forged({}) });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      user: 'demo-analyst',
      name: 'Anna Lindqvist',
      email: 'analyst@safestats.local',
      organisation: { id: 'city-authority', name: 'City Authority, Community Safety' },
      roles: ['analyst'],
      agencies: [],
    });
  });

  const refused: Readonly<Record<string, () => Promise<string>>> = {
    'that have expired': () => forged({ expires: -1 }),
    'of another issuer': () => forged({ issuer: 'http://localhost:1/oidc' }),
    'for another audience': () => forged({ audience: 'urn:other' }),
    'for another client': () => forged({ claims: { client_id: 'other' } }),
    'that are identity tokens': () => forged({ claims: { token_use: 'id' } }),
    'signed with another key': () => forged({ otherKey: true }),
    'signed with another algorithm': () => forged({ alg: 'PS256' }),
    'without a signature (alg none)': async () =>
      `${part({ alg: 'none' })}.${part({ iss: `${server.origin}/oidc`, aud: API_AUDIENCE, sub: 'demo-super-admin', token_use: 'access', client_id: CLIENT_ID, exp: 4e9 })}.`,
    'whose content was changed': async () => {
      const [header, , signature] = (await forged({})).split('.');
      return `${header}.${part({ sub: 'demo-super-admin' })}.${signature}`;
    },
    'that are no tokens': async () => 'abc',
  };
  for (const [what, make] of Object.entries(refused)) {
    it(`are refused: those ${what}`, async () => {
      await expectProblem('/v1/me', { token: await make() }, 401, 'UNAUTHENTICATED');
    });
  }

  it('do not help a subject without an account', async () => {
    await expectProblem('/v1/me', { token: await forged({ subject: 'stranger' }) }, 403, 'FORBIDDEN');
  });

  it('stop working within 30 seconds of the account being disabled, and roles follow the registry', async () => {
    const person = DEMO_PEOPLE[0];
    if (person === undefined) throw new Error('no account');
    const user: User = {
      ...person,
      id: 'leaver' as User['id'],
      email: 'leaver@safestats.local',
      roles: ['analyst'],
    };
    await saveUser(server.platform.registry, user);
    const token = await issueScriptToken(server.platform.registry, server.platform.clock, user, {
      minutes: 15,
    });
    expect((await call('/v1/me', { token })).body.roles).toEqual(['analyst']);
    await saveUser(server.platform.registry, { ...user, state: 'disabled' });
    server.shift(30_001);
    await expectProblem('/v1/me', { token }, 403, 'FORBIDDEN');
    server.shift(-30_001);
  });
});

describe('refusals', () => {
  it('say 404 for an unknown address and 405, with what is allowed, for a wrong method', async () => {
    await expectProblem('/v1/nothing', {}, 404, 'NOT_FOUND');
    const { response } = await expectProblem('/v1/datasets', { method: 'DELETE' }, 405, 'METHOD_NOT_ALLOWED');
    expect(response.headers.get('allow')).toBe('GET');
    await expectProblem('/v1/datasets/mps-crime', { method: 'POST' }, 405, 'METHOD_NOT_ALLOWED');
  });

  it('name query parameters that are unknown, wrong or given twice', async () => {
    const token = await tokenOf('analyst');
    const unknown = await expectProblem('/v1/coverage?datset=x&limit=3', { token }, 400, 'SPEC_INVALID');
    expect(unknown.body.faults.map(({ at }: { at: string }) => at)).toEqual(['datset', 'limit']);
    const wrong = await expectProblem('/v1/coverage?dataset=../x', { token }, 400, 'SPEC_INVALID');
    expect(wrong.body.faults).toEqual([
      { at: 'dataset', message: 'use the id of a dataset, as in mps-crime' },
    ]);
    await expectProblem('/v1/coverage?dataset=a-b&dataset=c-d', { token }, 400, 'SPEC_INVALID');
  });

  it('say 404 for an id that no dataset can have, and for one that none has', async () => {
    const token = await tokenOf('analyst');
    await expectProblem('/v1/datasets/..%2f..%2fetc', { token }, 404, 'NOT_FOUND');
    await expectProblem('/v1/datasets/no-such', { token }, 404, 'DATASET_NOT_FOUND');
  });

  it('carry the headers of every answer', async () => {
    const token = await tokenOf('analyst');
    for (const [path, status] of [
      ['/v1/datasets', 200],
      ['/v1/nothing', 404],
    ] as const) {
      const { response } = await call(path, { token });
      expect(response.status).toBe(status);
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
      expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(response.headers.get('cache-control')).toBe('no-store');
    }
  });

  it('tell nothing of a failure but a reference that finds it in the log', async () => {
    const token = await tokenOf('analyst');
    const { list } = server.platform.registry;
    server.platform.registry.list = async () => {
      throw new Error('secret path /data/registry');
    };
    const { body } = await expectProblem('/v1/datasets', { token }, 500, 'INTERNAL');
    server.platform.registry.list = list;
    expect(JSON.stringify(body)).not.toContain('secret');
    expect(server.lines.find((line) => line['reference'] === body.reference)?.['error']).toContain(
      'secret path',
    );
  });
});

describe('bodies', () => {
  const post = (body: string | Buffer<ArrayBuffer>, type = 'application/json') => ({
    method: 'POST',
    body,
    headers: { 'content-type': type },
  });

  it('of another content type are refused with 415', async () => {
    const token = await tokenOf('analyst');
    await expectProblem(
      '/v1/queries',
      { token, ...post('a=b', 'text/plain') },
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    );
    await expectProblem('/v1/queries', { token, method: 'POST' }, 415, 'UNSUPPORTED_MEDIA_TYPE');
  });

  it('that are no JSON are refused with 400', async () => {
    const token = await tokenOf('analyst');
    await expectProblem('/v1/queries', { token, ...post('{"datasets":') }, 400, 'SPEC_INVALID');
    await expectProblem('/v1/queries', { token, ...post('') }, 400, 'SPEC_INVALID');
    const body = (value: string) => Buffer.from(`{"datasets":["${value}"]}`, 'latin1');
    const cut = await expectProblem('/v1/queries', { token, ...post(body('\xe9')) }, 400, 'SPEC_INVALID');
    expect(cut.body.detail).toBe('the body is not valid UTF-8');
    const read = Buffer.from('{"datasets":["\u00e9"]}');
    const known = await expectProblem('/v1/queries', { token, ...post(read) }, 400, 'SPEC_INVALID');
    expect(known.body.detail).not.toContain('UTF-8');
  });

  it('over the limit are refused with 413', async () => {
    const token = await tokenOf('analyst');
    const large = JSON.stringify({ datasets: ['x'.repeat(MAX_BODY_BYTES)] });
    await expectProblem('/v1/queries', { token, ...post(large) }, 413, 'TOO_LARGE');
  });

  it('have all their faults listed in the caller’s words', async () => {
    const token = await tokenOf('analyst');
    const spec = {
      datasets: ['mps-crime'],
      where: {
        space: { near: { lon: 0, lat: 51, metres: 0 } },
        fields: [
          { field: 'category', in: ['a'] },
          { field: 'x', in: [] },
          { field: 'x', like: 'y' },
        ],
      },
      groupBy: [{ time: 'fortnight' }],
      measure: [],
    };
    const { body } = await expectProblem(
      '/v1/queries',
      { token, ...post(JSON.stringify(spec)) },
      400,
      'SPEC_INVALID',
    );
    const at = body.faults.map((fault: { at: string }) => fault.at);
    expect(at).toEqual(
      expect.arrayContaining([
        'where.space.near.metres',
        'where.fields[1].in',
        'where.fields[2].like',
        'groupBy[0].time',
        'measure',
      ]),
    );
    expect(body.faults.find((fault: { at: string }) => fault.at === 'where.space.near.metres').message).toBe(
      'use a radius of more than 0 metres',
    );
  });
});
