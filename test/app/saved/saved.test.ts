import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Caller } from '#app/caller.ts';

import { changeUser } from '#app/people/save-user.ts';
import { findUserItem } from '#app/people.ts';
import { listSaved, showSaved } from '#app/saved/list.ts';
import { changeSaved, removeSaved, saveQuery, sweepSavedKeys, takeDownSaved } from '#app/saved/save.ts';
import { MOST_SAVED } from '#app/saved/saved-query.ts';
import { findSaved } from '#app/saved/saved-store.ts';
import { addAccount, addProfile, northProfile, person } from '#test/support/access-platform.ts';
import { openQueryPlatform, type QueryPlatform } from '#test/support/query-platform.ts';
import { code, content, saved } from './made-saved.ts';

let platform: QueryPlatform;
let count = 0;
let ann: Caller;
let bob: Caller;
let far: Caller;
beforeAll(async () => {
  platform = await openQueryPlatform();
});
afterAll(() => platform.dispose());
beforeEach(async () => {
  count += 1;
  const profile = `north-${count}`;
  ann = person(`ann-${count}`, 'analyst', { profile });
  bob = person(`bob-${count}`, 'analyst', { profile, organisation: `org-${count}` });
  ann = { ...ann, organisation: `org-${count}` };
  far = person(`far-${count}`, 'analyst', { profile, organisation: `far-${count}` });
  await addProfile(platform.registry, northProfile(profile), [`org-${count}`, `far-${count}`]);
  for (const caller of [ann, bob, far]) await addAccount(platform.registry, caller);
  platform.events.length = 0;
});

const titles = async (caller: Caller, scope: 'mine' | 'organisation' | 'everyone', q: string | null = null) =>
  (await listSaved(platform, caller, { scope, q, cursor: null })).items.map(({ title }) => title);

describe('saveQuery(platform, caller, content)', () => {
  it('keeps the same one under the same key, and refuses another content under it', async () => {
    const first = await saveQuery(platform, ann, content(), 'key');
    expect((await saveQuery(platform, ann, content(), 'key')).value.id).toBe(first.value.id);
    const together = await Promise.all([1, 2, 3].map(() => saveQuery(platform, ann, content(), 'other')));
    expect(new Set(together.map(({ value }) => value.id)).size).toBe(1);
    await expect(saveQuery(platform, ann, content({ title: 'x' }), 'key')).rejects.toEqual(code('CONFLICT'));
    expect((await saveQuery(platform, bob, content(), 'key')).value.owner).toBe(bob.user);
    expect(await titles(ann, 'mine')).toHaveLength(2);
  });

  it('forgets keys after thirty days', async () => {
    const { value } = await saveQuery(platform, ann, content(), 'key');
    const later = { ...platform, clock: () => new Date(platform.clock().getTime() + 31 * 86_400_000) };
    expect(await sweepSavedKeys(platform)).toBe(0);
    expect(await sweepSavedKeys(later)).toBeGreaterThan(0);
    expect((await saveQuery(platform, ann, content(), 'key')).value.id).not.toBe(value.id);
  });

  it('is written to the audit before it is done, with what was typed kept apart', async () => {
    await saved(platform, ann, { title: 'About J. Doe' });
    const [intent, outcome] = platform.events;
    expect(intent).toMatchObject({
      phase: 'intent',
      action: 'administration',
      personal: { title: 'About J. Doe' },
    });
    expect(outcome).toMatchObject({ phase: 'outcome', detail: { done: true } });
    expect(JSON.stringify([intent?.detail, outcome])).not.toContain('Doe');
  });

  it('keeps no more of one person than they may have, also when they save at once', async () => {
    await platform.registry.transact([
      {
        kind: 'put',
        partition: 'saved-query-count',
        sort: ann.user,
        value: { count: MOST_SAVED - 1 },
        expected: null,
      },
    ]);
    const ends = await Promise.allSettled([1, 2, 3].map(() => saved(platform, ann)));
    expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await expect(saved(platform, ann)).rejects.toEqual(code('CONFLICT'));
    const [one] = (await listSaved(platform, ann, { scope: 'mine', q: null, cursor: null })).items;
    await removeSaved(platform, ann, one?.id ?? '', one?.version ?? 0);
    await saved(platform, ann);
  });
});

describe('listSaved(platform, caller, filter)', () => {
  it('gives each what is shared with them, and finds by words', async () => {
    await saved(platform, ann, { title: 'Mine alone' });
    await saved(platform, ann, { title: 'Ours together', visibility: 'organisation' });
    await saved(platform, ann, { title: `For all ${count}`, description: 'Knives', visibility: 'everyone' });
    expect(await titles(ann, 'mine')).toEqual([`For all ${count}`, 'Ours together', 'Mine alone']);
    expect(await titles(bob, 'mine')).toEqual([]);
    expect(await titles(bob, 'organisation')).toEqual([`For all ${count}`, 'Ours together']);
    expect(await titles(far, 'organisation')).toEqual([]);
    expect(await titles(far, 'everyone', `all ${count} KNIVES`)).toEqual([`For all ${count}`]);
    expect(await titles(far, 'everyone', 'mine alone')).toEqual([]);
  });

  it('goes through all of them page by page, each once', async () => {
    for (let index = 0; index < 60; index += 1) await saved(platform, ann, { title: `No ${index}` });
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await listSaved(platform, ann, { scope: 'mine', q: 'no', cursor });
      seen.push(...page.items.map(({ title }) => title));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(Array.from({ length: 60 }, (_, index) => `No ${59 - index}`));
  });
});

