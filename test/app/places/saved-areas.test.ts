import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Caller } from '#app/caller.ts';
import { saveUser } from '#app/people/save-user.ts';
import { findUserItem, type User } from '#app/people.ts';
import { MOST_SAVED_AREAS } from '#app/places/saved-area-store.ts';
import {
  changeSavedArea,
  createSavedArea,
  deleteSavedArea,
  getSavedArea,
  listSavedAreas,
} from '#app/places/saved-areas.ts';
import { AppError } from '#core/model/error.ts';
import { openQueryPlatform, type QueryPlatform, analyst as someone } from '#test/support/query-platform.ts';

let platform: QueryPlatform;
let count = 0;
let ann: Caller;
let ben: Caller;
let cat: Caller;

const AREAS = { kind: 'areas', codes: ['E01', 'E02N'] } as const;

beforeAll(async () => {
  platform = await openQueryPlatform();
});
afterAll(() => platform.dispose());

async function person(name: string, organisation = 'org'): Promise<Caller> {
  count += 1;
  const caller = { ...someone(`${name}-${count}`, name), organisation };
  const user: User = {
    id: caller.user,
    email: caller.email,
    name,
    phone: null,
    contactShared: false,
    organisation,
    roles: ['analyst'],
    agencies: [],
    state: 'active',
    disabledWhy: null,
    profile: 'all-records',
    profileUntil: null,
    cameBy: 'operator',
    createdAt: '2026-01-01T00:00:00Z',
    generation: 1,
  };
  await saveUser(platform.registry, user);
  return caller;
}

beforeEach(async () => {
  platform.events.length = 0;
  ann = await person('Ann');
  ben = await person('Ben', `org-${count}`);
  cat = await person('Cat', ben.organisation);
});

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  );

