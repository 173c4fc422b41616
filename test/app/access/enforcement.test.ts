import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { enforceAll, enforceChanges, enforceProfile } from '#app/access/enforcement.ts';
import { compareEnforcement } from '#app/access/enforcement-drift.ts';
import { enforcedRollups, enforcedVersion, findEnforcement } from '#app/access/enforcement-store.ts';
import { findProfile, putProfile } from '#app/access/profile-store.ts';
import { readProfile, retireProfile, writeProfile } from '#app/access/profiles.ts';
import { releaseAccess, stopAccess } from '#app/access/stops.ts';
import type { EnforcedProfile } from '#app/ports.ts';
import { currentManifest, readPointer } from '#app/publication/manifest-store.ts';
import { submitQuery } from '#app/query/submit.ts';
import { type ManifestPeriod, manifestKey, recordsOf } from '#core/model/manifest.ts';
import { addAccount, addProfile, northAccess, northProfile, person } from '#test/support/access-platform.ts';
import { MadeCloud } from '#test/support/made-cloud.ts';
import { openQueryPlatform, type QueryPlatform } from '#test/support/query-platform.ts';

const sam = person('sam', 'super-admin');
const DAY_MS = 24 * 60 * 60 * 1_000;

let platform: QueryPlatform;
let cloud: MadeCloud;
let count = 0;
let id = '';
beforeAll(async () => {
  platform = await openQueryPlatform();
  await addAccount(platform.registry, sam);
});
afterAll(() => platform.dispose());
beforeEach(async () => {
  cloud = new MadeCloud();
  platform.events.length = 0;
  count += 1;
  id = `north-${count}`;
  await addProfile(platform.registry, northProfile(id, { rowRule: THEFT }));
});

const recorded = async (of = id) => (await findEnforcement(platform.registry, of))?.value ?? null;
const enforce = () => enforceProfile(platform, cloud, id);
const changed = (partition: string, sort: string) => enforceChanges(platform, cloud, [{ partition, sort }]);
const THEFT = { column: 'category', op: '=', value: 'theft' } as const;
const narrower = () => northProfile(id, { fields: ['category'], rowRule: THEFT });
const tablesOf = (profile: EnforcedProfile | undefined) =>
  profile?.state === 'active' ? profile.tables : [];
const columnsOf = (profile: EnforcedProfile | undefined) =>
  tablesOf(profile).flatMap(({ columns }) => columns);

async function writeNext(change: Parameters<typeof northAccess>[0]): Promise<void> {
  const current = await findProfile(platform.registry, id);
  if (current === null) throw new Error('no profile');
  const version = current.profile.version + 1;
  const datasets = { 'north-crime': northAccess(change) };
  await putProfile(platform, { ...current.profile, datasets, version }, current.itemVersion);
}

/** Publishes what is published of a dataset once more, changed so. */
async function publishAgain(
  dataset: string,
  geography: 'same' | 'more',
  rollup: (records: ManifestPeriod) => ManifestPeriod | null = () => null,
): Promise<void> {
  const manifest = await currentManifest(platform, dataset);
  const { version } = await readPointer(platform, dataset);
  if (manifest === null) throw new Error('nothing published');
  const next = {
    ...manifest,
    id: platform.newId(),
    periods: recordsOf(manifest).flatMap((one) => [one, rollup(one)].filter((period) => period !== null)),
    geography:
      geography === 'same'
        ? manifest.geography
        : { ...manifest.geography, borough: { '2022': 'a', '2031': 'b' } },
  };
  await platform.objects.put(manifestKey(dataset, next.id as typeof manifest.id), JSON.stringify(next));
  const value = { manifest: next.id, previous: manifest.id };
  await platform.registry.transact([
    { kind: 'put', partition: 'publication', sort: dataset, value, expected: version },
  ]);
}

