import { writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../support/http-server.ts';

let server: TestServer;
const GEOJSON = JSON.stringify({ type: 'FeatureCollection', features: [], note: 'x'.repeat(3000) });
const TILES = Buffer.from(Array.from({ length: 5000 }, (_, i) => i % 251));

beforeAll(async () => {
  server = await startTestServer();
  const { registry, objects } = server.platform;
  await objects.put('geography/lsoa/2021/display.geojson', GEOJSON);
  await objects.put('geography/lsoa/2021/tiles.pmtiles', TILES);
  await objects.put('geography/lsoa/2021/full.geojson', GEOJSON);
  await objects.put('lake/mps-crime/part-0.parquet', 'secret');
  await registry.transact([
    {
      kind: 'put',
      partition: 'geography',
      sort: 'lsoa/2021',
      value: { hash: 'a'.repeat(64) },
      expected: null,
    },
  ]);
  await writeFile(join(server.folder, 'secret.txt'), 'secret');
  await writeFile(join(server.folder, 'web', '.hidden'), 'secret');
});
afterAll(() => server.close());

const get = (path: string, headers: Readonly<Record<string, string>> = {}) =>
  fetch(`${server.origin}${path}`, { headers, redirect: 'manual' });

/** Sends the path as it is: fetch would tidy it first. */
function raw(path: string, headers: Readonly<Record<string, string>> = {}, method = 'GET') {
  const port = Number(new URL(server.origin).port);
  return new Promise<{ status: number; text: string; location: string; length: string }>(
    (resolve, reject) => {
      const request = httpRequest({ host: '127.0.0.1', port, path, method, headers }, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          text += chunk;
        });
        const { location = '', 'content-length': length = '' } = response.headers;
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text, location, length }));
      });
      request.on('error', reject);
      request.end();
    },
  );
}

describe('boundaries', () => {
  it('come with a type, an entity tag and compressed when that helps', async () => {
    const response = await get('/geography/lsoa/2021/display.geojson', { 'accept-encoding': 'br' });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/geo+json');
    expect(response.headers.get('content-encoding')).toBe('br');
    expect(await response.text()).toBe(GEOJSON);
    const etag = response.headers.get('etag') ?? '';
    expect((await get('/geography/lsoa/2021/display.geojson', { 'if-none-match': etag })).status).toBe(304);
  });

  it('come in parts, as tiles are read', async () => {
    const part = async (range: string) => {
      const response = await get('/geography/lsoa/2021/tiles.pmtiles', { range });
      const bytes = Buffer.from(await response.arrayBuffer());
      return { status: response.status, range: response.headers.get('content-range'), bytes };
    };
    expect(await part('bytes=0-126')).toEqual({
      status: 206,
      range: 'bytes 0-126/5000',
      bytes: TILES.subarray(0, 127),
    });
    expect(await part('bytes=4990-')).toMatchObject({ status: 206, bytes: TILES.subarray(4990) });
    expect(await part('bytes=-10')).toMatchObject({ status: 206, bytes: TILES.subarray(4990) });
    expect(await part('bytes=4000-9999')).toMatchObject({ status: 206, range: 'bytes 4000-4999/5000' });
    expect(await part('bytes=5000-')).toMatchObject({ status: 416, range: 'bytes */5000' });
    expect(await part('bytes=5-1')).toMatchObject({ status: 200, bytes: TILES });
    expect(await part('chapters=1-2')).toMatchObject({ status: 200, bytes: TILES });
  });

  it('come whole when the part is of another version', async () => {
    const headers = { range: 'bytes=0-1', 'if-range': '"other"' };
    expect((await get('/geography/lsoa/2021/tiles.pmtiles', headers)).status).toBe(200);
  });

  it('that do not exist are 404, never the page', async () => {
    for (const path of [
      '/geography/ward/2022/display.geojson',
      '/geography/lsoa/2021/nothing.pmtiles',
      '/geography/x',
    ]) {
      const response = await get(path, { accept: 'text/html' });
      expect(response.status, path).toBe(404);
      expect(response.headers.get('content-type')).toBe('application/problem+json');
    }
  });
});

