import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DuckDbEngine } from '#adapters/duckdb/query/engine.ts';
import { saveUser } from '#app/people/save-user.ts';
import { findUser, type User } from '#app/people.ts';
import { ApiClient } from '../support/api-client.ts';
import { startTestServer, type TestServer } from '../support/http-server.ts';
import { prepareSmallCity, type SmallFile } from '../support/small-city.ts';

let server: TestServer;
let files: readonly SmallFile[];
let supplier: ApiClient;
let analyst: ApiClient;
let auditor: ApiClient;

beforeAll(async () => {
  server = await startTestServer((root) => new DuckDbEngine({ root }));
  files = await prepareSmallCity(server);
  supplier = await ApiClient.for(server, 'supplier');
  analyst = await ApiClient.for(server, 'analyst');
  auditor = await ApiClient.for(server, 'auditor');
}, 120_000);
afterAll(() => server.close());

function fileOf(dataset: string): SmallFile {
  const file = files.find((one) => one.dataset === dataset);
  if (file === undefined) throw new Error(`no file of ${dataset}`);
  return file;
}

function upload(url: string, body: string, method = 'PUT') {
  return fetch(`${server.origin}${url}`, { method, body });
}

const BY_BOROUGH = {
  datasets: ['mps-crime'],
  groupBy: [{ area: 'borough' }],
  measures: [{ measure: 'count' }],
};

describe('a delivery', () => {
  it('is granted, sent once, processed and reported on', async () => {
    const { fileName, text } = fileOf('mps-crime');
    const granted = await supplier.post('/v1/deliveries', { dataset: 'mps-crime', fileName });
    expect(granted.status).toBe(201);
    const { url, method } = granted.body.upload;
    expect(method).toBe('PUT');
    const sent = await upload(url, text);
    expect(sent.status).toBe(202);
    expect(await sent.json()).toMatchObject({ dataset: 'mps-crime', number: 1, receivedBy: 'demo-supplier' });
    expect((await upload(url, text)).status).toBe(404);
    await server.idle();
    const { body } = await supplier.get('/v1/deliveries/mps-crime/1');
    expect(body.state).toBe('published');
    const { rows, accepted, rejected, duplicate } = body.report;
    expect(accepted + rejected + duplicate).toBe(rows);
    expect(rows).toBe(text.trimEnd().split(/\r?\n/).length - 1);
  }, 60_000);

  it('does no harm when it is sent again', async () => {
    const { fileName, text } = fileOf('mps-crime');
    const { body } = await supplier.post('/v1/deliveries', { dataset: 'mps-crime', fileName });
    await upload(body.upload.url, text);
    await server.idle();
    expect((await supplier.get('/v1/deliveries/mps-crime/2')).body).toMatchObject({
      state: 'unchanged',
      sameAs: 1,
    });
  }, 60_000);

  it('is refused for another agency, for other roles, and for a name that is a path', async () => {
    const request = { dataset: 'colp-crime', fileName: 'x.csv' };
    expect(await supplier.post('/v1/deliveries', request)).toMatchObject({
      status: 403,
      body: { code: 'FORBIDDEN' },
    });
    for (const client of [analyst, auditor, await ApiClient.for(server, 'org-admin')]) {
      const answer = await client.post('/v1/deliveries', { dataset: 'mps-crime', fileName: 'x.csv' });
      expect(answer).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
    }
    const climbing = await supplier.post('/v1/deliveries', { dataset: 'mps-crime', fileName: '../x.csv' });
    expect(climbing).toMatchObject({ status: 400, body: { code: 'SPEC_INVALID' } });
  });

  it('has its coverage checked as a whole', async () => {
    const covers = { from: '2024-04', to: '2024-03', areas: [] };
    const answer = await supplier.post('/v1/deliveries', { dataset: 'mps-crime', fileName: 'x.csv', covers });
    expect(answer.status).toBe(400);
    expect(answer.body.faults.map(({ at }: { at: string }) => at)).toContain('covers.areas');
  });

  it('is not taken for an account that was disabled after the grant', async () => {
    const { fileName, text } = fileOf('mps-crime');
    const { body } = await supplier.post('/v1/deliveries', { dataset: 'mps-crime', fileName });
    const { registry } = server.platform;
    const user = await findUser(registry, 'demo-supplier');
    if (user === null) throw new Error('there is no supplier');
    const change = (state: User['state']) => saveUser(registry, { ...user, state });
    await change('disabled');
    expect((await upload(body.upload.url, text)).status).toBe(403);
    await change('active');
  });

  it('is not taken after its grant has expired', async () => {
    const { body } = await supplier.post('/v1/deliveries', { dataset: 'mps-crime', fileName: 'x.csv' });
    server.shift(61 * 60_000);
    expect((await upload(body.upload.url, 'x')).status).toBe(404);
    server.shift(-61 * 60_000);
    expect((await upload(body.upload.url, 'x', 'POST')).status).toBe(405);
  });

  it('is listed for its agency and for auditors, and for nobody else', async () => {
    expect((await supplier.get('/v1/deliveries?dataset=mps-crime')).body.items).toHaveLength(2);
    expect((await supplier.get('/v1/deliveries')).body.items).toHaveLength(2);
    expect((await auditor.get('/v1/deliveries')).body.items).toHaveLength(2);
    expect((await analyst.get('/v1/deliveries')).body.items).toEqual([]);
    expect((await analyst.get('/v1/deliveries?dataset=mps-crime')).status).toBe(403);
    expect((await analyst.get('/v1/deliveries/mps-crime/1')).status).toBe(403);
    expect((await supplier.get('/v1/deliveries?dataset=colp-crime')).status).toBe(403);
    expect((await supplier.get('/v1/deliveries/mps-crime/99')).status).toBe(404);
    expect((await supplier.get('/v1/deliveries?cursor=abc')).status).toBe(400);
  });
});

