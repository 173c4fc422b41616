import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findProfile, putProfile } from '#app/access/profile-store.ts';
import { stopAccess } from '#app/access/stops.ts';
import type { Caller } from '#app/caller.ts';
import { sweepItems } from '#app/every-item.ts';
import { makeNewId } from '#app/new-id.ts';
import { changeUser } from '#app/people/save-user.ts';
import { findUserItem, type User } from '#app/people.ts';
import type { Platform } from '#app/ports.ts';
import { showSaved } from '#app/saved/list.ts';
import { dismissNotice, listNotices, MOST_NOTICES, noticePartition, readNotices } from '#app/saved/notice.ts';
import { runAlerts } from '#app/saved/run-alerts.ts';
import { changeSaved, removeSaved } from '#app/saved/save.ts';
import { MOST_ALERTS, removeAlert, setAlert } from '#app/saved/set-alert.ts';
import { AppError } from '#core/model/error.ts';
import type { ManifestId } from '#core/model/id.ts';
import type { AlertRule } from '#core/saved/alert-rule.ts';
import { addProfile, northProfile, person } from '#test/support/access-platform.ts';
import { openQueryPlatform, type QueryPlatform } from '#test/support/query-platform.ts';
import { republish } from '#test/support/republish.ts';
import { addAnalyst, code, content, saved } from './made-saved.ts';

const HOUR_MS = 3_600_000;

let platform: QueryPlatform;
let whole: ManifestId;
let count = 0;
let ann: Caller;
beforeAll(async () => {
  platform = await openQueryPlatform();
  whole = (await republish(platform, 'north-crime', [])).id;
});
afterAll(() => platform.dispose());
beforeEach(async () => {
  count += 1;
  ann = await someone('ann');
  await sweepItems(platform.registry, 'saved-query-alert', () => true);
  await publish([]);
});

const someone = (name: string) => addAnalyst(platform, `${name}-${count}`);

async function publish(without: readonly string[]): Promise<void> {
  platform.pass(HOUR_MS);
  await republish(platform, 'north-crime', without, whole);
}

/** A saved query with an alert that has been asked once. */
async function watched(rule: AlertRule, change: Parameters<typeof saved>[2] = {}): Promise<string> {
  const { value } = await saved(platform, ann, change);
  await setAlert(platform, ann, value.id, rule);
  await runAlerts(platform);
  return value.id;
}

const inbox = (caller = ann) => listNotices(platform, caller, null);

async function change(change: Partial<User>): Promise<void> {
  const item = await findUserItem(platform.registry, ann.user);
  if (item === null) throw new Error('no account');
  await changeUser(platform.registry, item, { ...item.value, ...change });
}

describe('runAlerts(platform)', () => {
  it('tells once what a publication changed, and nothing while there is none', async () => {
    const id = await watched({ when: 'changed' });
    expect(await runAlerts(platform)).toBe(0);
    await publish(['2019']);
    await runAlerts(platform);
    await runAlerts(platform);
    const { items, unread } = await inbox();
    expect(unread).toBe(1);
    expect(items).toMatchObject([{ saved: id, told: { total: { before: 11, now: 9 } }, problem: null }]);
    await publish([]);
    await publish(['2019']);
    await runAlerts(platform);
    expect((await inbox()).items).toHaveLength(1);
  });

  it.each([
    [{ when: 'above', limit: 10 }, ['2019'], 0],
    [{ when: 'below', limit: 10 }, ['2019'], 1],
    [{ when: 'below', limit: 9 }, ['2019'], 0],
    [{ when: 'moved', percent: 18 }, ['2019'], 1],
    [{ when: 'moved', percent: 18.2 }, ['2019'], 0],
  ] as const)('holds to %j', async (rule, without, told) => {
    await watched(rule);
    await publish(without);
    await runAlerts(platform);
    expect((await inbox()).items).toHaveLength(told);
  });

  it('tells once when two run at the same time, and when one ends in the middle', async () => {
    const id = await watched({ when: 'changed' });
    await publish(['2019']);
    const { registry } = platform;
    const killed: Platform = {
      ...platform,
      registry: {
        get: registry.get.bind(registry),
        list: registry.list.bind(registry),
        close: registry.close.bind(registry),
        transact: (writes) =>
          writes.some(({ partition }) => partition === 'saved-query-alert')
            ? Promise.reject(new Error('killed'))
            : registry.transact(writes),
      },
    };
    await expect(runAlerts(killed)).rejects.toThrow('killed');
    expect((await inbox()).items).toEqual([]);
    await Promise.all([runAlerts(platform), runAlerts(platform), runAlerts(platform)]);
    expect((await inbox()).items.filter((notice) => notice.saved === id)).toHaveLength(1);
  });

  it('asks under the profile that the owner has now, and as them', async () => {
    const id = await watched({ when: 'changed' });
    await addProfile(platform.registry, northProfile(`narrow-${count}`, { fields: ['loss'] }));
    await change({ profile: `narrow-${count}` });
    platform.events.length = 0;
    await publish(['2019']);
    await runAlerts(platform);
    const { items } = await inbox({ ...ann, profile: `narrow-${count}` });
    expect(items).toMatchObject([
      { saved: id, told: null, problem: expect.stringContaining('does not show all') },
    ]);
    expect(JSON.stringify(items)).not.toContain('category');
    await runAlerts(platform);
    expect((await inbox()).items).toHaveLength(1);
    expect((await showSaved(platform, ann, id)).alert?.problem).toContain('does not show all');
    await change({ profile: ann.profile });
    await runAlerts(platform);
    expect((await showSaved(platform, ann, id)).alert?.problem).toBeNull();
  });

  it('is in the audit as a question of the owner, with what it was asked for', async () => {
    const id = await watched({ when: 'changed' });
    platform.events.length = 0;
    await publish(['2019']);
    await runAlerts(platform);
    expect(platform.events).toContainEqual(
      expect.objectContaining({
        phase: 'intent',
        action: 'consultation',
        who: ann.user,
        detail: expect.objectContaining({ on: `saved-query/${id}` }),
      }),
    );
  });

  it('asks nothing for who is disabled or stopped, and goes on with the others', async () => {
    await watched({ when: 'changed' });
    const mine = ann;
    ann = await someone('bob');
    await watched({ when: 'changed' });
    const other = ann;
    ann = mine;
    await change({ state: 'disabled', disabledWhy: 'left' });
    await publish(['2019']);
    await runAlerts(platform);
    expect((await inbox(mine)).items).toEqual([]);
    expect((await inbox(other)).items).toHaveLength(1);
  });

  it('begins anew when the question is changed, and ends with the saved query', async () => {
    const id = await watched({ when: 'changed' });
    const spec = { ...content().spec, where: { space: { areas: ['E01'] } } };
    await changeSaved(platform, ann, id, 1, content({ spec }));
    await runAlerts(platform);
    expect((await inbox()).items).toEqual([]);
    await removeSaved(platform, ann, id, 2);
    await publish(['2019']);
    await runAlerts(platform);
    expect((await inbox()).items).toEqual([]);
  });

  it('tries again later, not at once, while the engine does not answer', async () => {
    await watched({ when: 'changed' });
    await publish(['2019']);
    let asked = 0;
    const engine = {
      ...platform.engine,
      start: () => {
        asked += 1;
        return Promise.reject(new AppError('UNAVAILABLE', 'away'));
      },
    } as unknown as Platform['engine'];
    await runAlerts({ ...platform, engine });
    const first = asked;
    expect(first).toBeGreaterThan(0);
    await runAlerts({ ...platform, engine });
    expect(asked).toBe(first);
    expect((await inbox()).items).toEqual([]);
    platform.pass(10 * 60_000);
    await runAlerts(platform);
    expect((await inbox()).items).toHaveLength(1);
  });
});