describe('the site', () => {
  it('keeps hashed files for a year and asks again for its page', async () => {
    const asset = await get('/assets/main-abc123.js', { 'accept-encoding': 'gzip' });
    expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(asset.headers.get('content-encoding')).toBe('gzip');
    expect(asset.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    const page = await get('/');
    expect(page.headers.get('cache-control')).toBe('no-cache');
    expect((await get('/', { 'if-none-match': page.headers.get('etag') ?? '' })).status).toBe(304);
  });

  it('is held by a policy that allows no inline script, no frame and no other origin', async () => {
    const policy = (await get('/')).headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(policy).toContain(`connect-src 'self' ${server.origin};`);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
  });

  it('shows its page at the addresses of its pages only', async () => {
    for (const path of ['/', '/callback?code=x', '/catalogue', '/deliveries/mps-crime']) {
      expect(await (await get(path)).text(), path).toContain('<title>SafeStats</title>');
    }
    for (const path of [
      '/assets/gone.js',
      '/favicon.png',
      '/geography',
      '/uploads/x',
      '/exports/a/b',
      '/v1/x',
      '/oidc/x/y',
    ]) {
      const response = await get(path, { accept: 'text/html' });
      expect(response.status, path).toBe(404);
      expect(await response.text(), path).not.toContain('<title>SafeStats</title>');
    }
  });

  it('answers HEAD without a body and refuses to be written to', async () => {
    const host = `localhost:${new URL(server.origin).port}`;
    expect(await raw('/', { host }, 'HEAD')).toMatchObject({ status: 200, text: '', length: '39' });
    expect((await fetch(`${server.origin}/`, { method: 'POST' })).status).toBe(405);
  });

  it('tells the explorer how to sign in', async () => {
    expect(await (await get('/config.json')).json()).toEqual({
      issuer: `${server.origin}/oidc`,
      clientId: 'safestats-explorer',
      scope: 'openid email profile',
      apiBase: '/v1',
      product: 'SafeStats',
      synthetic: false,
      metadata: null,
      pages: {
        signUp: `${server.origin}/oidc/sign-up`,
        password: `${server.origin}/oidc/password`,
        signOut: null,
      },
    });
  });
});

describe('paths that climb', () => {
  const climbs = [
    '../secret.txt',
    '..%2fsecret.txt',
    '%2e%2e/secret.txt',
    '..%5csecret.txt',
    '....//secret.txt',
    '%00',
    '.hidden',
    '..;/secret.txt',
    '%252e%252e%252fsecret.txt',
    '/etc/passwd',
    '../data/lake/mps-crime/part-0.parquet',
  ];
  const below = [
    '/',
    '/assets/',
    '/geography/',
    '/geography/lsoa/2021/',
    '/exports/',
    '/uploads/',
    '/exports/token/',
  ];

  it('find nothing, wherever they start', async () => {
    for (const start of below) {
      for (const climb of climbs) {
        const { status, text } = await raw(`${start}${climb}`, {
          host: `localhost:${new URL(server.origin).port}`,
        });
        expect(status, `${start}${climb}`).toBe(404);
        expect(text).not.toContain('secret');
      }
    }
    expect((await get('/geography/lsoa/2021/full.geojson')).status).toBe(404);
  });
});

describe('the host', () => {
  it('must be this machine, so that no other site can reach the server under its own name', async () => {
    expect((await raw('/v1/datasets', { host: 'evil.example' })).status).toBe(404);
    expect((await raw('/', { host: 'localhost.evil.example:4000' })).status).toBe(404);
    expect((await raw('/health', { host: '127.0.0.1:1' })).status).toBe(200);
  });

  it('is led to the address under which people sign in', async () => {
    const host = `127.0.0.1:${new URL(server.origin).port}`;
    const answer = await raw('/catalogue?a=b', { host, 'sec-fetch-mode': 'navigate' });
    expect(answer).toMatchObject({ status: 302, location: `${server.origin}/catalogue?a=b` });
  });
});
