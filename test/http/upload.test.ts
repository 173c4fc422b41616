import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { applyDefinition } from '#app/dataset.ts';
import { callerFor, DEMO_PEOPLE } from '#app/people.ts';
import { requestUpload } from '#app/upload.ts';
import { AppError } from '#core/model/error.ts';
import { MADE_CRIME, SUPER_ADMIN } from '../app/ingest/made-platform.ts';
import { startTestServer, type TestServer } from '../support/http-server.ts';

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer();
});
afterEach(() => server.close());

describe('PUT /uploads/{token}', () => {
  it('is told why a file was broken off in the middle, and leaves no hung connection', async () => {
    const { platform, origin } = server;
    await applyDefinition(platform, SUPER_ADMIN, MADE_CRIME);
    const admin = DEMO_PEOPLE.find(({ roles }) => roles.includes('super-admin'));
    if (admin === undefined) throw new Error('there is no super-admin');
    const token = await requestUpload(platform, await callerFor(platform.registry, admin.id), {
      dataset: MADE_CRIME.id,
      fileName: '2018-05-a.csv',
      covers: null,
    });
    vi.spyOn(platform.objects, 'putStream').mockImplementation(async (_key, body) => {
      for await (const part of body) {
        if (part.byteLength > 0) throw new AppError('UNAVAILABLE', 'the disk is full');
      }
      throw new Error('there was no body');
    });
    const body = Buffer.alloc(8_000_000, 'x');
    const response = await fetch(`${origin}/uploads/${token}`, { method: 'PUT', body });
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ code: 'UNAVAILABLE', detail: 'the disk is full' });
  });
});