describe('enforceProfile(platform, enforcement, id)', () => {
  it('applies a profile, writes down which version is in force, and says so in the audit', async () => {
    expect(await enforcedVersion({ ...platform, enforcesProfiles: true }, { id, version: 1 })).toBeNull();
    expect(await enforce()).toBe('changed');
    expect(await recorded()).toMatchObject({ version: 1, at: platform.clock().toISOString() });
    expect(await enforcedVersion({ ...platform, enforcesProfiles: true }, { id, version: 2 })).toBe(1);
    expect(await enforcedVersion(platform, { id, version: 2 })).toBe(2);
    expect(platform.events).toMatchObject(
      ['intent', 'outcome'].map((phase) => ({
        phase,
        action: 'administration',
        who: 'provisioner',
        object: `profile/${id}`,
        detail: { change: 'profile-enforcement', version: 1, state: 'active', faults: ['it differs'] },
      })),
    );
  });

  it('lets administrators read which version is in force, of each version', async () => {
    const enforced = { ...platform, enforcesProfiles: true };
    expect(await readProfile(enforced, sam, id)).toMatchObject({ enforcedVersion: null });
    await enforce();
    await writeNext({ fields: ['category'] });
    expect(await readProfile(enforced, sam, id)).toMatchObject({
      profile: { version: 2 },
      enforcedVersion: 1,
    });
    await enforce();
    expect(await readProfile(enforced, sam, id, 1)).toMatchObject({
      profile: { version: 1 },
      enforcedVersion: 2,
    });
  });

  it('applies and writes down nothing when all is so already', async () => {
    await enforce();
    const before = await findEnforcement(platform.registry, id);
    platform.events.length = 0;
    expect(await enforce()).toBe('in-force');
    expect(cloud.applied).toHaveLength(1);
    expect(platform.events).toEqual([]);
    expect(await findEnforcement(platform.registry, id)).toEqual(before);
  });

  it('gives of each dataset the columns and the filter text that the local engine is given', async () => {
    const ann = person('ann', 'analyst', { profile: id });
    await addAccount(platform.registry, ann);
    const start = vi.spyOn(platform.engine, 'start');
    const spec = { datasets: ['north-crime'], measures: [{ measure: 'count' }] };
    await submitQuery(platform, ann, spec, { waitMs: 10_000 });
    await enforce();
    const local = start.mock.calls[0]?.[1].access.tables.get('north-crime');
    start.mockRestore();
    const [enforced] = tablesOf(cloud.held.get(id));
    expect(enforced?.rowFilter).toBe("category = 'theft'");
    expect(enforced?.rowFilter).toBe(local?.rowFilter);
    expect(enforced?.columns).toEqual(local?.columns.toSorted());
  });

  it('gives roll-ups as soon as there are any, of which statements read only what is in force', async () => {
    await enforce();
    expect(tablesOf(cloud.held.get(id)).map(({ kind }) => kind)).toEqual(['records']);
    const enforced = { ...platform, enforcesProfiles: true };
    const before = await currentManifest(platform, 'north-crime');
    await publishAgain('north-crime', 'same', (one) => ({ ...one, kind: 'rollup', dimensions: ['month'] }));
    expect(await enforcedRollups(enforced, id)).toEqual(new Map());
    await changed('publication', 'north-crime');
    const [, rollup] = tablesOf(cloud.held.get(id));
    expect(rollup).toMatchObject({ dataset: 'north-crime', kind: 'rollup', rowFilter: "category = 'theft'" });
    expect(rollup?.columns).toEqual(
      expect.arrayContaining(['category', 'month', 'rollup_records', 'rollup_keys']),
    );
    expect(rollup?.columns).not.toContain('record_id');
    expect(await enforcedRollups(enforced, id)).toEqual(new Map([['north-crime', new Set(rollup?.columns)]]));
    expect(await enforcedRollups(platform, id)).toBeUndefined();
    await publishAgain('north-crime', 'same', () => null);
    await changed('publication', 'north-crime');
    expect(tablesOf(cloud.held.get(id)).map(({ kind }) => kind)).toEqual(['records']);
    expect(await enforcedRollups(enforced, id)).toEqual(new Map());
    expect((await currentManifest(platform, 'north-crime'))?.periods).toEqual(before?.periods);
  });

  it('applies again a version that was overtaken while it was applied, and never writes it down', async () => {
    const versions: (number | undefined)[] = [];
    cloud.meanwhile = async () => {
      await writeNext({ fields: ['category'] });
      versions.push((await recorded())?.version);
    };
    expect(await enforce()).toBe('changed');
    expect(versions).toEqual([undefined]);
    expect(cloud.applied).toHaveLength(2);
    expect(await recorded()).toMatchObject({ version: 2 });
    expect(columnsOf(cloud.held.get(id))).not.toContain('weapon');
  });

  it('never writes down an earlier version than there is', async () => {
    const value = { version: 9, at: '2026-01-01T00:00:00.000Z', digest: 'of another' };
    await platform.registry.transact([
      { kind: 'put', partition: 'profile-enforcement', sort: id, value, expected: 0 },
    ]);
    await expect(enforce()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(await recorded()).toEqual(value);
    await platform.registry.transact([
      { kind: 'delete', partition: 'profile-enforcement', sort: id, expected: null },
    ]);
  });

  it('keeps an earlier version written down when a later one fails', async () => {
    await enforce();
    await writeNext({ fields: ['category'] });
    cloud.failing.add(id);
    await expect(enforce()).rejects.toThrow('does not answer');
    expect(await recorded()).toMatchObject({ version: 1 });
    expect(platform.events.at(-1)).toMatchObject({ phase: 'outcome', detail: { done: false } });
  });

  it('has statements wait before it takes anything from a profile that is stopped, until it is released', async () => {
    await enforce();
    await stopAccess(platform, sam, { kind: 'profile', id, why: 'a leak' });
    cloud.meanwhile = async () => expect(await recorded()).toMatchObject({ version: 0 });
    expect(await enforce()).toBe('changed');
    expect(cloud.held.get(id)).toEqual({ id, state: 'suspended' });
    expect(await enforcedVersion({ ...platform, enforcesProfiles: true }, { id, version: 1 })).toBeNull();
    await releaseAccess(platform, sam, 'profile', id);
    await enforce();
    expect(cloud.held.get(id)).toMatchObject({ state: 'active' });
    expect(await recorded()).toMatchObject({ version: 1 });
  });

  it('does not write down a profile that was stopped while it was applied', async () => {
    cloud.meanwhile = async () => {
      await stopAccess(platform, sam, { kind: 'profile', id, why: 'a leak' });
    };
    await enforce();
    expect(cloud.held.get(id)).toEqual({ id, state: 'suspended' });
    expect(await recorded()).toMatchObject({ version: 0 });
  });

  it('removes a retired profile at once and its results a day later, and then leaves it alone', async () => {
    await enforce();
    await retireProfile(platform, sam, id, 1);
    await enforce();
    expect(cloud.held.get(id)).toEqual({ id, state: 'retired' });
    expect(await recorded()).toMatchObject({ version: 2 });
    platform.pass(DAY_MS);
    await enforceAll(platform, cloud);
    expect(cloud.held.get(id)).toEqual({ id, state: 'removed' });
    cloud.held.delete(id);
    expect((await enforceAll(platform, cloud)).changed).not.toContain(id);
  });

  it('does nothing about an id that is no profile', async () => {
    expect(await enforceProfile(platform, cloud, 'nobody')).toBe('unknown');
    expect(cloud.looked).toBe(0);
  });
});

describe('enforceChanges(platform, enforcement, changes)', () => {
  it('puts a profile in force that was written', async () => {
    expect((await changed('profile', id)).changed).toEqual([id]);
    await writeProfile(platform, sam, id, narrower(), 1);
    expect((await changed('profile', id)).changed).toEqual([id]);
    expect(await recorded()).toMatchObject({ version: 2 });
  });

  it('asks the cloud nothing for changes that decide nothing', async () => {
    await enforce();
    cloud.looked = 0;
    await publishAgain('north-crime', 'same');
    expect(await changed('publication', 'south-crime')).toMatchObject({ changed: [] });
    expect(await changed('profile', id)).toMatchObject({ checked: 1, changed: [] });
    expect(await changed('query', 'x')).toEqual({ checked: 0, changed: [], failed: [] });
    expect(await changed('profile-enforcement', id)).toMatchObject({ checked: 0 });
    await enforceAll(platform, cloud);
    cloud.looked = 0;
    expect(await changed('publication', 'north-crime')).toMatchObject({ changed: [], failed: [] });
    expect(cloud.looked).toBe(0);
  });

  it('issues the filters of a dataset again whose records are located in other boundaries', async () => {
    await enforceAll(platform, cloud);
    await publishAgain('north-crime', 'more');
    expect((await changed('publication', 'north-crime')).changed).toContain(id);
    expect(columnsOf(cloud.held.get(id))).toContain('borough_2031');
    await publishAgain('north-crime', 'same');
  });

  it('issues the filters of a dataset again whose definition takes a field away', async () => {
    await enforceAll(platform, cloud);
    const item = await platform.registry.get<{ fields: { name: string; role: string }[] }>(
      'dataset',
      'north-crime',
    );
    const put = (value: unknown, expected: number) =>
      platform.registry.transact([
        { kind: 'put', partition: 'dataset', sort: 'north-crime', value, expected },
      ]);
    const fields = item?.value.fields.map((field) =>
      field.name === 'weapon' ? { ...field, role: 'internal' } : field,
    );
    await put({ ...item?.value, fields }, item?.version ?? 0);
    expect((await changed('dataset', 'north-crime')).changed).toContain(id);
    expect(columnsOf(cloud.held.get(id))).not.toContain('weapon');
    await put(item?.value, (item?.version ?? 0) + 1);
    await enforceAll(platform, cloud);
  });

  it('suspends every profile when everything is stopped', async () => {
    await enforceAll(platform, cloud);
    await stopAccess(platform, sam, { kind: 'everything', id: 'all', why: 'a leak' });
    const { changed: suspended } = await changed('stop', 'everything#all');
    expect(suspended).toContain(id);
    expect([...cloud.held.values()].filter(({ state }) => state === 'active')).toEqual([]);
    await releaseAccess(platform, sam, 'everything', 'all');
    await changed('stop', 'everything#all');
    expect(cloud.held.get(id)).toMatchObject({ state: 'active' });
  });

  it('tries again a suspension that failed, and names what failed', async () => {
    await enforce();
    await stopAccess(platform, sam, { kind: 'profile', id, why: 'a leak' });
    cloud.failing.add(id);
    expect((await changed('stop', `profile#${id}`)).failed).toMatchObject([{ profile: id }]);
    cloud.failing.clear();
    expect((await changed('stop', `profile#${id}`)).changed).toEqual([id]);
    expect(cloud.held.get(id)).toEqual({ id, state: 'suspended' });
    await releaseAccess(platform, sam, 'profile', id);
  });
});

describe('enforceAll(platform, enforcement)', () => {
  it('looks once at all profiles and changes none that is in force', async () => {
    await enforceAll(platform, cloud);
    cloud.applied.length = 0;
    cloud.looked = 0;
    expect(await enforceAll(platform, cloud)).toMatchObject({ changed: [], failed: [] });
    expect(cloud.applied).toEqual([]);
    expect(cloud.looked).toBe(1);
  });

  it('issues a relative month again when the month has passed', async () => {
    await addProfile(platform.registry, northProfile(`${id}-recent`, { rowRule: { lastMonths: 3 } }));
    await enforceAll(platform, cloud);
    const filters = () => tablesOf(cloud.held.get(`${id}-recent`)).map(({ rowFilter }) => rowFilter);
    const before = filters();
    platform.pass(32 * DAY_MS);
    expect(
      (await compareEnforcement(platform, cloud)).filter(({ profile }) => profile === `${id}-recent`),
    ).toEqual([{ kind: 'pending', profile: `${id}-recent`, fault: 'it differs' }]);
    expect((await enforceAll(platform, cloud)).changed).toEqual([`${id}-recent`]);
    expect(before).not.toEqual(filters());
  });

  it('lets one profile that fails keep no other from it', async () => {
    cloud.failing.add(id);
    const { changed: done, failed } = await enforceAll(platform, cloud);
    expect(failed.map(({ profile }) => profile)).toEqual([id]);
    expect(done.length).toBeGreaterThan(0);
  });

  it('sets right what somebody else changed', async () => {
    await enforceAll(platform, cloud);
    cloud.held.set(id, { id, state: 'suspended' });
    expect((await enforceAll(platform, cloud)).changed).toEqual([id]);
  });
});

describe('compareEnforcement(platform, enforcement)', () => {
  it('tells what was changed by somebody else from what waits, and writes both down in the audit', async () => {
    await enforceAll(platform, cloud);
    cloud.held.set(id, { id, state: 'suspended' });
    cloud.stray = ['the role of "old" belongs to no profile'];
    platform.events.length = 0;
    cloud.applied.length = 0;
    expect(await compareEnforcement(platform, cloud)).toEqual([
      { kind: 'drift', profile: id, fault: 'it differs' },
      { kind: 'drift', profile: null, fault: 'the role of "old" belongs to no profile' },
    ]);
    expect(cloud.applied).toEqual([]);
    expect(platform.events).toMatchObject([
      { phase: 'intent', action: 'administration', who: 'provisioner', object: 'profile-enforcement' },
      {
        phase: 'outcome',
        detail: {
          change: 'comparison',
          count: 2,
          findings: [
            `profile ${id} (drift): it differs`,
            'outside of profiles (drift): the role of "old" belongs to no profile',
          ],
        },
      },
    ]);
  });
});
