import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { applyDefinition } from '#app/dataset.ts';
import { saveUser } from '#app/people/save-user.ts';
import { callerFor, DEMO_PEOPLE, type User } from '#app/people.ts';
import { requestUpload } from '#app/upload.ts';
import { AppError } from '#core/model/error.ts';
import { MADE_CRIME, SUPER_ADMIN } from '../app/ingest/made-platform.ts';
import { startTestServer, type TestServer } from '../support/http-server.ts';

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer();
});
afterEach(() => server.close());

async function granted(): Promise<{ readonly token: string; readonly admin: User }> {
  const { platform } = server;
  await applyDefinition(platform, SUPER_ADMIN, MADE_CRIME);
  const admin = DEMO_PEOPLE.find(({ roles }) => roles.includes('super-admin'));
  if (admin === undefined) throw new Error('there is no super-admin');
  const request = { dataset: MADE_CRIME.id, fileName: '2018-05-a.csv', covers: null };
  const token = await requestUpload(platform, await callerFor(platform.registry, admin.id), request, 60);
  return { token, admin };
}

describe('PUT /uploads/{token}', () => {
  it('is told why a file was broken off in the middle, and leaves no hung connection', async () => {
    const { platform, origin } = server;
    const { token } = await granted();
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

  it('is refused, and the refusal audited without the secret, once who was granted it is shut out', async () => {
    const { platform, origin } = server;
    const { token, admin } = await granted();
    await saveUser(platform.registry, { ...admin, state: 'disabled' });
    const told = vi.spyOn(platform.audit, 'record');
    const send = (secret: string) => fetch(`${origin}/uploads/${secret}`, { method: 'PUT', body: 'a' });
    expect((await send(token)).status).toBe(403);
    expect((await send('a'.repeat(43))).status).toBe(404);
    expect((await fetch(`${origin}/exports/${'a'.repeat(43)}/file.csv`)).status).toBe(404);
    const refusals = told.mock.calls.map(([event]) => event).filter(({ action }) => action === 'refusal');
    expect(refusals).toMatchObject([
      { who: admin.id, object: 'operation/takeUpload', detail: { code: 'FORBIDDEN' } },
      { who: 'unknown', object: 'operation/takeUpload', detail: { code: 'NOT_FOUND' } },
      { who: 'unknown', object: 'operation/sendExport', detail: { code: 'NOT_FOUND' } },
    ]);
    expect(JSON.stringify(refusals)).not.toContain(token);
  });

  it('takes nothing over from somebody who was shut out while they sent it', async () => {
    const { platform, origin } = server;
    const { token, admin } = await granted();
    const putStream = platform.objects.putStream.bind(platform.objects);
    vi.spyOn(platform.objects, 'putStream').mockImplementation(async (key, body) => {
      await saveUser(platform.registry, { ...admin, state: 'disabled' });
      return putStream(key, body);
    });
    const response = await fetch(`${origin}/uploads/${token}`, { method: 'PUT', body: 'a,b' });
    expect(response.status).toBe(403);
    expect(await platform.registry.list(`delivery#${MADE_CRIME.id}`)).toEqual([]);
  });
});
