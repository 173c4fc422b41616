import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sealAudit } from '#app/audit/sealer.ts';
import { ApiClient } from '../support/api-client.ts';
import { recordedEvents } from '../support/audit-events.ts';
import { startTestServer, type TestServer } from '../support/http-server.ts';

let server: TestServer;
let auditor: ApiClient;
let analyst: ApiClient;

beforeAll(async () => {
  server = await startTestServer();
  auditor = await ApiClient.for(server, 'auditor');
  analyst = await ApiClient.for(server, 'analyst');
});
afterAll(() => server.close());

const refusals = async () =>
  (await recordedEvents(server.platform)).filter(
    ({ action, object }) => action === 'refusal' && object !== 'sign-in',
  );
const ULID = '01J00000000000000000000000';

describe('refusals', () => {
  it('are written down with who, what and the code, without query values', async () => {
    const before = (await refusals()).length;
    await analyst.get('/v1/audit/events?who=jane.doe@example.org');
    await analyst.get(`/v1/queries/${ULID}`);
    await analyst.get('/v1/users/jane.doe@example.org/contact');
    await analyst.post('/v1/queries', { datasets: ['no-such'], groupBy: [{ time: 'month' }] });
    const written = (await refusals()).slice(before);
    expect(written).toMatchObject([
      {
        who: 'demo-analyst',
        organisation: 'city-authority',
        object: 'operation/searchAudit',
        detail: { method: 'GET', path: '/v1/audit/events', code: 'FORBIDDEN' },
      },
      { object: 'operation/getQuery', detail: { path: `/v1/queries/${ULID}`, code: 'NOT_FOUND' } },
      {
        object: 'operation/getContact',
        detail: { path: '/v1/users/{id}/contact' },
        personal: { data: expect.any(String) },
      },
      { object: 'operation/submitQuery', detail: { code: 'DATASET_NOT_FOUND' } },
    ]);
    expect(JSON.stringify(written)).not.toContain('jane.doe');
  });

  it('are not written for what is no refusal: a wrong form, an address that nobody has', async () => {
    const before = (await refusals()).length;
    await analyst.post('/v1/queries', { datasets: [] });
    await analyst.get('/v1/nothing-here');
    expect(await refusals()).toHaveLength(before);
  });

  it('without a token are written 60 a minute, and the rest is counted into the next one', async () => {
    server.shift(60_000 - (server.platform.clock().getTime() % 60_000));
    const before = (await refusals()).length;
    const ask = () => fetch(`${server.origin}/v1/me`);
    const statuses = await Promise.all(Array.from({ length: 75 }, async () => (await ask()).status));
    expect(new Set(statuses)).toEqual(new Set([401]));
    expect((await refusals()).length - before).toBe(60);
    server.shift(60_000);
    await ask();
    expect((await refusals()).at(-1)).toMatchObject({
      who: 'unknown',
      detail: { code: 'UNAUTHENTICATED', alsoRefused: 15 },
    });
  });

  it('are refused and logged even when they cannot be written down', async () => {
    const { audit } = server.platform;
    const record = audit.record;
    audit.record = () => Promise.reject(new Error('disk full'));
    try {
      expect((await analyst.get('/v1/audit/chain')).status).toBe(403);
      expect(server.lines.at(-1)).toMatchObject({ message: 'a refusal could not be written to the audit' });
    } finally {
      audit.record = record;
    }
  });
});