describe('setAlert(platform, caller, id, rule)', () => {
  it('is for the owner, with a profile, and no more often than they may', async () => {
    const { value } = await saved(platform, ann, { visibility: 'everyone' });
    const bob = await someone('bob');
    const rule = { when: 'changed' } as const;
    await expect(setAlert(platform, bob, value.id, rule)).rejects.toEqual(code('FORBIDDEN'));
    await expect(setAlert(platform, { ...ann, profile: null }, value.id, rule)).rejects.toEqual(
      code('FORBIDDEN'),
    );
    await setAlert(platform, ann, value.id, rule);
    await setAlert(platform, ann, value.id, { when: 'above', limit: 3 });
    for (let index = 1; index < MOST_ALERTS; index += 1)
      await setAlert(platform, ann, (await saved(platform, ann)).value.id, rule);
    const more = await saved(platform, ann);
    await expect(setAlert(platform, ann, more.value.id, rule)).rejects.toEqual(code('CONFLICT'));
    await removeAlert(platform, ann, value.id);
    await setAlert(platform, ann, more.value.id, rule);
  });
});

describe('listNotices(platform, caller, cursor)', () => {
  it('shows no number once the profile is another version, or access is stopped', async () => {
    await watched({ when: 'changed' });
    await publish(['2019']);
    await runAlerts(platform);
    expect((await inbox()).items[0]?.told).not.toBeNull();
    const found = await findProfile(platform.registry, ann.profile ?? '');
    if (found === null) throw new Error('no profile');
    await putProfile(platform, { ...found.profile, version: 2 }, found.itemVersion);
    const [changed] = (await inbox()).items;
    expect(changed).toMatchObject({ told: null, accessChanged: true });
    expect(JSON.stringify(changed)).not.toMatch(/\b(11|9)\b/);
    const sam = person(`sam-${count}`, 'super-admin');
    await stopAccess(platform, sam, { kind: 'profile', id: ann.profile ?? '', why: 'test' });
    expect((await inbox()).items[0]).toMatchObject({ told: null, accessChanged: true });
  });

  it('keeps the newest, tells what is unread, and is read up to where it was seen', async () => {
    const rule = { when: 'changed' } as const;
    const partition = noticePartition(ann.user);
    const base = { saved: 'x', title: 't', at: 'now', rule, told: null, problem: null, readAt: null };
    const newId = makeNewId();
    const ids: string[] = [];
    for (let index = 0; index < MOST_NOTICES + 1; index += 1) {
      const id = newId();
      ids.push(id);
      await platform.registry.transact([
        { kind: 'put', partition, sort: id, value: { ...base, id }, expected: 0 },
      ]);
    }
    await watched({ when: 'changed' });
    await publish(['2019']);
    await runAlerts(platform);
    const { items, unread, nextCursor } = await inbox();
    expect(unread).toBe(MOST_NOTICES);
    expect(items).toHaveLength(25);
    const next = await listNotices(platform, ann, nextCursor);
    expect(next.items[0]?.id).toBe(ids.at(-25));
    await readNotices(platform, ann, ids.at(-1) ?? '');
    expect((await inbox()).unread).toBe(1);
    await dismissNotice(platform, ann, items[0]?.id ?? '');
    expect((await inbox()).unread).toBe(0);
    const bob = await someone('bob');
    await expect(dismissNotice(platform, bob, ids.at(-1) ?? '')).rejects.toEqual(code('NOT_FOUND'));
    await expect(readNotices(platform, bob, ids.at(-1) ?? '')).rejects.toEqual(code('NOT_FOUND'));
  });
});
