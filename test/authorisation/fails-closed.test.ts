import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issueScriptToken } from '#adapters/oidc/script-token.ts';
import { findUser, type User } from '#app/people.ts';
import type { UserId } from '#core/model/id.ts';
import { allRoutes } from '#http/routes/all.ts';
import { LETTERS, type Row, verdictOf } from './row.ts';
import { TABLE } from './table.ts';
import { makeWorld, OWN, type World } from './world.ts';

/** What is written down though it is only read. */
const READINGS: ReadonlySet<string> = new Set([
  'exportAudit',
  'getAuditChain',
  'getAuditEvent',
  'getDatasetUse',
  'getOwnTrail',
  'listHolds',
  'searchAudit',
]);
/** What has no effect as the table sends it: checks, what is so already, what is used up later. */
const WITHOUT_EFFECT: ReadonlySet<string> = new Set([
  'cancelQuery',
  'cancelQueryByKey',
  'dismissAlert',
  'readAlerts',
  'checkDefinition',
  'checkProfile',
  'estimateQuery',
  'proposeDataset',
  'putDefinition',
  'putLookup',
  'requestUpload',
  'signOut',
]);

let world: World;
beforeAll(async () => {
  world = await makeWorld();
}, 120_000);
afterAll(() => world.server.close());

const routeOf = (operation: string) => {
  const route = allRoutes('test').find((one) => one.operation === operation);
  if (route === undefined) throw new Error(`there is no ${operation}`);
  return route;
};

async function withoutAudit(work: () => Promise<{ readonly status: number }>): Promise<number> {
  const { audit } = world.server.platform;
  const record = audit.record;
  audit.record = () => Promise.reject(new Error('no room on the disk'));
  try {
    return (await work()).status;
  } finally {
    audit.record = record;
  }
}

async function statusOf(row: Row): Promise<number> {
  const role = LETTERS.map(([, one]) => one).find((one) => verdictOf(row, one, 'own') === 'let in');
  if (role === undefined) throw new Error(`nobody may ${row.operation}`);
  const sent = await row.send(world, role, 'own');
  return withoutAudit(() => world.send(role, routeOf(row.operation).method, sent));
}

function isRecorded(operation: string): boolean {
  const { method } = routeOf(operation);
  return method === 'GET' ? READINGS.has(operation) : !WITHOUT_EFFECT.has(operation);
}

describe('while the audit cannot be written', () => {
  for (const row of TABLE.filter(({ operation }) => isRecorded(operation)))
    it(`nothing comes of ${row.operation}`, async () => {
      expect(await statusOf(row)).toBeGreaterThanOrEqual(500);
    });

  it('an upload that was granted is not taken, and can be sent later', async () => {
    const dataset = OWN.dataset;
    const { body } = await world.send('supplier', 'POST', {
      path: '/v1/deliveries',
      body: { dataset, fileName: 'later.csv' },
    });
    const { url } = (body['upload'] ?? body) as { readonly url: string };
    const put = () => fetch(new URL(url, world.server.origin), { method: 'PUT', body: 'a\n1\n' });
    const before = await world.server.platform.objects.list(`received/${dataset}/`);
    expect(await withoutAudit(put)).toBeGreaterThanOrEqual(500);
    expect(await world.server.platform.objects.list(`received/${dataset}/`)).toEqual(before);
    expect((await put()).status).toBe(202);
  });

  it('a file that was linked to is not handed out', async () => {
    const { platform, origin } = world.server;
    const row = TABLE.find(({ operation }) => operation === 'getDownload');
    if (row === undefined) throw new Error('no row');
    const sent = await row.send(world, 'analyst', 'own');
    const token = await issueScriptToken(
      platform.registry,
      platform.clock,
      await userOf(world.callers.analyst),
      { minutes: 5 },
    );
    const headers = { authorization: `Bearer ${token}` };
    const link = await fetch(new URL(sent.path, origin), { headers, redirect: 'manual' });
    expect(link.status).toBe(303);
    const file = () => fetch(new URL(link.headers.get('location') ?? '', origin));
    expect(await withoutAudit(file)).toBeGreaterThanOrEqual(500);
    expect((await file()).status).toBe(200);
  });
});

async function userOf(id: UserId): Promise<User> {
  const user = await findUser(world.server.platform.registry, id);
  if (user === null) throw new Error(`there is no ${id}`);
  return user;
}
