import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { applyDefinition } from '#app/dataset.ts';
import { FIRST_DEFINITIONS } from '#core/datasets/first-five.ts';
import { ApiClient } from '../support/api-client.ts';
import { startTestServer, type TestServer } from '../support/http-server.ts';
import { SETUP } from '../support/small-city.ts';

let server: TestServer;
let first: ApiClient;
let second: ApiClient;
let count = 0;
let id = '';

beforeAll(async () => {
  server = await startTestServer();
  for (const spec of FIRST_DEFINITIONS) await applyDefinition(server.platform, SETUP, spec);
  first = await ApiClient.for(server, 'super-admin');
  second = await ApiClient.for(server, 'approver');
});
afterAll(() => server.close());

const access = (change: object = {}) => ({
  fields: ['category'],
  rowRule: null,
  precision: { exact: false, cell: 8, levels: [] },
  kind: 'records',
  download: true,
  minimumCount: 1,
  rounding: 1,
  ...change,
});
const spec = (change: object = {}) => ({
  id,
  title: 'A profile',
  description: '',
  datasets: { 'mps-crime': access(change) },
});
const match = (etag: string) => ({ 'If-Match': etag });

/** A profile in force, as its first version. */
beforeEach(async () => {
  count += 1;
  id = `profile-${count}`;
  const { body } = await first.put(`/v1/profiles/${id}`, spec(), match('"0"'));
  await second.post(`/v1/profile-changes/${body.change.id}/approval`);
});

describe('PUT /v1/profiles/{id}', () => {
  it('answers 200 and the profile in force for what shows no more', async () => {
    const answer = await first.put(`/v1/profiles/${id}`, spec({ download: false }), match('"1"'));
    expect(answer).toMatchObject({
      status: 200,
      body: {
        state: 'in-force',
        profile: { id, version: 2, enforcedVersion: 2, etag: '"2"', approvedBy: null },
      },
    });
  });

  it('answers 202 and the change for what may show more, which a second Super Admin puts in force', async () => {
    const more = spec({ fields: ['category', 'outcome'] });
    const { status, body } = await first.put(`/v1/profiles/${id}`, more, match('"1"'));
    expect(status).toBe(202);
    expect(body).toMatchObject({ state: 'awaiting-approval', change: { comparison: { kind: 'wider' } } });
    const approval = `/v1/profile-changes/${body.change.id}/approval`;
    expect(await first.post(approval)).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
    expect((await second.get('/v1/profile-changes')).body.items).toContainEqual(
      expect.objectContaining({ id: body.change.id, mayApprove: true }),
    );
    expect(await second.post(approval)).toMatchObject({
      status: 200,
      body: { version: 2, createdBy: 'demo-super-admin', approvedBy: 'demo-approver' },
    });
    expect(await second.post(approval)).toMatchObject({ status: 404 });
  });

  it('answers 428 without If-Match and 409 when somebody else has changed it', async () => {
    const narrower = spec({ download: false });
    expect(await first.put(`/v1/profiles/${id}`, narrower)).toMatchObject({ status: 428 });
    await second.put(`/v1/profiles/${id}`, narrower, match('"1"'));
    expect(await first.put(`/v1/profiles/${id}`, spec({ minimumCount: 9 }), match('"1"'))).toMatchObject({
      status: 409,
      body: { code: 'CONFLICT' },
    });
  });

  it('answers 400 with every fault', async () => {
    const answer = await first.put(`/v1/profiles/${id}`, spec({ fields: ['x', 'y'] }), match('"1"'));
    expect(answer).toMatchObject({ status: 400, body: { code: 'SPEC_INVALID' } });
    expect(answer.body.faults).toHaveLength(2);
    const other = { ...spec(), id: 'another' };
    expect(await first.put(`/v1/profiles/${id}`, other, match('"1"'))).toMatchObject({ status: 400 });
  });
});

