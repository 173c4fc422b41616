import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROLES } from '#app/caller.ts';
import { applyDefinition } from '#app/dataset.ts';
import { FIRST_DEFINITIONS } from '#core/datasets/first-five.ts';
import type { Route } from '#http/route.ts';
import { allRoutes } from '#http/routes/all.ts';
import { type Answer, ApiClient } from '../support/api-client.ts';
import { startTestServer, type TestServer } from '../support/http-server.ts';
import { SETUP } from '../support/small-city.ts';

let server: TestServer;
const clients = new Map<string, ApiClient>();

beforeAll(async () => {
  server = await startTestServer();
  for (const spec of FIRST_DEFINITIONS) await applyDefinition(server.platform, SETUP, spec);
  for (const role of ROLES) clients.set(role, await ApiClient.for(server, role));
});
afterAll(() => server.close());

const ROUTES = allRoutes('test').filter(({ access }) => access === 'signed-in');
const BODIES: Readonly<Record<string, (dataset: string) => unknown>> = {
  submitQuery: () => ({ datasets: [] }),
  startDownload: () => ({ format: 'csv' }),
  requestUpload: (dataset) => ({ dataset, fileName: 'a.csv' }),
};

function call(role: string, route: Route, dataset: string): Promise<Answer> {
  const client = clients.get(role);
  if (client === undefined) throw new Error(`no client for ${role}`);
  const values: Readonly<Record<string, string>> = {
    dataset,
    level: 'borough',
    vintage: 'demo',
    number: '1',
  };
  const path = route.path.replaceAll(
    /\{(\w+)\}/g,
    (_all, name: string) => values[name] ?? '01JABCDEFGHJKMNPQRSTVWXYZ0',
  );
  if (route.method === 'GET') return client.get(path);
  if (route.method === 'DELETE') return client.delete(path);
  return client.post(path, BODIES[route.operation]?.(dataset));
}

describe('every route for every role', () => {
  for (const route of ROUTES) {
    it(`lets in whom it names: ${route.method} ${route.path}`, async () => {
      for (const role of ROLES) {
        const { status, body } = await call(role, route, 'mps-crime');
        const named = route.roles === null || route.roles.includes(role);
        expect([401, 500], `${role}: ${JSON.stringify(body)}`).not.toContain(status);
        expect(status === 403, `${role} got ${status}`).toBe(!named);
        if (!named) expect(body.code).toBe('FORBIDDEN');
      }
    });
  }
});

describe('a supplier', () => {
  it('gets nowhere with the deliveries of another agency', async () => {
    for (const route of ROUTES.filter(({ roles }) => roles?.includes('supplier'))) {
      expect(await call('supplier', route, 'colp-crime'), route.operation).toMatchObject({
        status: 403,
        body: { code: 'FORBIDDEN' },
      });
      expect((await call('super-admin', route, 'colp-crime')).status, route.operation).not.toBe(403);
    }
  });

  it('without an agency gets nowhere with any', async () => {
    const { registry } = server.platform;
    const user = await registry.get<Record<string, unknown>>('user', 'demo-supplier');
    await registry.transact([
      {
        kind: 'put',
        partition: 'user',
        sort: 'demo-supplier',
        value: { ...user?.value, agencies: [] },
        expected: null,
      },
    ]);
    server.shift(30_001);
    clients.set('supplier', await ApiClient.for(server, 'supplier'));
    for (const route of ROUTES.filter(({ roles }) => roles?.includes('supplier'))) {
      expect((await call('supplier', route, 'mps-crime')).status, route.operation).toBe(403);
    }
  });
});
