import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../support/http-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const health = async () => {
  const response = await fetch(`${server.origin}/health`);
  return { status: response.status, body: await response.json(), headers: response.headers };
};

describe('GET /health', () => {
  it('tells everybody which part is not as it should be', async () => {
    const { status, body, headers } = await health();
    expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(body).toEqual({
      status: 'degraded',
      version: '0.0.0-test',
      parts: { registry: 'ok', schema: 'ok', objects: 'ok', engine: 'failing', audit: 'ok' },
    });
  });

  it('answers 503 when nobody can be served', async () => {
    const value = { version: 99, at: '' };
    await server.platform.registry.transact([
      { kind: 'put', partition: 'setting', sort: 'schema', value, expected: null },
    ]);
    server.shift(6_000);
    const { status, body } = await health();
    expect(status).toBe(503);
    expect(body).toMatchObject({ status: 'unavailable', parts: { schema: 'failing' } });
  });
});
