import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MADE_CRIME } from '../app/ingest/made-platform.ts';
import { ApiClient } from '../support/api-client.ts';
import { startTestServer, type TestServer } from '../support/http-server.ts';

const DEFINITION = '/v1/datasets/made-crime/definition';
const match = (etag: string) => ({ 'if-match': etag });

let server: TestServer;
let admin: ApiClient;
beforeAll(async () => {
  server = await startTestServer();
  admin = await ApiClient.for(server, 'super-admin');
});
afterAll(() => server.close());

describe('a definition over HTTP', () => {
  it('is added with If-Match "0" and read with its etag', async () => {
    expect((await admin.put(DEFINITION, MADE_CRIME)).status).toBe(428);
    const added = await admin.put(DEFINITION, MADE_CRIME, match('"0"'));
    expect(added).toMatchObject({ status: 200, body: { etag: '"1"', changed: true } });
    expect((await admin.put(DEFINITION, MADE_CRIME, match('"0"'))).body.code).toBe('CONFLICT');
    const read = await admin.get(DEFINITION);
    expect(read.body).toMatchObject({
      etag: '"1"',
      versions: 1,
      definition: { id: 'made-crime', retired: false },
    });
    const { body } = await admin.get('/v1/datasets/definitions');
    expect(body.items).toContainEqual({
      id: 'made-crime',
      title: 'Made crime',
      version: 1,
      agency: 'made',
      retired: false,
      etag: '"1"',
    });
  });

  it('is put back as it was read, and amended only from the version that was read', async () => {
    const { body } = await admin.get(DEFINITION);
    expect((await admin.put(DEFINITION, body.definition, match(body.etag))).body).toMatchObject({
      changed: false,
      etag: body.etag,
    });
    const amended = { ...body.definition, retentionMonths: 24 };
    expect((await admin.put(DEFINITION, amended, match(body.etag))).body).toMatchObject({
      changed: true,
      etag: '"2"',
      definition: { version: 2, retentionMonths: 24 },
    });
    expect((await admin.put(DEFINITION, amended, match(body.etag))).status).toBe(409);
    expect((await admin.get('/v1/datasets/retention')).body.items).toEqual([]);
  });

  it('is checked with every fault at once and nothing changed', async () => {
    const wrong = { ...MADE_CRIME, key: ['nothing'], own: { field: 'x', values: ['y'] } };
    const { status, body } = await admin.post('/v1/datasets/check', wrong);
    expect(status).toBe(200);
    expect(body.faults.map(({ at }: { at: string }) => at)).toEqual(['key[0]', 'own.field']);
    expect((await admin.post('/v1/datasets/check', ['no definition'])).body.faults.length).toBeGreaterThan(0);
    const refused = await admin.put(DEFINITION, wrong, match('"2"'));
    expect(refused).toMatchObject({ status: 400, body: { code: 'SPEC_INVALID', faults: body.faults } });
  });

  it('is retired and brought back', async () => {
    const path = '/v1/datasets/made-crime/retirement';
    expect((await admin.put(path)).body).toMatchObject({ etag: '"3"', definition: { retired: true } });
    expect(
      (await admin.post('/v1/deliveries', { dataset: 'made-crime', fileName: '2018-05-a.csv' })).status,
    ).toBe(409);
    expect((await admin.delete(path, match('"2"'))).status).toBe(409);
    expect((await admin.delete(path, match('"3"'))).body).toMatchObject({
      etag: '"4"',
      definition: { retired: false },
    });
    expect((await admin.put('/v1/datasets/made-other/retirement')).status).toBe(404);
  });

  it('is proposed from the first part of a file', async () => {
    const request = {
      fileName: '2024-05-x.csv',
      text: 'Month,Kind\n2024-05,a\n2024-05,a\n2024-05,b\n',
      id: 'made-x',
    };
    const { status, body } = await admin.post('/v1/datasets/proposals', request);
    expect(status).toBe(200);
    const put = await admin.put('/v1/datasets/made-x/definition', body.definition, match('"0"'));
    expect(put.body).toMatchObject({ changed: true, definition: body.definition });
    const refused = await admin.post('/v1/datasets/proposals', { ...request, text: '' });
    expect(refused).toMatchObject({ status: 400, body: { faults: [{ at: 'text' }] } });
    const large = await admin.post('/v1/datasets/proposals', { ...request, text: 'x'.repeat(700_001) });
    expect(large).toMatchObject({ status: 400, body: { faults: [{ at: 'text' }] } });
  });
});

describe('a lookup table over HTTP', () => {
  it('is added, read, listed, changed and deleted', async () => {
    const table = {
      title: 'Groups',
      keyLabel: 'Category',
      columns: [{ name: 'kind', label: 'Kind' }],
      rows: [['Theft', 'Acquisitive']],
    };
    expect((await admin.put('/v1/lookups/groups', table)).status).toBe(428);
    const put = await admin.put('/v1/lookups/groups', table, match('"0"'));
    expect(put).toMatchObject({ status: 200, body: { ...table, name: 'groups', etag: '"1"' } });
    expect((await admin.get('/v1/lookups/groups')).body).toEqual(put.body);
    expect((await admin.get('/v1/lookups')).body.items).toEqual([
      { name: 'groups', title: 'Groups', columns: table.columns, rows: 1, usedBy: [], etag: '"1"' },
    ]);
    const { etag, ...again } = put.body;
    const changed = await admin.put('/v1/lookups/groups', { ...again, title: 'B' }, match(etag));
    expect(changed.body).toMatchObject({ title: 'B', etag: '"2"' });
    expect((await admin.delete('/v1/lookups/groups')).status).toBe(428);
    expect((await admin.delete('/v1/lookups/groups', match('"1"'))).status).toBe(409);
    expect((await admin.delete('/v1/lookups/groups', match('"2"'))).status).toBe(204);
    expect((await admin.get('/v1/lookups/groups')).status).toBe(404);
    expect((await admin.put('/v1/lookups/groups', [], match('"0"'))).status).toBe(400);
    expect((await admin.put('/v1/lookups/Groups', table, match('"0"'))).status).toBe(404);
  });
});
