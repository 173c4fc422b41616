import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { requestGeographyImport } from '#app/geography/upload.ts';
import { incomingKey, isIncoming, refuseIncoming, takeIncoming } from '#app/incoming.ts';
import { saveUser } from '#app/people/save-user.ts';
import { newUser, type User } from '#app/people.ts';
import { requestUpload } from '#app/upload.ts';
import { AppError } from '#core/model/error.ts';
import { recordedEvents } from '#test/support/audit-events.ts';
import { MADE_CRIME, type Made, made, makePlatform, SUPER_ADMIN, WEST } from './ingest/made-platform.ts';

const FILE = made(`a,2018-05,Met,${WEST},Theft,1`);
const ADMIN: User = {
  ...newUser({
    id: SUPER_ADMIN.user,
    email: SUPER_ADMIN.email,
    name: SUPER_ADMIN.name,
    organisation: SUPER_ADMIN.organisation,
    cameBy: 'operator',
    createdAt: '2026-01-01T00:00:00.000Z',
  }),
  state: 'active',
  roles: ['super-admin'],
};
let at: Made;
let now: Date;

beforeEach(async () => {
  now = new Date();
  at = await makePlatform({ clock: () => now });
  await saveUser(at.platform.registry, ADMIN);
});
afterEach(() => at.close());

async function granted(seconds = 3_600): Promise<string> {
  const request = { dataset: MADE_CRIME.id, fileName: '2018-05-a.csv', covers: null };
  return incomingKey(await requestUpload(at.platform, SUPER_ADMIN, request, seconds));
}

async function refusals() {
  return (await recordedEvents(at.platform)).filter(({ action }) => action === 'refusal');
}

describe('takeIncoming(platform, key)', () => {
  it('takes over the file of a granted upload, once, and removes it', async () => {
    const key = await granted();
    await at.platform.objects.put(key, FILE);
    expect(await takeIncoming(at.ingest.platform, key)).toMatchObject({
      kind: 'delivery',
      delivery: { dataset: MADE_CRIME.id, number: 1, fileName: '2018-05-a.csv', receivedBy: 'super' },
    });
    await at.ingest.idle();
    expect(await at.platform.objects.size(key)).toBeNull();
    expect(await takeIncoming(at.ingest.platform, key)).toBeNull();
  });

  it('takes over boundaries, and says under which id they are to be imported', async () => {
    const request = { level: 'ward', vintage: '2022', fileName: 'wards.geojson' };
    const { id, token } = await requestGeographyImport(at.platform, SUPER_ADMIN, request, 60);
    await at.platform.objects.put(incomingKey(token), '{}');
    expect(await takeIncoming(at.ingest.platform, incomingKey(token))).toEqual({ kind: 'geography', id });
  });

  it('removes a file that came too late or from somebody shut out, and tells the audit whose it was', async () => {
    const late = await granted(60);
    const shut = await granted();
    for (const key of [late, shut]) await at.platform.objects.put(key, FILE);
    now = new Date(now.getTime() + 61_000);
    expect(await takeIncoming(at.ingest.platform, late)).toEqual({ kind: 'refused', code: 'NOT_FOUND' });
    await saveUser(at.platform.registry, { ...ADMIN, state: 'disabled' });
    expect(await takeIncoming(at.ingest.platform, shut)).toEqual({ kind: 'refused', code: 'FORBIDDEN' });
    expect(await at.platform.objects.list('incoming/')).toEqual([]);
    expect(await refusals()).toMatchObject([
      { who: 'super', object: 'operation/takeUpload', detail: { code: 'NOT_FOUND' } },
      { who: 'super', object: 'operation/takeUpload', detail: { code: 'FORBIDDEN' } },
    ]);
    expect(JSON.stringify(await refusals())).not.toContain(late.slice('incoming/'.length));
  });

  it('leaves the file for another try when only the store is in the way', async () => {
    const key = await granted();
    await at.platform.objects.put(key, FILE);
    vi.spyOn(at.platform.objects, 'putStream').mockRejectedValueOnce(
      new AppError('UNAVAILABLE', 'the store does not answer'),
    );
    await expect(takeIncoming(at.ingest.platform, key)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(await takeIncoming(at.ingest.platform, key)).toMatchObject({ kind: 'delivery' });
    await at.ingest.idle();
  });

  it.each(['lake/x', 'incoming/short', `incoming/${'a'.repeat(43)}/b`, `ingest/${'a'.repeat(43)}`])(
    'leaves %s alone',
    async (key) => {
      await at.platform.objects.put(key, FILE);
      expect(isIncoming(key)).toBe(false);
      expect(await takeIncoming(at.ingest.platform, key)).toBeNull();
      expect(await at.platform.objects.size(key)).not.toBeNull();
    },
  );
});

describe('refuseIncoming(platform, key, code, why)', () => {
  it('removes a file in which a scan found something, and tells the audit', async () => {
    const key = await granted();
    await at.platform.objects.put(key, 'EICAR');
    await refuseIncoming(at.platform, key, 'FORBIDDEN', 'THREATS_FOUND');
    expect(await at.platform.objects.size(key)).toBeNull();
    expect(await refusals()).toMatchObject([{ who: 'super', detail: { why: 'THREATS_FOUND' } }]);
  });
});
