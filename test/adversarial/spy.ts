import { DuckDbEngine } from '#adapters/duckdb/query/engine.ts';
import { issueScriptToken } from '#adapters/oidc/script-token.ts';
import { putGrant, putProfile } from '#app/access/profile-store.ts';
import { receiveDelivery } from '#app/ingest/receive.ts';
import { saveUser } from '#app/people/save-user.ts';
import { findUserByEmail, type User } from '#app/people.ts';
import type { DatasetAccess } from '#core/access/profile.ts';
import { brandId, type UserId } from '#core/model/id.ts';
import type { QuerySpec } from '#core/model/query-spec.ts';
import type { QueryResult } from '#core/model/result.ts';
import { startTestServer, type TestServer } from '../support/http-server.ts';
import { prepareSmallCity, SETUP } from '../support/small-city.ts';

/** What came back, as far as an adversary can look at it. */
export type Seen = { readonly status: number; readonly text: string; readonly body: unknown };

/** A person with a token, who tries to see more than the profile shows. */
export type Spy = {
  readonly call: (method: string, path: string, body?: unknown) => Promise<Seen>;
  readonly ask: (spec: QuerySpec) => Promise<Seen>;
  /** The result of a question that is allowed. */
  readonly result: (spec: QuerySpec) => Promise<QueryResult>;
};

/** A small city with two published datasets, `mps-crime` and `tfl-casualties`. */
export async function startCity(): Promise<TestServer> {
  const server = await startTestServer((root) => new DuckDbEngine({ root }));
  for (const { dataset, fileName, text } of await prepareSmallCity(server)) {
    if (dataset !== 'mps-crime' && dataset !== 'tfl-casualties') continue;
    const body = (async function* () {
      yield Buffer.from(text);
    })();
    const file = { dataset, fileName, body, source: 'upload', command: null } as const;
    await receiveDelivery(server.platform, SETUP, file);
  }
  await server.idle();
  return server;
}

/** Somebody whose profile shows just this. */
export async function spyWith(
  server: TestServer,
  name: string,
  datasets: Readonly<Record<string, DatasetAccess>>,
): Promise<Spy> {
  const { registry } = server.platform;
  const profile = {
    id: name,
    title: name,
    description: '',
    datasets,
    version: 1,
    state: 'active',
    createdAt: '2026-01-01T00:00:00Z',
    createdBy: 'test',
    approvedBy: null,
  } as const;
  await putProfile({ registry }, profile, 0);
  await putGrant(registry, 'city-authority', { profile: name, until: null });
  const analyst = await findUserByEmail(registry, 'analyst@safestats.local');
  if (analyst === null) throw new Error('no analyst');
  const user: User = {
    ...analyst,
    id: brandId<UserId>(name),
    email: `${name}@people.example`,
    profile: name,
  };
  await saveUser(registry, user);
  return spyOf(server, user);
}

/** The demonstration account of a role, which sees everything. */
export async function insider(server: TestServer, role: string): Promise<Spy> {
  const user = await findUserByEmail(server.platform.registry, `${role}@safestats.local`);
  if (user === null) throw new Error(`no ${role}`);
  return spyOf(server, user);
}

async function spyOf(server: TestServer, user: User): Promise<Spy> {
  const { registry, clock } = server.platform;
  const token = await issueScriptToken(registry, clock, user, { minutes: 60 });
  const call = async (method: string, path: string, body?: unknown): Promise<Seen> => {
    const response = await fetch(`${server.origin}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = /json$/.test(response.headers.get('content-type') ?? '');
    return { status: response.status, text, body: isJson && text !== '' ? JSON.parse(text) : null };
  };
  const ask = (spec: QuerySpec) => call('POST', '/v1/queries', spec);
  return {
    call,
    ask,
    result: async (spec) => {
      const { status, body, text } = await ask(spec);
      const result = (body as { readonly result?: QueryResult } | null)?.result;
      if (status !== 200 || result === undefined) throw new Error(`${status}: ${text.slice(0, 500)}`);
      return result;
    },
  };
}
