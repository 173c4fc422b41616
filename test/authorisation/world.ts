import { DuckDbEngine } from '#adapters/duckdb/query/engine.ts';
import { MapshaperTools } from '#adapters/geometry/mapshaper-tools.ts';
import { issueScriptToken } from '#adapters/oidc/script-token.ts';
import { ROLES, type Role } from '#app/caller.ts';
import { applyDefinition } from '#app/dataset.ts';
import { importDemoGeography } from '#app/geography/demo.ts';
import { receiveDelivery } from '#app/ingest/receive.ts';
import { saveUser } from '#app/people/save-user.ts';
import type { User } from '#app/people.ts';
import type { AuditEvent } from '#app/ports.ts';
import { FIRST_DEFINITIONS } from '#core/datasets/first-five.ts';
import { STREET_LAYOUT } from '#core/datasets/police-codes.ts';
import { brandId, type UserId } from '#core/model/id.ts';
import { startTestServer, type TestServer } from '../support/http-server.ts';
import { SETUP } from '../support/small-city.ts';
import type { Sent, Whose } from './row.ts';

/** The callers' organisation and agency, and those that are not theirs. */
export const OWN = { organisation: 'metropolitan-police', agency: 'mps', dataset: 'mps-crime' } as const;
export const FOREIGN = { organisation: 'city-authority', agency: 'tfl', dataset: 'tfl-casualties' } as const;
/** A dataset that no profile shows. */
export const HIDDEN = 'lfb-incidents';

/** The one record that is published. */
const STREET_ROW =
  'a1,2024-05,Metropolitan Police Service,Metropolitan Police Service,-0.13,51.51,On or near Strand,E01004736,Westminster 018A,Robbery,,';

export type Answered = {
  readonly status: number;
  readonly text: string;
  /** The text as JSON; an empty object when it is none. */
  readonly body: Readonly<Record<string, unknown>>;
};

/** A running server with one person per role in one organisation, and people and data of another. */
export type World = {
  readonly server: TestServer;
  /** Every event that the server tried to write, in order. */
  readonly events: readonly AuditEvent[];
  readonly callers: Readonly<Record<Role, UserId>>;
  /** Sends a request as one of the callers. */
  readonly send: (role: Role, method: string, sent: Sent) => Promise<Answered>;
  /** Sends a request as the person who owns what is foreign: a Super Admin, analyst and supplier elsewhere. */
  readonly sendElsewhere: (method: string, sent: Sent) => Promise<Answered>;
  /** A new active analyst of an organisation, to be changed as a case likes. */
  readonly newPerson: (whose: Whose, changes?: Partial<User>) => Promise<UserId>;
  /** A number that no other call gives. */
  readonly next: () => number;
};

/** Starts it. Everybody may use everything for as long as no case takes it away from people of its own making. */
export async function makeWorld(): Promise<World> {
  const server = await startTestServer((root) => new DuckDbEngine({ root }));
  const { platform } = server;
  for (const spec of FIRST_DEFINITIONS) {
    await applyDefinition(platform, SETUP, spec);
    if (spec.id === OWN.dataset) {
      const contract = { ...spec.contract, agency: 'lfb' };
      await applyDefinition(platform, SETUP, { ...spec, id: HIDDEN, title: 'Fires', contract });
    }
  }
  for (const { dataset } of [OWN, FOREIGN]) {
    const body = (async function* () {
      yield Buffer.from('not,what,is,expected\n1,2,3,4\n');
    })();
    const command = null;
    await receiveDelivery(platform, SETUP, { dataset, fileName: 'a.csv', body, source: 'upload', command });
  }
  const published = (async function* () {
    yield Buffer.from(`${STREET_LAYOUT.columns.join(',')}\n${STREET_ROW}\n`);
  })();
  await receiveDelivery(platform, SETUP, {
    dataset: OWN.dataset,
    fileName: '2024-05-metropolitan-street.csv',
    body: published,
    source: 'upload',
    command: null,
  });
  await server.idle();
  await importDemoGeography(platform, new MapshaperTools());
  const events: AuditEvent[] = [];
  const write = platform.audit.record.bind(platform.audit);
  platform.audit.record = (event) => {
    events.push(event);
    return write(event);
  };
  let count = 0;
  const next = () => {
    count += 1;
    return count;
  };
  const person = async (id: string, changes: Partial<User>): Promise<UserId> => {
    const user: User = {
      ...NOBODY,
      id: brandId<UserId>(id),
      email: `${id}@people.example`,
      name: id,
      ...changes,
    };
    await saveUser(platform.registry, user);
    return user.id;
  };
  const callers: Record<string, UserId> = {};
  for (const role of ROLES)
    callers[role] = await person(`caller-${role}`, {
      roles: [role],
      agencies: role === 'supplier' ? [OWN.agency] : [],
    });
  const elsewhere = await person('elsewhere', {
    organisation: FOREIGN.organisation,
    roles: ['super-admin', 'org-admin', 'supplier'],
    agencies: [FOREIGN.agency],
  });
  const tokens = new Map<string, string>();
  const tokenOf = async (id: UserId) => {
    const known = tokens.get(id);
    if (known !== undefined) return known;
    const user = (await platform.registry.get<User>('user', id))?.value;
    if (user === undefined) throw new Error(`nobody is ${id}`);
    const token = await issueScriptToken(platform.registry, platform.clock, user, { minutes: 60 });
    tokens.set(id, token);
    return token;
  };
  const sendAs = async (id: UserId, method: string, sent: Sent): Promise<Answered> => {
    const { path, headers } = sent;
    const response = await fetch(`${server.origin}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        authorization: `Bearer ${await tokenOf(id)}`,
        ...(sent.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(sent.body === undefined ? {} : { body: JSON.stringify(sent.body) }),
    });
    const text = await response.text();
    const isJson = /json$/.test(response.headers.get('content-type') ?? '');
    const body: Answered['body'] = isJson && text !== '' ? JSON.parse(text) : {};
    return { status: response.status, text, body };
  };
  return {
    server,
    events,
    callers: callers as Record<Role, UserId>,
    send: (role, method, sent) => sendAs(callers[role] ?? brandId<UserId>('nobody'), method, sent),
    sendElsewhere: (method, sent) => sendAs(elsewhere, method, sent),
    newPerson: (whose, changes = {}) =>
      person(`person-${next()}`, {
        organisation: whose === 'own' ? OWN.organisation : FOREIGN.organisation,
        ...changes,
      }),
    next,
  };
}

const NOBODY: Omit<User, 'id' | 'email' | 'name'> = {
  phone: null,
  contactShared: false,
  organisation: OWN.organisation,
  roles: ['analyst'],
  agencies: [],
  state: 'active',
  disabledWhy: null,
  profile: 'all-records',
  profileUntil: null,
  cameBy: 'operator',
  createdAt: '2026-01-01T00:00:00Z',
  generation: 1,
};
