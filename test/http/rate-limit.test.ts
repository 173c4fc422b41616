import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiClient } from '../support/api-client.ts';
import { startTestServer, type TestServer } from '../support/http-server.ts';
import { askForTokens } from '../support/sign-in.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer(undefined, {
    requestRate: { perSecond: 0.1, burst: 20 },
    tokenRate: { perSecond: 0.1, burst: 20 },
  });
});
afterAll(() => server.close());

describe('requests of one person', () => {
  it('beyond their rate get 429 with how long to wait, and those of others do not', async () => {
    const analyst = await ApiClient.for(server, 'analyst');
    const other = await ApiClient.for(server, 'auditor');
    const answers = [];
    for (let i = 0; i < 30; i++) answers.push(await analyst.get('/v1/me'));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(5);
    expect(refused[0]?.body.code).toBe('TOO_MANY_REQUESTS');
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await other.get('/v1/me')).status).toBe(200);
    server.shift(120_000);
    expect((await analyst.get('/v1/me')).status).toBe(200);
    server.shift(-120_000);
  });
});

describe('requests for tokens of one address', () => {
  it('beyond their rate get 429', async () => {
    const statuses = new Set<number>();
    for (let i = 0; i < 30; i++) {
      const answer = await askForTokens(server.origin, {
        grant_type: 'refresh_token',
        refresh_token: 'none',
      });
      statuses.add(answer.status);
    }
    expect([...statuses].sort()).toEqual([400, 429]);
  });
});