describe('a question', () => {
  it('is answered with the records that were accepted', async () => {
    const { status, body } = await analyst.post('/v1/queries', BY_BOROUGH);
    expect(status).toBe(200);
    const { columns, mapped, notMapped, outsideCoverage } = body.result;
    const [areas, counts] = columns.map(({ values }: { values: unknown[] }) => values);
    const placed = counts.filter((_count: unknown, row: number) => areas[row] !== null);
    const { accepted } = (await supplier.get('/v1/deliveries/mps-crime/1')).body.report;
    expect(mapped + notMapped + outsideCoverage).toBe(accepted);
    expect(placed.reduce((sum: number, count: unknown) => sum + Number(count), 0)).toBe(mapped);
    const { body: dataset } = await analyst.get('/v1/datasets/mps-crime');
    expect(dataset.published).toMatchObject({ rows: accepted, from: '2024-03', to: '2024-03' });
    expect(body.result.publications[0].manifest).toBe(dataset.published.manifest);
  });

  it('is found again by its key, and refused when the key was used for another', async () => {
    const key = { 'idempotency-key': 'a-1' };
    const first = await analyst.post('/v1/queries', BY_BOROUGH, key);
    const second = await analyst.post('/v1/queries', BY_BOROUGH, key);
    expect(second.body.id).toBe(first.body.id);
    const other = await analyst.post('/v1/queries', { ...BY_BOROUGH, limit: 5 }, key);
    expect(other).toMatchObject({ status: 409, body: { code: 'CONFLICT' } });
    expect((await analyst.post('/v1/queries', BY_BOROUGH, { 'idempotency-key': 'a b' })).status).toBe(400);
  });

  it('comes in pages', async () => {
    const { body } = await analyst.post('/v1/queries', {
      datasets: ['mps-crime'],
      records: { fields: ['category', 'month'] },
      limit: 25,
    });
    const page = await analyst.get(`/v1/queries/${body.id}/result?limit=10`);
    expect(page.body.columns[0].values).toHaveLength(10);
    const next = await analyst.get(`/v1/queries/${body.id}/result?limit=20&cursor=${page.body.nextCursor}`);
    expect(next.body.columns[0].values).toHaveLength(15);
    expect(next.body.nextCursor).toBeNull();
    expect((await analyst.get(`/v1/queries/${body.id}/result?limit=0`)).body.faults[0].at).toBe('limit');
    expect((await analyst.get(`/v1/queries/${body.id}/result?cursor=xx`)).status).toBe(400);
  });

  it('belongs to who asked it: to others it is not there', async () => {
    const { body } = await analyst.post('/v1/queries', BY_BOROUGH);
    for (const path of [`/v1/queries/${body.id}`, `/v1/queries/${body.id}/result`]) {
      expect((await auditor.get(path)).body).toMatchObject({ status: 404, code: 'NOT_FOUND' });
    }
    expect((await auditor.delete(`/v1/queries/${body.id}`)).status).toBe(404);
    expect((await auditor.post(`/v1/queries/${body.id}/downloads`, { format: 'csv' })).status).toBe(404);
    expect((await analyst.get(`/v1/queries/${body.id}`)).body.state).toBe('succeeded');
    expect((await analyst.delete(`/v1/queries/${body.id}`)).status).toBe(204);
  });

  it('names what it does not know', async () => {
    const unknown = await analyst.post('/v1/queries', { ...BY_BOROUGH, datasets: ['no-such'] });
    expect(unknown.status).toBe(404);
    const field = await analyst.post('/v1/queries', { ...BY_BOROUGH, groupBy: [{ field: 'no_such' }] });
    expect(field).toMatchObject({ status: 400, body: { code: 'FIELD_NOT_FOUND' } });
  });
});