describe('saved areas', () => {
  it('are kept, listed by name, renamed, drawn anew and deleted', async () => {
    const made = await createSavedArea(platform, ann, { name: 'West', shape: AREAS, shared: false }, null);
    expect(made).toMatchObject({
      name: 'West',
      shape: AREAS,
      shared: false,
      own: true,
      owner: 'Ann',
      version: 1,
    });
    await createSavedArea(
      platform,
      ann,
      { name: 'A circle', shape: { kind: 'circle', lon: -0.1, lat: 51.5, metres: 300 }, shared: false },
      null,
    );
    expect((await listSavedAreas(platform, ann)).map(({ name }) => name)).toEqual(['A circle', 'West']);
    const renamed = await changeSavedArea(platform, ann, made.id, 1, { name: 'East' });
    expect(renamed).toMatchObject({ name: 'East', shape: AREAS, version: 2 });
    expect(await getSavedArea(platform, ann, made.id)).toEqual(renamed);
    await deleteSavedArea(platform, ann, made.id, 2);
    expect(await codeOf(getSavedArea(platform, ann, made.id))).toBe('NOT_FOUND');
  });

  it('are seen by nobody else until they are shared, and then by active people of the organisation only', async () => {
    const spec = { name: 'Ours', shape: AREAS, shared: false };
    const made = await createSavedArea(platform, ben, spec, null);
    const seenBy = async (caller: Caller) => (await listSavedAreas(platform, caller)).map(({ id }) => id);
    expect(await seenBy(cat)).toEqual([]);
    expect(await codeOf(getSavedArea(platform, cat, made.id))).toBe('NOT_FOUND');
    await changeSavedArea(platform, ben, made.id, 1, { shared: true });
    expect(await getSavedArea(platform, cat, made.id)).toMatchObject({
      own: false,
      owner: 'Ben',
      shared: true,
    });
    expect(await seenBy(cat)).toEqual([made.id]);
    expect(await seenBy(ann)).toEqual([]);
    expect(await codeOf(getSavedArea(platform, ann, made.id))).toBe('NOT_FOUND');
    expect(await codeOf(changeSavedArea(platform, cat, made.id, 2, { name: 'Mine' }))).toBe('NOT_FOUND');
    expect(await codeOf(deleteSavedArea(platform, cat, made.id, 2))).toBe('NOT_FOUND');
    await changeSavedArea(platform, ben, made.id, 2, { shared: false });
    expect(await seenBy(cat)).toEqual([]);
    await changeSavedArea(platform, ben, made.id, 3, { shared: true });
    const item = await findUserItem(platform.registry, ben.user);
    if (item === null) throw new Error('nobody');
    await platform.registry.transact([
      {
        kind: 'put',
        partition: 'user',
        sort: ben.user,
        value: { ...item.value, state: 'disabled' },
        expected: item.version,
      },
    ]);
    expect(await seenBy(cat)).toEqual([]);
    expect(await codeOf(getSavedArea(platform, cat, made.id))).toBe('NOT_FOUND');
  });

  it('are made once for one key, and refuse it for something else', async () => {
    const spec = { name: 'Once', shape: AREAS, shared: false };
    const first = await createSavedArea(platform, ann, spec, 'k1');
    expect(await createSavedArea(platform, ann, spec, 'k1')).toEqual(first);
    expect(await listSavedAreas(platform, ann)).toHaveLength(1);
    expect(await codeOf(createSavedArea(platform, ann, { ...spec, name: 'Twice' }, 'k1'))).toBe('CONFLICT');
    expect((await createSavedArea(platform, ben, spec, 'k1')).id).not.toBe(first.id);
  });

  it('refuse a name that is taken, codes and shapes that are none, an old version, and more than a person may keep', async () => {
    const spec = { name: 'Home', shape: AREAS, shared: false };
    const { id } = await createSavedArea(platform, ann, spec, null);
    expect(await codeOf(createSavedArea(platform, ann, { ...spec, name: 'HOME' }, null))).toBe('CONFLICT');
    const unknown = { ...spec, name: 'Other', shape: { kind: 'areas', codes: ['E01', 'E99'] } } as const;
    await expect(createSavedArea(platform, ann, unknown, null)).rejects.toMatchObject({
      code: 'SPEC_INVALID',
      details: { faults: [{ at: 'shape.codes', message: 'there are no areas E99' }] },
    });
    const open = [[[0, 51] as const, [1, 51] as const, [1, 52] as const, [0, 52] as const]];
    const polygon = { ...spec, name: 'Other', shape: { kind: 'polygon', coordinates: open } } as const;
    expect(await codeOf(createSavedArea(platform, ann, polygon, null))).toBe('SPEC_INVALID');
    expect(await codeOf(changeSavedArea(platform, ann, id, 7, { name: 'New' }))).toBe('CONFLICT');
    expect(await codeOf(deleteSavedArea(platform, ann, id, 7))).toBe('CONFLICT');
    for (let i = 1; i < MOST_SAVED_AREAS; i += 1)
      await createSavedArea(platform, ann, { ...spec, name: `Number ${i}` }, null);
    expect(await codeOf(createSavedArea(platform, ann, { ...spec, name: 'One more' }, null))).toBe(
      'TOO_LARGE',
    );
  });

  it('are told to the audit before and after, their names and shapes under a key', async () => {
    const { id } = await createSavedArea(
      platform,
      ann,
      { name: 'My street', shape: AREAS, shared: true },
      null,
    );
    const events = platform.events.filter(({ object }) => object === `area/${id}`);
    expect(events.map(({ phase, action }) => [phase, action])).toEqual([
      ['intent', 'administration'],
      ['outcome', 'administration'],
    ]);
    expect(events[0]?.personal).toEqual({ name: 'My street', shape: AREAS });
    expect(JSON.stringify(events.map(({ detail }) => detail))).not.toContain('My street');
  });

  it('are not made when the audit cannot be written', async () => {
    const audit = { record: () => Promise.reject(new Error('no room')) };
    const spec = { name: 'Nowhere', shape: AREAS, shared: false };
    await expect(createSavedArea({ ...platform, audit }, ann, spec, null)).rejects.toThrow('no room');
    expect((await listSavedAreas(platform, ann)).filter(({ own }) => own)).toEqual([]);
  });
});
