import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findProfile, putProfile } from '#app/access/profile-store.ts';
import { stopAccess } from '#app/access/stops.ts';
import type { Caller } from '#app/caller.ts';
import { submitQuery } from '#app/query/submit.ts';
import { type Comparison, compareSaved } from '#app/saved/compare-saved.ts';
import { changeSaved } from '#app/saved/save.ts';
import type { DatasetAccess } from '#core/access/profile.ts';
import type { ManifestId } from '#core/model/id.ts';
import { person } from '#test/support/access-platform.ts';
import { openQueryPlatform, type QueryPlatform } from '#test/support/query-platform.ts';
import { republish } from '#test/support/republish.ts';
import { addAnalyst, BY_CATEGORY, code, content, saved } from './made-saved.ts';

let platform: QueryPlatform;
let whole: ManifestId;
let count = 0;
let runs = 0;
let ann: Caller;
beforeAll(async () => {
  platform = await openQueryPlatform();
  whole = (await republish(platform, 'north-crime', [])).id;
});
afterAll(() => platform.dispose());
beforeEach(async () => {
  count += 1;
  platform.pass(60_000);
  await republish(platform, 'north-crime', [], whole);
  ann = await someone('ann');
  platform.events.length = 0;
});

const someone = (name: string, change: Partial<DatasetAccess> = {}) =>
  addAnalyst(platform, `${name}-${count}`, change);

function compare(caller: Caller, id: string): Promise<Comparison> {
  runs += 1;
  return compareSaved(platform, caller, id, `run-${runs}`, 60_000);
}

/** Numbers by category, asked on their own. */
async function numbers(caller: Caller): Promise<ReadonlyMap<unknown, unknown>> {
  const { result } = await submitQuery(platform, caller, BY_CATEGORY, { waitMs: 10_000 });
  const [groups, counts] = result?.columns ?? [];
  return new Map(
    groups?.values.map((group, row) => [groups.labels?.[String(group)] ?? group, counts?.values[row]]),
  );
}

const sum = (all: ReadonlyMap<unknown, unknown>) =>
  [...all.values()].reduce<number>((total, one) => total + Number(one), 0);

describe('compareSaved(platform, caller, id, key)', () => {
  it('tells what a publication moved, as two questions of their own say, and again when it is opened again', async () => {
    const { value } = await saved(platform, ann);
    expect(await compare(ann, value.id)).toEqual({ state: 'incomparable', why: 'first' });
    const before = await numbers(ann);
    platform.pass(60_000);
    await republish(platform, 'north-crime', ['2019'], whole);
    const now = await numbers(ann);
    expect(sum(now)).toBeLessThan(sum(before));
    const told = await compare(ann, value.id);
    expect(told).toMatchObject({
      state: 'compared',
      isMoved: true,
      total: { before: sum(before), now: sum(now) },
      publications: [{ dataset: 'north-crime', before: { rows: 13 }, now: { rows: 9 } }],
    });
    if (told.state !== 'compared') throw new Error('it is compared');
    expect(told.groups.length).toBeGreaterThan(0);
    for (const { label, before: was, now: is } of told.groups) {
      expect(was).toBe(before.get(label));
      expect(is).toBe(now.get(label) ?? 0);
    }
    platform.pass(60_000);
    expect(await compare(ann, value.id)).toMatchObject({ total: told.total, before: told.before });
    const seen = platform.events.filter(({ object }) => object === `saved-query/${value.id}`);
    expect(seen).toContainEqual(expect.objectContaining({ action: 'consultation', phase: 'intent' }));
  });

  it('says that nothing moved when a publication changed nothing in it', async () => {
    const { value } = await saved(platform, ann);
    await compare(ann, value.id);
    platform.pass(60_000);
    await republish(platform, 'north-crime', [], whole);
    expect(await compare(ann, value.id)).toMatchObject({ state: 'compared', isMoved: false, groups: [] });
  });

  it('compares nothing across versions of the profile, other questions, or people', async () => {
    const { value } = await saved(platform, ann, { visibility: 'everyone' });
    await compare(ann, value.id);
    const bob = await someone('bob');
    expect(await compare(bob, value.id)).toEqual({ state: 'incomparable', why: 'first' });
    const found = await findProfile(platform.registry, ann.profile ?? '');
    if (found === null) throw new Error('no profile');
    await putProfile(platform, { ...found.profile, version: 2 }, found.itemVersion);
    expect(await compare(ann, value.id)).toEqual({ state: 'incomparable', why: 'profile' });
    const spec = { ...BY_CATEGORY, where: { space: { areas: ['E01'] } } };
    await changeSaved(platform, ann, value.id, 1, content({ spec, visibility: 'everyone' }));
    expect(await compare(ann, value.id)).toEqual({ state: 'incomparable', why: 'query' });
  });

  it('shows under counts only no number of a group that either answer suppresses, and no rows', async () => {
    const counts: Partial<DatasetAccess> = {
      kind: 'counts',
      minimumCount: 4,
      precision: { exact: false, cell: null, levels: ['borough'] },
    };
    const cora = await someone('cora', counts);
    const { value } = await saved(platform, cora);
    await compare(cora, value.id);
    const before = await numbers(cora);
    platform.pass(60_000);
    await republish(platform, 'north-crime', ['2019'], whole);
    const now = await numbers(cora);
    const told = await compare(cora, value.id);
    if (told.state !== 'compared') throw new Error('it is compared');
    expect([...before.values(), ...now.values()]).toContain('c');
    for (const { label } of told.groups) {
      expect(typeof before.get(label)).toBe('number');
      expect(typeof now.get(label)).toBe('number');
    }
    expect(told.publications).toMatchObject([{ before: { rows: null }, now: { rows: null } }]);
  });

  it('asks nothing that the profile does not show, and tells no name of it', async () => {
    const spec = { ...BY_CATEGORY, where: { fields: [{ field: 'weapon', in: ['knife'] }] } };
    const { value } = await saved(platform, ann, { spec, visibility: 'everyone' });
    const bob = await someone('bob', { fields: ['category'] });
    platform.events.length = 0;
    expect(await compare(bob, value.id)).toEqual({ state: 'incomparable', why: 'left-out' });
    expect(platform.events).toEqual([]);
  });

  it('fails while access is stopped, and with NOT_FOUND for what is not shared', async () => {
    const { value } = await saved(platform, ann);
    const bob = await someone('bob');
    await expect(compare(bob, value.id)).rejects.toEqual(code('NOT_FOUND'));
    await compare(ann, value.id);
    const sam = person(`sam-${count}`, 'super-admin');
    await stopAccess(platform, sam, { kind: 'profile', id: ann.profile ?? '', why: 'test' });
    await expect(compare(ann, value.id)).rejects.toEqual(code('FORBIDDEN'));
  });
});