describe('GET /v1/profiles/{id}', () => {
  it('names the dataset and its fields as people do', async () => {
    const [definition] = FIRST_DEFINITIONS.filter((one) => one.id === 'mps-crime');
    const category = definition?.fields.find(({ name }) => name === 'category');
    expect(category?.label).toEqual(expect.any(String));
    const named = { 'mps-crime': { title: definition?.title, fields: [category?.label] } };
    expect((await first.get(`/v1/profiles/${id}`)).body.words).toMatchObject(named);
    expect((await first.get(`/v1/profiles/${id}/versions/1`)).body.words).toMatchObject(named);
  });
});

describe('POST /v1/profiles/check', () => {
  it('says faults, comparison, rule in words and as text, and whom it affects', async () => {
    const rowRule = { column: 'category', op: '=', value: 'Robbery' };
    expect(await first.post('/v1/profiles/check', spec({ rowRule }))).toMatchObject({
      status: 200,
      body: {
        faults: [],
        comparison: { kind: 'narrower', reasons: ['mps-crime: a rule lets fewer records through'] },
        needsApproval: false,
        affects: { people: 0, organisations: [] },
        datasets: { 'mps-crime': { ruleText: "category = 'Robbery'", records: null, passes: null } },
      },
    });
    const bad = await first.post('/v1/profiles/check', { id: 'NO' });
    expect(bad.status).toBe(200);
    expect(bad.body.faults.length).toBeGreaterThan(0);
  });
});

describe('the versions of a profile', () => {
  it('are kept, and one is read as it was', async () => {
    await first.put(`/v1/profiles/${id}`, spec({ download: false }), match('"1"'));
    const auditor = await ApiClient.for(server, 'auditor');
    const { body } = await auditor.get(`/v1/profiles/${id}/versions`);
    expect(body.items.map(({ version }: { version: number }) => version)).toEqual([2, 1]);
    const old = await auditor.get(`/v1/profiles/${id}/versions/1`);
    expect(old.body.datasets['mps-crime'].download).toBe(true);
    expect(old.body).toMatchObject({ version: 1, enforcedVersion: 2 });
    expect(await auditor.get(`/v1/profiles/${id}/versions/3`)).toMatchObject({ status: 404 });
  });

  it('end with its retirement', async () => {
    expect(await first.post(`/v1/profiles/${id}/retirement`, undefined, match('"1"'))).toMatchObject({
      status: 200,
      body: { state: 'retired', version: 2 },
    });
    expect(await first.put(`/v1/profiles/${id}`, spec(), match('"2"'))).toMatchObject({ status: 409 });
  });
});

describe('grants', () => {
  const path = () => `/v1/organisations/metropolitan-police/grants/${id}`;

  it('are given until a day and taken', async () => {
    expect(await first.put(path(), { until: '2027-01-31' })).toMatchObject({
      status: 200,
      body: { profile: { id, state: 'active' }, until: '2027-01-31' },
    });
    const orgAdmin = await ApiClient.for(server, 'org-admin');
    const { body } = await orgAdmin.get('/v1/organisations/metropolitan-police/grants');
    expect(body.items.map((grant: { profile: { id: string } }) => grant.profile.id)).toEqual(
      expect.arrayContaining([id, 'all-records', 'borough-counts', 'ward-records']),
    );
    expect(await first.delete(path())).toMatchObject({ status: 204 });
    expect(await first.delete(path())).toMatchObject({ status: 404 });
  });

  it('end on days that exist only', async () => {
    expect(await first.put(path(), { until: '2027-02-30' })).toMatchObject({ status: 400 });
  });
});

describe('GET /v1/profiles', () => {
  it('lists the profiles to try out with who holds them', async () => {
    const { body } = await first.get('/v1/profiles');
    expect(body.items).toContainEqual(
      expect.objectContaining({ id: 'all-records', organisations: 2, people: 3, stopped: false }),
    );
  });
});
