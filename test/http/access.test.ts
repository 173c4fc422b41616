import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { DEFAULT_REASONS } from '#app/access/reason.ts';
import { applyDefinition } from '#app/dataset.ts';
import { FIRST_DEFINITIONS } from '#core/datasets/first-five.ts';
import { ApiClient } from '../support/api-client.ts';
import { startTestServer, type TestServer } from '../support/http-server.ts';
import { SETUP } from '../support/small-city.ts';

let server: TestServer;
const clients = new Map<string, ApiClient>();
const as = (role: string) => {
  const client = clients.get(role);
  if (client === undefined) throw new Error(`no client for ${role}`);
  return client;
};

beforeAll(async () => {
  server = await startTestServer();
  for (const spec of FIRST_DEFINITIONS) await applyDefinition(server.platform, SETUP, spec);
  for (const role of ['super-admin', 'org-admin', 'analyst', 'supplier', 'auditor'])
    clients.set(role, await ApiClient.for(server, role));
});
afterAll(() => server.close());
afterEach(async () => {
  const { body } = await as('super-admin').get('/v1/stops');
  for (const { kind, id } of body.items) await as('super-admin').delete(`/v1/stops/${kind}/${id}`);
});

const through = (profile: string) => ({ 'X-Preview-Profile': profile });
const COUNT = { datasets: ['mps-crime'], measures: [{ measure: 'count' }] };
const ids = (items: readonly { id: string }[]) => items.map(({ id }) => id);

describe('GET /v1/access', () => {
  it('says what the caller may see', async () => {
    const { body } = await as('analyst').get('/v1/access');
    expect(body).toMatchObject({ profile: { id: 'all-records', preview: false }, problem: null });
    expect(ids(body.datasets)).toEqual(FIRST_DEFINITIONS.map(({ id }) => id).sort());
    expect(await as('auditor').get('/v1/access')).toMatchObject({
      status: 200,
      body: { profile: null, problem: expect.stringContaining('no profile yet'), datasets: [] },
    });
  });

  it('answers through the header as another profile, for those who administer it', async () => {
    const { body } = await as('org-admin').get('/v1/access', through('borough-counts'));
    expect(body).toMatchObject({ profile: { id: 'borough-counts', preview: true } });
    expect(body.datasets[0]).toMatchObject({ kind: 'counts', download: false, minimumCount: 5 });
    expect(await as('analyst').get('/v1/access', through('borough-counts'))).toMatchObject({ status: 403 });
    expect(await as('org-admin').get('/v1/access', through('never-made'))).toMatchObject({ status: 404 });
    expect(await as('org-admin').get('/v1/access', through('Not an id'))).toMatchObject({ status: 400 });
  });
});

describe('GET /v1/access/why', () => {
  it('answers the same for a dataset that is hidden and for one that is not there', async () => {
    const supplier = as('supplier');
    const hidden = await supplier.get('/v1/access/why?about=dataset&dataset=mps-crime');
    expect(hidden).toMatchObject({ status: 200, body: { decidedBy: 'no-profile', profile: null } });
    const absent = await supplier.get('/v1/access/why?about=dataset&dataset=mps-nothing');
    expect(absent.body).toEqual(hidden.body);
  });

  it('names the rule that decides', async () => {
    const why = (query: string) => as('org-admin').get(`/v1/access/why?${query}`, through('borough-counts'));
    expect(await why('about=records&dataset=mps-crime')).toMatchObject({
      body: { decidedBy: 'counts-only' },
    });
    expect(await why('about=download&dataset=mps-crime')).toMatchObject({ body: { decidedBy: 'download' } });
    expect(await why('about=suppressed&dataset=mps-crime')).toMatchObject({
      body: { decidedBy: 'minimum-count' },
    });
    expect(await why('about=nothing')).toMatchObject({ status: 400 });
  });
});