describe('the audit over HTTP', () => {
  it('is searched, read, verified and exported by an auditor', async () => {
    const { body: page } = await auditor.get('/v1/audit/events?action=refusal&who=demo-analyst');
    expect(page.items.length).toBeGreaterThan(2);
    expect(page.items[0]).toMatchObject({
      state: 'failed',
      who: { id: 'demo-analyst', name: 'Anna Lindqvist' },
    });
    const { body: entry } = await auditor.get(`/v1/audit/events/${page.items[0].effect}`);
    expect(entry).toMatchObject({ effect: page.items[0].effect, personal: null, sealed: null });
    await sealAudit(server.platform);
    expect((await auditor.get('/v1/audit/chain')).body.head).toMatchObject({ number: 1 });
    expect((await auditor.post('/v1/audit/verification')).body).toMatchObject({
      state: 'whole',
      firstBreak: null,
    });
    const exported = await auditor.get('/v1/audit/export?format=ocsf');
    expect(exported.headers.get('content-type')).toBe('application/x-ndjson');
    const lines = String(exported.body).trim().split('\n');
    expect(lines.every((line) => typeof JSON.parse(line).class_uid === 'number')).toBe(true);
    expect(exported.headers.get('x-next-cursor')).toBeNull();
  });

  it('answers 404 for an effect that is not there, and 409 for one that showed no records', async () => {
    expect((await auditor.get(`/v1/audit/events/${ULID}`)).status).toBe(404);
    const { body } = await auditor.get('/v1/audit/events?action=refusal');
    expect((await auditor.post(`/v1/audit/events/${body.items[0].effect}/replay`)).status).toBe(409);
  });

  it('keeps holds', async () => {
    const { status, body } = await auditor.post('/v1/audit/holds', {
      title: 'Inquiry 7',
      why: 'a court has asked for it',
      covers: { person: 'demo-analyst' },
    });
    expect([status, body.endedAt]).toEqual([201, null]);
    expect((await auditor.get('/v1/audit/holds')).body.items[0]).toMatchObject({
      id: body.id,
      title: 'Inquiry 7',
    });
    expect((await auditor.delete(`/v1/audit/holds/${body.id}`)).status).toBe(204);
    expect((await auditor.delete(`/v1/audit/holds/${body.id}`)).status).toBe(409);
  });

  it('shows people their own trail, and suppliers the use of their own datasets', async () => {
    const { body } = await analyst.get('/v1/me/trail');
    expect(body.items.length).toBeGreaterThan(0);
    expect(new Set(body.items.map(({ who }: { who: { id: string } }) => who.id))).toEqual(
      new Set(['demo-analyst']),
    );
    const supplier = await ApiClient.for(server, 'supplier');
    expect((await supplier.get('/v1/audit/use')).body).toEqual({ items: [] });
    expect((await analyst.get('/v1/audit/use')).status).toBe(403);
  });
});

describe('what people type', () => {
  it('stands nowhere in the clear: names in addresses, searches, reasons of stops and holds, invitations', async () => {
    const admin = await ApiClient.for(server, 'super-admin');
    const person = 'jane-doe';
    await analyst.get(`/v1/users/${person}`);
    await auditor.get(
      `/v1/audit/events?who=${person}&organisation=${person}&dataset=${person}&object=${person}`,
    );
    await auditor.get(`/v1/audit/events?who=${person}@example.org`);
    await auditor.post('/v1/audit/holds', { title: person, why: person, covers: { person: 'demo-analyst' } });
    await admin.put('/v1/stops/person/demo-supplier', { why: `${person} asked` });
    await admin.delete('/v1/stops/person/demo-supplier');
    await admin.put('/v1/users/demo-supplier/disablement', { why: `${person} left` });
    await admin.delete('/v1/users/demo-supplier/disablement');
    const invited = await admin.post('/v1/invitations', { email: `${person}@city.example`, name: person });
    expect(invited.status).toBe(201);
    await sealAudit(server.platform);
    const events = await recordedEvents(server.platform);
    expect(JSON.stringify(events)).not.toContain(person);
    const { id } = invited.body.invitation;
    const found = events.find(({ object }) => object === `invitation/${id}`)?.effect ?? '';
    const { body } = await auditor.get(`/v1/audit/events/${found}`);
    expect(body.personal).toEqual({ email: `${person}@city.example`, name: person });
  });
});
