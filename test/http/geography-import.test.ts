import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sweepImports } from '#app/geography/upload.ts';
import { boroughs, file, geojson, LSOAS } from '../app/geography/made-files.ts';
import { ApiClient } from '../support/api-client.ts';
import { startTestServer, type TestServer } from '../support/http-server.ts';
import { zipOf } from '../support/made-zip.ts';

let server: TestServer;
let admin: ApiClient;

beforeAll(async () => {
  server = await startTestServer();
  admin = await ApiClient.for(server, 'super-admin');
});
afterAll(() => server.close());

async function importFile(request: Record<string, unknown>, body: Uint8Array) {
  const asked = await admin.post('/v1/geographies', request);
  expect(asked.status).toBe(201);
  expect((await admin.get(`/v1/geographies/imports/${asked.body.id}`)).body.state).toBe('waiting');
  const { method, url, headers } = asked.body.upload;
  const sent = await fetch(`${server.origin}${url}`, { method, headers, body: Buffer.from(body) });
  expect(sent.status).toBe(202);
  expect(sent.headers.get('location')).toBe(`/v1/geographies/imports/${asked.body.id}`);
  for (;;) {
    const { body: item } = await admin.get(`/v1/geographies/imports/${asked.body.id}`);
    if (item.state === 'done' || item.state === 'failed') return { ...item, url };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

describe('POST /v1/geographies', () => {
  it('takes GeoJSON over, imports it in a process of its own and lists it', async () => {
    const { state, problem, geography, url } = await importFile(
      { level: 'borough', vintage: '2022', fileName: 'boroughs.geojson', title: 'Town' },
      boroughs().body,
    );
    expect({ state, problem }).toEqual({ state: 'done', problem: null });
    expect(geography).toMatchObject({ level: 'borough', vintage: '2022', title: 'Town', areaCount: 2 });
    const { body } = await admin.get('/v1/geographies/borough/2022');
    expect(body.areas.map(({ code }: { code: string }) => code)).toEqual(['E09000007', 'E09000019']);
    const again = await fetch(`${server.origin}${url}`, { method: 'PUT', body: 'x' });
    expect(again.status).toBe(404);
  });

  it('finds the boundaries in an archive, whatever else is in it', async () => {
    const archive = zipOf([
      file('__MACOSX/._lsoas.geojson', 'junk'),
      file('town/readme.txt', 'made'),
      { ...geojson('lsoas.geojson', LSOAS), name: '../town/lsoas.geojson' },
    ]);
    const { state, geography } = await importFile(
      { level: 'lsoa', vintage: '2021', fileName: 'lsoas.zip' },
      archive,
    );
    expect(state).toBe('done');
    expect(geography).toMatchObject({ level: 'lsoa', areaCount: 4 });
  });

  it.each<[string, Record<string, unknown>, () => Uint8Array, RegExp]>([
    ['a file that is not whole', {}, () => boroughs().body.subarray(0, 100), /is not JSON/],
    [
      'an archive that is not whole',
      { fileName: 'a.zip' },
      () => zipOf([boroughs()]).subarray(0, 50),
      /no whole ZIP/,
    ],
    [
      'an archive without boundaries',
      { fileName: 'a.zip' },
      () => zipOf([file('a.txt', 'x')]),
      /holds no \.shp/,
    ],
    [
      'an archive that lies about its size',
      { fileName: 'a.zip' },
      () => zipOf([boroughs()], 10),
      /cannot be unpacked/,
    ],
    [
      'an archive that unpacks to too much',
      { fileName: 'a.zip' },
      () => zipOf([boroughs()], 700 * 2 ** 20),
      /more than/,
    ],
    [
      'a property that is not there',
      { codeProperty: 'CODE' },
      () => boroughs().body,
      /has no field CODE .* it has LAD22CD, LAD22NM/,
    ],
    [
      'no property of codes',
      { level: 'ward' },
      () => boroughs().body,
      /say which with the property of codes\. It has LAD22CD/,
    ],
  ])('says in words what is wrong with %s', async (_what, more, body, problem) => {
    const request = { level: 'beat', vintage: '2025', fileName: 'a.geojson', ...more };
    const item = await importFile(request, body());
    expect(item).toMatchObject({ state: 'failed', geography: null });
    expect(item.problem).toMatch(problem);
  });

  it.each([
    [{ level: 'The ward', vintage: '2025', fileName: 'a.geojson' }, ['level']],
    [{ level: 'ward', vintage: '20 25', fileName: 'a.gpkg' }, ['vintage', 'fileName']],
  ])('refuses %j at once', async (request, at) => {
    const { status, body } = await admin.post('/v1/geographies', request);
    expect(status).toBe(400);
    expect(body.faults.map((fault: { at: string }) => fault.at)).toEqual(at);
  });

  it('is for those who may change geographies, and so is looking at an import', async () => {
    const analyst = await ApiClient.for(server, 'analyst');
    const request = { level: 'ward', vintage: '2025', fileName: 'a.geojson' };
    expect((await analyst.post('/v1/geographies', request)).status).toBe(403);
    const { body } = await admin.post('/v1/geographies', request);
    expect((await analyst.get(`/v1/geographies/imports/${body.id}`)).status).toBe(403);
    expect((await admin.get('/v1/geographies/imports/01J')).status).toBe(404);
  });

  it('takes no other boundaries of a level that profiles show without exact places', async () => {
    const request = { level: 'borough', vintage: '2099', fileName: 'a.geojson' };
    const { status, body } = await admin.post('/v1/geographies', request);
    expect([status, body.code]).toEqual([409, 'CONFLICT']);
    expect(body.detail).toMatch(/are shown by “.*”.*take the level out of these profiles/);
    expect((await admin.post('/v1/geographies', { ...request, level: 'beat' })).status).toBe(201);
  });

  it('takes a file again whose sending broke off', async () => {
    const request = { level: 'beat', vintage: '2026', fileName: 'a.geojson' };
    const { body } = await admin.post('/v1/geographies', request);
    const broken = new AbortController();
    const parts = new ReadableStream<Uint8Array>({
      start: (sending) => sending.enqueue(boroughs().body.subarray(0, 100)),
      pull: () => broken.abort(),
    });
    const url = `${server.origin}${body.upload.url}`;
    const half: RequestInit & { duplex: 'half' } = {
      method: 'PUT',
      body: parts,
      duplex: 'half',
      signal: broken.signal,
    };
    await expect(fetch(url, half)).rejects.toThrow();
    expect((await admin.get(`/v1/geographies/imports/${body.id}`)).body.state).toBe('waiting');
    expect((await fetch(url, { method: 'PUT', body: Buffer.from(boroughs().body) })).status).toBe(202);
  });

  it('is forgotten when no file has come within a day', async () => {
    const request = { level: 'beat', vintage: '2027', fileName: 'a.geojson' };
    const { body } = await admin.post('/v1/geographies', request);
    const path = `/v1/geographies/imports/${body.id}`;
    const sweepIn = (hours: number) =>
      sweepImports({ ...server.platform, clock: () => new Date(Date.now() + hours * 3_600_000) });
    expect(await sweepIn(23)).toBe(0);
    expect((await admin.get(path)).body.state).toBe('waiting');
    expect(await sweepIn(25)).toBeGreaterThan(0);
    expect((await admin.get(path)).status).toBe(404);
  });
});