describe('a download', () => {
  async function download(): Promise<string> {
    const { body } = await analyst.post('/v1/queries', BY_BOROUGH);
    const started = await analyst.post(`/v1/queries/${body.id}/downloads`, { format: 'csv' });
    expect(started.status).toBe(202);
    const path = started.headers.get('location') ?? '';
    for (;;) {
      const answer = await analyst.get(path);
      if (answer.status === 303) return answer.headers.get('location') ?? '';
      expect(answer.body.state).toBe('running');
    }
  }

  it('is led to a file that needs no token, for five minutes', async () => {
    const location = await download();
    const file = await fetch(`${server.origin}${location}`);
    expect(file.status).toBe(200);
    expect(file.headers.get('content-disposition')).toMatch(
      /^attachment; filename="(safestats-mps-crime-[^"]+)"; filename\*=UTF-8''\1$/,
    );
    expect(file.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(await file.text()).toContain('Camden');
    expect((await fetch(`${server.origin}${location}x`)).status).toBe(404);
    const other = location.replace(/\/exports\/(.)/, (_, first) => `/exports/${first === 'A' ? 'B' : 'A'}`);
    expect((await fetch(`${server.origin}${other}`)).status).toBe(404);
    server.shift(5 * 60_000 + 1);
    expect((await fetch(`${server.origin}${location}`)).status).toBe(404);
    server.shift(-(5 * 60_000 + 1));
  });

  it('is in formats that exist only', async () => {
    const { body } = await analyst.post('/v1/queries', BY_BOROUGH);
    const answer = await analyst.post(`/v1/queries/${body.id}/downloads`, { format: 'exe' });
    expect(answer).toMatchObject({ status: 400, body: { code: 'SPEC_INVALID', faults: [{ at: 'format' }] } });
  });
});

describe('the catalogue', () => {
  it('describes datasets, coverage and boundaries as declared', async () => {
    const { body } = await analyst.get('/v1/datasets');
    expect(body.items).toHaveLength(5);
    expect(
      body.items.every(({ fields }: { fields: { role: string }[] }) =>
        fields.every(({ role }) => role !== 'internal'),
      ),
    ).toBe(true);
    expect(body.commonFields.map(({ name }: { name: string }) => name)).toContain('category');
    const coverage = await analyst.get('/v1/coverage?dataset=mps-crime');
    expect(coverage.body.items).toEqual([
      { dataset: 'mps-crime', months: [{ month: '2024-03', areas: null }] },
    ]);
    const geographies = await analyst.get('/v1/geographies');
    const lsoa = geographies.body.items.find(({ level }: { level: string }) => level === 'lsoa');
    expect(lsoa).toMatchObject({
      vintage: 'demo',
      current: true,
      synthetic: true,
      tilesUrl: '/geography/lsoa/demo/tiles.pmtiles',
    });
    const areas = await analyst.get('/v1/geographies/borough/demo');
    expect(areas.body.areas).toHaveLength(33);
    expect((await analyst.get('/v1/geographies/borough/1066')).status).toBe(404);
    const tiles = await fetch(`${server.origin}${lsoa.tilesUrl}`, { headers: { range: 'bytes=0-6' } });
    expect([tiles.status, await tiles.text()]).toEqual([206, 'PMTiles']);
  });
});

describe('a withdrawal', () => {
  it('is for the agency, takes the records out, and happens once', async () => {
    expect((await analyst.post('/v1/deliveries/mps-crime/1/withdrawal')).status).toBe(403);
    expect((await auditor.post('/v1/deliveries/mps-crime/1/withdrawal')).status).toBe(403);
    const { status, body } = await supplier.post('/v1/deliveries/mps-crime/1/withdrawal');
    expect([status, body.state]).toEqual([202, 'withdrawn']);
    expect((await supplier.post('/v1/deliveries/mps-crime/1/withdrawal')).status).toBe(409);
    expect((await analyst.get('/v1/coverage?dataset=mps-crime')).body.items[0].months).toEqual([]);
  }, 60_000);
});