describe('GET /v1/datasets', () => {
  it('lists to suppliers the datasets of their agencies, without fields', async () => {
    const { body } = await as('supplier').get('/v1/datasets');
    expect(ids(body.items)).toEqual(['mps-crime', 'mps-stop-search']);
    expect(body.items[0]).toMatchObject({
      agency: 'mps',
      supplier: 'Metropolitan Police Service',
      fields: [],
      common: [],
      access: null,
    });
    expect(await as('supplier').get('/v1/datasets/colp-crime')).toMatchObject({
      status: 404,
      body: { code: 'DATASET_NOT_FOUND', detail: 'there is no dataset "colp-crime"' },
    });
  });

  it('shows through a profile the fields of that profile', async () => {
    const { body } = await as('super-admin').get('/v1/datasets/mps-stop-search', through('ward-records'));
    const names = body.fields.map(({ name }: { name: string }) => name);
    expect(names).not.toEqual([]);
    const whole = await as('analyst').get('/v1/datasets/mps-stop-search');
    expect(whole.body.fields.length).toBeGreaterThan(names.length);
  });

  it('lists nothing to others without a profile', async () => {
    const { registry } = server.platform;
    const user = await registry.get<object>('user', 'demo-analyst');
    const write = (value: unknown) =>
      registry.transact([{ kind: 'put', partition: 'user', sort: 'demo-analyst', value, expected: null }]);
    await write({ ...user?.value, profile: null });
    server.shift(31_000);
    expect((await as('analyst').get('/v1/datasets')).body.items).toEqual([]);
    expect(await as('analyst').post('/v1/queries', COUNT)).toMatchObject({ status: 403 });
    await write(user?.value);
    server.shift(31_000);
  });
});

describe('PUT /v1/stops/{kind}/{id}', () => {
  it('stops a person at once, in all but the route about themselves', async () => {
    const stopped = await as('super-admin').put('/v1/stops/person/demo-analyst', { why: 'an incident' });
    expect(stopped).toMatchObject({
      status: 200,
      body: { kind: 'person', name: 'Anna Lindqvist', why: 'an incident', by: { id: 'demo-super-admin' } },
    });
    const told = vi.spyOn(server.platform.audit, 'record');
    for (const path of ['/v1/datasets', '/v1/access', '/v1/coverage', '/v1/geographies'])
      expect(await as('analyst').get(path), path).toMatchObject({ status: 403 });
    expect(await as('analyst').get('/v1/me')).toMatchObject({ status: 200 });
    const refused = told.mock.calls.flatMap(([event]) => (event.action === 'refusal' ? [event.who] : []));
    expect(refused).toEqual(Array.from({ length: 4 }, () => 'demo-analyst'));
    told.mockRestore();
    await as('super-admin').delete('/v1/stops/person/demo-analyst');
    expect(await as('analyst').get('/v1/datasets')).toMatchObject({ status: 200 });
  });

  it('stops everything but the administration', async () => {
    await as('super-admin').put('/v1/stops/everything/all', { why: 'an incident' });
    expect(await as('analyst').post('/v1/queries', COUNT)).toMatchObject({
      status: 403,
      body: { detail: expect.stringContaining('stopped for the moment') },
    });
    expect(await as('super-admin').get('/v1/profiles')).toMatchObject({ status: 200 });
    expect(await as('super-admin').get('/v1/access', through('ward-records'))).toMatchObject({
      body: { profile: null, problem: expect.stringContaining('stopped') },
    });
  });

  it('stops a dataset for those who see it', async () => {
    await as('super-admin').put('/v1/stops/dataset/mps-crime', { why: 'an incident' });
    expect(await as('analyst').post('/v1/queries', COUNT)).toMatchObject({
      status: 403,
      body: { detail: expect.stringContaining('mps-crime is stopped') },
    });
  });

  it('refuses what is not there, oneself, and others than Super Admins', async () => {
    const stop = (path: string, role = 'super-admin') => as(role).put(`/v1/stops/${path}`, { why: 'x' });
    expect(await stop('profile/never-made')).toMatchObject({ status: 404 });
    expect(await stop('everything/some')).toMatchObject({ status: 404 });
    expect(await stop('person/demo-super-admin')).toMatchObject({ status: 409 });
    expect(await stop('everything/all', 'org-admin')).toMatchObject({ status: 403 });
    expect(await as('auditor').get('/v1/stops')).toMatchObject({ status: 403 });
  });
});

describe('PUT /v1/me/reason', () => {
  it('is what REASON_REQUIRED asks for, with the reasons in the problem', async () => {
    const spec = FIRST_DEFINITIONS.find(({ id }) => id === 'mps-crime');
    await applyDefinition(server.platform, SETUP, { ...spec, reason: { session: true } });
    const asked = await as('analyst').post('/v1/queries', COUNT);
    expect(asked).toMatchObject({
      status: 403,
      body: { code: 'REASON_REQUIRED', reasons: [...DEFAULT_REASONS] },
    });
    expect(await as('analyst').put('/v1/me/reason', { reason: 'because' })).toMatchObject({ status: 400 });
    const [reason] = DEFAULT_REASONS;
    expect(await as('analyst').put('/v1/me/reason', { reason })).toMatchObject({ status: 204 });
    expect((await as('analyst').get('/v1/me')).body).toMatchObject({ reason, reasons: [...DEFAULT_REASONS] });
    expect((await as('analyst').post('/v1/queries', COUNT)).body.code).not.toBe('REASON_REQUIRED');
  });
});
