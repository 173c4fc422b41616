import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessFor, refuseStopped } from '#app/access/access.ts';
import { putGrant } from '#app/access/profile-store.ts';
import { putStop, removeStop, type StopKind } from '#app/access/stop-store.ts';
import { brandId, type UserId } from '#core/model/id.ts';
import { addProfile, northProfile, person } from '#test/support/access-platform.ts';
import { openQueryPlatform, type QueryPlatform } from '#test/support/query-platform.ts';

let platform: QueryPlatform;
beforeAll(async () => {
  platform = await openQueryPlatform();
  await addProfile(platform.registry, northProfile('north'));
  await addProfile(platform.registry, northProfile('foreign'), ['elsewhere']);
});
afterAll(() => platform.dispose());

const ann = person('ann', 'analyst', { profile: 'north' });
const refused = (text: string) =>
  expect.objectContaining({ code: 'FORBIDDEN', message: expect.stringContaining(text) });
const at = (instant: string) => ({ ...platform, clock: () => new Date(instant) });

async function whileStopped(kind: StopKind, id: string, work: () => Promise<void>): Promise<void> {
  await putStop(platform.registry, {
    kind,
    id,
    why: 'an incident',
    by: brandId<UserId>('sam'),
    at: '2026-03-01T00:00:00Z',
  });
  try {
    await work();
  } finally {
    await removeStop(platform.registry, kind, id);
  }
}

describe('accessFor(platform, caller)', () => {
  it('gives the profile that is assigned and granted', async () => {
    expect(await accessFor(platform, ann)).toMatchObject({ profile: { id: 'north' }, preview: false });
  });

  it('refuses who has no profile, and who has one that the organisation was not granted', async () => {
    await expect(accessFor(platform, { ...ann, profile: null })).rejects.toEqual(refused('no profile yet'));
    await expect(accessFor(platform, { ...ann, profile: 'foreign' })).rejects.toEqual(
      refused('no longer has your profile'),
    );
    await expect(accessFor(platform, { ...ann, profile: 'never-made' })).rejects.toEqual(
      refused('no longer has your profile'),
    );
  });

  it('ends an assignment with its last day in London', async () => {
    const until = { ...ann, profileUntil: '2026-06-30' };
    expect(await accessFor(at('2026-06-30T22:59:59Z'), until)).toMatchObject({ profile: { id: 'north' } });
    await expect(accessFor(at('2026-06-30T23:00:00Z'), until)).rejects.toEqual(
      refused('ended on 2026-06-30'),
    );
  });

  it('ends a grant with its last day in London', async () => {
    await addProfile(platform.registry, northProfile('short'));
    await putGrant(platform.registry, 'org', { profile: 'short', until: '2026-06-30' });
    const bob = person('bob', 'analyst', { profile: 'short' });
    expect(await accessFor(at('2026-06-30T22:59:59Z'), bob)).toMatchObject({ profile: { id: 'short' } });
    await expect(accessFor(at('2026-06-30T23:00:00Z'), bob)).rejects.toEqual(refused('no longer has'));
  });

  it.each<[StopKind, string]>([
    ['everything', 'all'],
    ['person', 'ann'],
    ['profile', 'north'],
  ])('refuses while %s is stopped, and no longer', async (kind, id) => {
    await whileStopped(kind, id, async () => {
      await expect(accessFor(platform, ann)).rejects.toEqual(refused('stopped for the moment'));
    });
    expect(await accessFor(platform, ann)).toMatchObject({ profile: { id: 'north' } });
  });

  it('says no more than that of why it is stopped', async () => {
    await whileStopped('profile', 'north', async () => {
      const failure = await accessFor(platform, ann).catch((error: unknown) => String(error));
      expect(failure).not.toContain('incident');
    });
  });
});

describe('refuseStopped(access, datasets)', () => {
  it('refuses a dataset that is stopped to those whose profile shows it, and says nothing of others', async () => {
    await whileStopped('dataset', 'north-crime', async () => {
      await whileStopped('dataset', 'south-calls', async () => {
        const access = await accessFor(platform, ann);
        expect(() => refuseStopped(access, ['north-crime'])).toThrow('north-crime is stopped');
        expect(() => refuseStopped(access, ['south-calls', 'never-made'])).not.toThrow();
      });
    });
  });
});

describe('accessFor(platform, caller) of a preview', () => {
  const sam = person('sam', 'super-admin');
  const olivia = person('olivia', 'org-admin');

  it('gives a Super Admin any profile, marked as looked through', async () => {
    expect(await accessFor(platform, { ...sam, preview: 'foreign' })).toMatchObject({
      profile: { id: 'foreign' },
      preview: true,
    });
  });

  it('gives an administrator those of the organisation only; all others are not there', async () => {
    expect(await accessFor(platform, { ...olivia, preview: 'north' })).toMatchObject({ preview: true });
    const messages = await Promise.all(
      ['foreign', 'made-up'].map((preview) =>
        accessFor(platform, { ...olivia, preview }).catch((error: unknown) => error),
      ),
    );
    for (const [index, id] of ['foreign', 'made-up'].entries())
      expect(messages[index]).toMatchObject({
        code: 'NOT_FOUND',
        message: `there is no profile "${id}" that you can look through`,
      });
  });

  it('refuses everybody else', async () => {
    await expect(accessFor(platform, { ...ann, preview: 'north' })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
  });

  it('ends with a stop of the profile', async () => {
    await whileStopped('profile', 'north', async () => {
      await expect(accessFor(platform, { ...sam, preview: 'north' })).rejects.toEqual(refused('stopped'));
    });
  });
});
