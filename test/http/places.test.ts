import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DuckDbEngine } from '#adapters/duckdb/query/engine.ts';
import { receiveDelivery } from '#app/ingest/receive.ts';
import { importPostcodes } from '#app/places/import-postcodes.ts';
import { ApiClient } from '../support/api-client.ts';
import { startTestServer, type TestServer } from '../support/http-server.ts';
import { prepareSmallCity, SETUP } from '../support/small-city.ts';

let server: TestServer;
/** A street that at least six records name. */
let street = '';
let analyst: ApiClient;
let admin: ApiClient;

beforeAll(async () => {
  server = await startTestServer((root) => new DuckDbEngine({ root }));
  const files = await prepareSmallCity(server);
  for (const { dataset, fileName, text } of files.filter(({ dataset }) => dataset === 'mps-crime')) {
    const busy = text
      .split(/\r?\n/)
      .find((line) => /On or near [A-Z].* (Road|Street),.*Anti-social/.test(line));
    street = /On or near ([^,]*)/.exec(busy ?? '')?.[1] ?? '';
    const body = (async function* () {
      yield Buffer.from(text);
      // Anti-social behaviour has no identifier, so that each of these is a record of its own.
      yield Buffer.from(`${busy}\n`.repeat(6));
    })();
    await receiveDelivery(server.platform, SETUP, {
      dataset,
      fileName,
      body,
      source: 'upload',
      command: null,
    });
  }
  await server.idle();
  const lines = (async function* () {
    yield 'pcds,lat,long';
    yield 'NW1 8QS,51.5393,-0.1426';
  })();
  await importPostcodes(server.platform, SETUP, [{ name: 'p.csv', lines }], 'Test postcodes');
  analyst = await ApiClient.for(server, 'analyst');
  admin = await ApiClient.for(server, 'org-admin');
}, 120_000);
afterAll(() => server.close());

const find = (q: string, limit = 10) => analyst.get(`/v1/places?q=${encodeURIComponent(q)}&limit=${limit}`);

async function settledFind(q: string, client = analyst, headers: Record<string, string> = {}) {
  for (;;) {
    const { body } = await client.get(`/v1/places?q=${encodeURIComponent(q)}`, headers);
    if (body.preparing === false) return body;
  }
}

describe('GET /v1/places', () => {
  it('finds boroughs by name, by code and with a slip', async () => {
    for (const q of ['Camden', 'camd', 'E09000007', 'Camdne'])
      expect((await settledFind(q)).items[0]).toMatchObject({
        kind: 'area',
        name: 'Camden',
        area: { level: 'borough', vintage: 'demo', code: 'E09000007' },
      });
  });

  it('says what a position lies in, however it is written', async () => {
    for (const q of ['51.5393, -0.1426', '51.5393N 0.1426W', 'NW1 8QS', 'nw18qs']) {
      const [place] = (await settledFind(q)).items;
      expect([q, place.within[0]]).toMatchObject([q, { level: 'borough', name: 'Camden' }]);
      expect([place.longitude, place.latitude]).toEqual([-0.1426, 51.5393]);
    }
    const [grid] = (await find('TQ 28900 84100')).body.items;
    expect([grid.kind, grid.within[0].name]).toEqual(['grid', 'Camden']);
    expect((await find('0, 0')).body.items).toMatchObject([{ kind: 'coordinates', within: [] }]);
  });

  it('finds streets of the records for whom the profile shows them, and for nobody else', async () => {
    expect(street).not.toBe('');
    const found = await settledFind(street);
    expect(found.items.map(({ name }: { name: string }) => name)).toContain(street);
    for (const profile of ['borough-counts', 'ward-records']) {
      const hidden = await settledFind(street, admin, { 'X-Preview-Profile': profile });
      expect(hidden.items.filter(({ kind }: { kind: string }) => kind === 'street')).toEqual([]);
    }
  });

  it('refuses what is no search', async () => {
    expect((await analyst.get('/v1/places')).status).toBe(400);
    expect((await analyst.get('/v1/places?q=%20')).status).toBe(400);
    expect((await analyst.get(`/v1/places?q=${'x'.repeat(121)}`)).status).toBe(400);
    expect((await analyst.get('/v1/places?q=x&limit=21')).status).toBe(400);
    expect((await find('’; drop table', 20)).status).toBe(200);
  });
});

describe('GET /v1/geographies/{level}/{vintage}/{code}/neighbours', () => {
  it('has the boroughs that share a boundary, both ways, and says the tolerance', async () => {
    const of = async (code: string) =>
      (await analyst.get(`/v1/geographies/borough/demo/${code}/neighbours`)).body;
    const camden = await of('E09000007');
    expect(camden.items.map(({ name }: { name: string }) => name)).toEqual(
      expect.arrayContaining(['Barnet', 'Brent', 'Haringey', 'Islington', 'Westminster']),
    );
    expect(camden).toMatchObject({ toleranceMetres: 2, leastSharedMetres: 10 });
    for (const { code } of camden.items)
      expect((await of(code)).items.map((one: { code: string }) => one.code)).toContain('E09000007');
    expect((await analyst.get('/v1/geographies/borough/demo/nothing/neighbours')).status).toBe(404);
    expect((await analyst.get('/v1/geographies/parish/demo/E09000007/neighbours')).status).toBe(404);
  });
});

describe('/v1/me/areas', () => {
  it('keeps an area once for one key, and asks for the version at a change', async () => {
    const body = { name: 'North', shape: { kind: 'areas', codes: ['E09000007'] } };
    const first = await analyst.post('/v1/me/areas', body, { 'Idempotency-Key': 'one' });
    expect(first.status).toBe(201);
    const again = await analyst.post('/v1/me/areas', body, { 'Idempotency-Key': 'one' });
    expect(again.body).toEqual(first.body);
    const path = `/v1/me/areas/${first.body.id}`;
    expect((await analyst.patch(path, { name: 'South' })).status).toBe(428);
    expect((await analyst.patch(path, { name: 'South' }, { 'If-Match': '"7"' })).status).toBe(409);
    const renamed = await analyst.patch(path, { name: 'South' }, { 'If-Match': first.body.etag });
    expect(renamed.body).toMatchObject({ name: 'South', own: true, shared: false });
    expect((await analyst.delete(path, { 'If-Match': renamed.body.etag })).status).toBe(204);
    expect((await analyst.get(path)).status).toBe(404);
  });

  it('refuses shapes that are too large or none', async () => {
    const post = (shape: unknown) => analyst.post('/v1/me/areas', { name: 'X', shape });
    expect(
      (await post({ kind: 'areas', codes: Array.from({ length: 5_001 }, () => 'E09000007') })).status,
    ).toBe(400);
    expect((await post({ kind: 'circle', lon: 0, lat: 51, metres: 50_001 })).status).toBe(400);
    expect((await post({ kind: 'polygon', coordinates: [[[0, 51]]] })).status).toBe(400);
    expect((await post({ kind: 'areas', codes: ['nowhere'] })).status).toBe(400);
  });
});