describe('a saved query of somebody else', () => {
  it('shows only what the profile of who looks can name', async () => {
    const spec = { ...content().spec, where: { fields: [{ field: 'weapon', in: ['the knife of J. Doe'] }] } };
    const search = 'd=north-crime&f.weapon=J.+Doe';
    const { value } = await saved(platform, ann, { spec, search, visibility: 'everyone' });
    const hiding = `${far.profile}-hides`;
    await addProfile(platform.registry, northProfile(hiding, { fields: ['category'] }), [far.organisation]);
    const other = { ...far, profile: hiding };
    const shown = await showSaved(platform, other, value.id);
    expect(JSON.stringify(shown)).not.toMatch(/weapon|Doe/);
    expect(shown).toMatchObject({ leftOut: true, search: 'd=north-crime', datasets: ['north-crime'] });
    const none = await showSaved(platform, { ...far, profile: null }, value.id);
    expect(none).toMatchObject({ spec: null, search: '', datasets: [], leftOut: true });
    expect((await showSaved(platform, ann, value.id)).spec).toEqual(spec);
  });

  it('tells how to get in touch only where its owner shares it, and nothing of a former user', async () => {
    const { value } = await saved(platform, ann, { visibility: 'everyone' });
    expect((await showSaved(platform, far, value.id)).owner).toMatchObject({ name: ann.name, email: null });
    const item = await findUserItem(platform.registry, ann.user);
    if (item === null) throw new Error('no account');
    await changeUser(platform.registry, item, { ...item.value, contactShared: true });
    expect((await showSaved(platform, far, value.id)).owner.email).toBe(ann.email);
    const shared = await findUserItem(platform.registry, ann.user);
    if (shared === null) throw new Error('no account');
    await changeUser(platform.registry, shared, { ...shared.value, state: 'disabled', disabledWhy: 'left' });
    expect((await showSaved(platform, far, value.id)).owner).toEqual({
      id: null,
      name: 'Former user',
      organisation: { id: ann.organisation, name: ann.organisation },
      email: null,
      phone: null,
    });
  });

  it('stays with the organisation that it was shared with when its owner moves', async () => {
    const { value, version } = await saved(platform, ann, { visibility: 'organisation' });
    const moved = { ...ann, organisation: far.organisation };
    expect(await titles(bob, 'organisation')).toEqual([value.title]);
    await changeSaved(platform, moved, value.id, version, content({ visibility: 'organisation' }));
    expect(await titles(bob, 'organisation')).toEqual([]);
    expect(await titles(far, 'organisation')).toEqual([value.title]);
  });
});

describe('changeSaved and removeSaved', () => {
  it('fail with NOT_FOUND for what is not shared, FORBIDDEN for what is, CONFLICT for what has moved', async () => {
    const hidden = await saved(platform, ann);
    const open = await saved(platform, ann, { visibility: 'everyone' });
    for (const [item, failure] of [
      [hidden, 'NOT_FOUND'],
      [open, 'FORBIDDEN'],
    ] as const) {
      const { id } = item.value;
      await expect(changeSaved(platform, bob, id, 1, content())).rejects.toEqual(code(failure));
      await expect(removeSaved(platform, bob, id, 1)).rejects.toEqual(code(failure));
    }
    await changeSaved(platform, ann, open.value.id, 1, content({ title: 'New' }));
    await expect(changeSaved(platform, ann, open.value.id, 1, content())).rejects.toEqual(code('CONFLICT'));
    await expect(removeSaved(platform, ann, open.value.id, 1)).rejects.toEqual(code('CONFLICT'));
    expect(await titles(bob, 'organisation')).toEqual([]);
    await removeSaved(platform, ann, open.value.id, 2);
    expect(await findSaved(platform.registry, open.value.id)).toBeNull();
  });
});

describe('takeDownSaved(platform, caller, id, version, why)', () => {
  it('leaves it to its owner alone, with the reason, and it cannot be shared again', async () => {
    const boss = person(`boss-${count}`, 'org-admin', { organisation: ann.organisation });
    const stranger = person(`stranger-${count}`, 'org-admin', { organisation: far.organisation });
    const { value } = await saved(platform, ann, { visibility: 'everyone' });
    const down = (caller: Caller) => takeDownSaved(platform, caller, value.id, 1, 'names a person');
    await expect(down(stranger)).rejects.toEqual(code('FORBIDDEN'));
    await expect(down(bob)).rejects.toEqual(code('FORBIDDEN'));
    await down(boss);
    await expect(showSaved(platform, bob, value.id)).rejects.toEqual(code('NOT_FOUND'));
    const own = await showSaved(platform, ann, value.id);
    expect(own).toMatchObject({ visibility: 'private', takenDown: { why: 'names a person' } });
    const share = () =>
      changeSaved(platform, ann, value.id, own.version, content({ visibility: 'everyone' }));
    await expect(share()).rejects.toEqual(code('CONFLICT'));
    await changeSaved(platform, ann, value.id, own.version, content({ title: 'Still mine' }));
  });
});
