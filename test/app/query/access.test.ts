import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { revokeGrant } from '#app/access/grants.ts';
import { putGrant } from '#app/access/profile-store.ts';
import { writeProfile } from '#app/access/profiles.ts';
import { chooseReason, DEFAULT_REASONS } from '#app/access/reason.ts';
import { releaseAccess, stopAccess } from '#app/access/stops.ts';
import type { Caller } from '#app/caller.ts';
import { listDatasets } from '#app/catalogue.ts';
import { linkExport, openExport } from '#app/export-link.ts';
import type { QueryEngine } from '#app/ports.ts';
import { downloadStatus, startDownload } from '#app/query/download.ts';
import { findQuery, replayQuery } from '#app/query/replay.ts';
import { queryResult } from '#app/query/result.ts';
import { expireLeases, queryStatus } from '#app/query/status.ts';
import { submitQuery } from '#app/query/submit.ts';
import type { DatasetDefinition } from '#core/model/dataset.ts';
import { brandId, type UserId } from '#core/model/id.ts';
import { addAccount, addProfile, northProfile, person } from '#test/support/access-platform.ts';
import { openQueryPlatform, type QueryPlatform } from '#test/support/query-platform.ts';
import { stalledEngine } from '#test/support/stalled-engine.ts';

const WAIT = { waitMs: 10_000 };
const CSV = { format: 'csv' };
const BY_CATEGORY = { datasets: ['north-crime'], groupBy: [{ field: 'category' }] };
const sam = person('sam', 'super-admin');
const code = (value: string) => expect.objectContaining({ code: value });

let platform: QueryPlatform;
let count = 0;
let profile = '';
let ann: Caller = person('ann', 'analyst');
beforeAll(async () => {
  platform = await openQueryPlatform();
});
afterAll(() => platform.dispose());
beforeEach(async () => {
  count += 1;
  profile = `north-${count}`;
  ann = person(`ann-${count}`, 'analyst', { profile });
  await addProfile(platform.registry, northProfile(profile));
  await addAccount(platform.registry, ann);
  platform.events.length = 0;
});

function bound(engine: QueryEngine): QueryEngine {
  return {
    start: engine.start.bind(engine),
    status: engine.status.bind(engine),
    page: engine.page.bind(engine),
    cancel: engine.cancel.bind(engine),
    close: engine.close.bind(engine),
  };
}

let definitionVersion = 100;

/** Puts another version of the definition in force, and gives back how the first is put in force again. */
async function changeDefinition(change: Partial<DatasetDefinition>): Promise<() => Promise<void>> {
  const { registry } = platform;
  const item = await registry.get<DatasetDefinition>('dataset', 'north-crime');
  if (item === null) throw new Error('no fixture');
  const write = async (value: DatasetDefinition) => {
    const sort = String(value.version).padStart(8, '0');
    await registry.transact([
      { kind: 'put', partition: 'dataset', sort: 'north-crime', value, expected: null },
      { kind: 'put', partition: 'dataset-version#north-crime', sort, value, expected: null },
    ]);
  };
  definitionVersion += 1;
  await write({ ...item.value, ...change, version: definitionVersion });
  return () => write(item.value);
}

describe('a query whose asker may see something else by now', () => {
  it('fails with ACCESS_CHANGED at every step once the profile has another version', async () => {
    const { id } = await submitQuery(platform, ann, BY_CATEGORY, { ...WAIT, idempotencyKey: 'k' });
    const file = await startDownload(platform, ann, id, CSV);
    await writeProfile(platform, sam, profile, northProfile(profile, { fields: ['category'] }), 1);
    const changed = code('ACCESS_CHANGED');
    await expect(queryStatus(platform, ann, id)).rejects.toEqual(changed);
    await expect(queryResult(platform, ann, id, {})).rejects.toEqual(changed);
    await expect(startDownload(platform, ann, id, CSV)).rejects.toEqual(changed);
    await expect(downloadStatus(platform, ann, id, file.id)).rejects.toEqual(changed);
    const again = submitQuery(platform, ann, BY_CATEGORY, { ...WAIT, idempotencyKey: 'k' });
    await expect(again).rejects.toEqual(changed);
    expect(await submitQuery(platform, ann, BY_CATEGORY, WAIT)).toMatchObject({ state: 'succeeded' });
  });

  it('fails with ACCESS_CHANGED under another profile, and with FORBIDDEN under none', async () => {
    const { id } = await submitQuery(platform, ann, BY_CATEGORY, WAIT);
    await addProfile(platform.registry, northProfile(`${profile}-other`));
    const moved = { ...ann, profile: `${profile}-other` };
    await expect(queryResult(platform, moved, id, {})).rejects.toEqual(code('ACCESS_CHANGED'));
    await expect(queryResult(platform, { ...ann, profile: null }, id, {})).rejects.toEqual(code('FORBIDDEN'));
  });

  it('fails with ACCESS_CHANGED for another organisation, whose profile is the same', async () => {
    const { id } = await submitQuery(platform, ann, BY_CATEGORY, WAIT);
    await putGrant(platform.registry, 'another', { profile, until: null });
    const moved = { ...ann, organisation: 'another' };
    await expect(queryResult(platform, moved, id, {})).rejects.toEqual(code('ACCESS_CHANGED'));
  });

  it('is not answered by its key when it is looked at through a profile', async () => {
    const key = { ...WAIT, idempotencyKey: 'same' };
    const uma = { ...sam, user: brandId<UserId>(`uma-${count}`), profile };
    await submitQuery(platform, uma, BY_CATEGORY, key);
    await addProfile(platform.registry, northProfile(`${profile}-wide`));
    const through = { ...uma, preview: `${profile}-wide` };
    await expect(submitQuery(platform, through, BY_CATEGORY, key)).rejects.toEqual(code('CONFLICT'));
  });

  it('fails with ACCESS_CHANGED once the last months that the profile shows are others', async () => {
    const recent = `${profile}-recent`;
    await addProfile(platform.registry, northProfile(recent, { rowRule: { lastMonths: 120 } }));
    const bob = { ...ann, profile: recent };
    const next = { ...platform, clock: () => new Date('2026-03-31T23:00:00Z') };
    const last = { ...platform, clock: () => new Date('2026-03-31T22:59:59Z') };
    const [mine, theirs] = await Promise.all(
      [ann, bob].map((who) => submitQuery(platform, who, BY_CATEGORY, WAIT)),
    );
    if (mine === undefined || theirs === undefined) throw new Error('no query');
    expect(await queryResult(last, bob, theirs.id, {})).toMatchObject({ words: theirs.words });
    await expect(queryResult(next, bob, theirs.id, {})).rejects.toEqual(code('ACCESS_CHANGED'));
    await expect(startDownload(next, bob, theirs.id, CSV)).rejects.toEqual(code('ACCESS_CHANGED'));
    expect(await queryResult(next, ann, mine.id, {})).toMatchObject({ words: mine.words });
  });

  it('gives no file by a link that was issued before', async () => {
    const { id } = await submitQuery(platform, ann, BY_CATEGORY, WAIT);
    const { id: download } = await startDownload(platform, ann, id, CSV);
    const { key, fileName, query, reason } = await downloadStatus(platform, ann, id, download, 10_000);
    if (key === null || fileName === null) throw new Error('the file was not written');
    const secret = await linkExport(platform, ann, { key, fileName, query, reason });
    platform.events.length = 0;
    expect(await openExport(platform, secret, fileName)).toMatchObject({ key, fileName });
    expect(platform.events).toMatchObject([
      { phase: 'intent', action: 'disclosure', recipients: [ann.user], detail: { handedOut: true } },
      { phase: 'outcome', action: 'disclosure', recipients: [ann.user] },
    ]);
    await revokeGrant(platform, sam, 'org', profile);
    await expect(openExport(platform, secret, fileName)).rejects.toEqual(code('FORBIDDEN'));
  });
});

describe('a stop', () => {
  it.each([
    ['everything', (): string => 'all'],
    ['person', (): string => ann.user],
    ['profile', (): string => profile],
    ['dataset', (): string => 'north-crime'],
  ] as const)('of %s ends what is running and refuses what comes', async (kind, idOf) => {
    const engine = stalledEngine();
    const slow = { ...platform, engine };
    const { id } = await submitQuery(slow, ann, BY_CATEGORY, { waitMs: 0 });
    await stopAccess(slow, sam, { kind, id: idOf(), why: 'an incident' });
    expect(engine.cancelled.length).toBeGreaterThan(0);
    await expect(queryStatus(slow, ann, id)).rejects.toEqual(code('FORBIDDEN'));
    await expect(queryResult(slow, ann, id, {})).rejects.toEqual(code('FORBIDDEN'));
    await expect(submitQuery(slow, ann, BY_CATEGORY, WAIT)).rejects.toEqual(code('FORBIDDEN'));
    await releaseAccess(slow, sam, kind, idOf());
    expect(await submitQuery(platform, ann, BY_CATEGORY, WAIT)).toMatchObject({ state: 'succeeded' });
  });

  it('keeps back the first page of a query that began before it', async () => {
    const status: QueryEngine['status'] = async (id, waitMs) => {
      const now = await platform.engine.status(id, waitMs);
      await stopAccess(platform, sam, { kind: 'person', id: ann.user, why: 'an incident' });
      return now;
    };
    const slow = { ...platform, engine: { ...bound(platform.engine), status } };
    await expect(submitQuery(slow, ann, BY_CATEGORY, WAIT)).rejects.toEqual(code('FORBIDDEN'));
    await releaseAccess(platform, sam, 'person', ann.user);
  });

  it('leaves what does not concern it running', async () => {
    const engine = stalledEngine();
    const slow = { ...platform, engine };
    const { id } = await submitQuery(slow, ann, BY_CATEGORY, { waitMs: 0 });
    await stopAccess(slow, sam, { kind: 'dataset', id: 'south-calls', why: 'an incident' });
    expect(engine.cancelled).toEqual([]);
    expect(await queryStatus(slow, ann, id)).toMatchObject({ state: 'running' });
    await releaseAccess(slow, sam, 'dataset', 'south-calls');
  });

  it('of a dataset is not told to those whose profile does not show it', async () => {
    await stopAccess(platform, sam, { kind: 'dataset', id: 'south-calls', why: 'an incident' });
    const failures = await Promise.all(
      ['south-calls', 'never-made'].map((dataset) =>
        submitQuery(platform, ann, { datasets: [dataset], measures: [{ measure: 'count' }] }, WAIT).catch(
          (error: unknown) => String(error).replace(dataset, '…'),
        ),
      ),
    );
    expect(failures[0]).toBe(failures[1]);
    expect(failures[0]).toContain('there is no dataset');
    await releaseAccess(platform, sam, 'dataset', 'south-calls');
  });

  it('is made and released by Super Admins only, and not of oneself', async () => {
    const stop = { kind: 'everything', id: 'all', why: 'x' } as const;
    await expect(stopAccess(platform, ann, stop)).rejects.toEqual(code('FORBIDDEN'));
    await expect(releaseAccess(platform, ann, 'everything', 'all')).rejects.toEqual(code('FORBIDDEN'));
    await addAccount(platform.registry, { ...sam, email: `sam-${count}@example.org` });
    await expect(stopAccess(platform, sam, { kind: 'person', id: 'sam', why: 'x' })).rejects.toEqual(
      code('CONFLICT'),
    );
  });
});

describe('a download', () => {
  it('is refused where the profile does not allow it', async () => {
    const closed = `${profile}-closed`;
    await addProfile(platform.registry, northProfile(closed, { download: false }));
    const bob = { ...ann, profile: closed };
    const { id } = await submitQuery(platform, bob, BY_CATEGORY, WAIT);
    await expect(startDownload(platform, bob, id, CSV)).rejects.toMatchObject({
      code: 'FORBIDDEN',
      message: 'your profile does not allow downloads of north-crime',
    });
  });
});

describe('a download that is being written', () => {
  it.each([
    [
      'access was stopped',
      () => stopAccess(platform, sam, { kind: 'profile', id: profile, why: 'an incident' }),
      () => releaseAccess(platform, sam, 'profile', profile),
    ],
    [
      'its owner was shut out',
      () => addAccount(platform.registry, ann, { state: 'disabled' }),
      () => addAccount(platform.registry, ann),
    ],
    [
      'its owner was transferred',
      () => addAccount(platform.registry, ann, { organisation: 'another' }),
      () => addAccount(platform.registry, ann),
    ],
    [
      'its owner was given another profile',
      () => addAccount(platform.registry, { ...ann, profile: 'none-such' }),
      () => addAccount(platform.registry, ann),
    ],
  ])('is taken away again when %s meanwhile', async (_what, end, restore) => {
    const { id } = await submitQuery(platform, ann, BY_CATEGORY, WAIT);
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const putStream = platform.objects.putStream.bind(platform.objects);
    const writing = vi.spyOn(platform.objects, 'putStream').mockImplementation(async (key, body) => {
      if (key.startsWith(`exports/${ann.user}/`)) await held;
      return putStream(key, body);
    });
    const { id: download } = await startDownload(platform, ann, id, CSV);
    await end();
    release();
    const isOver = () =>
      platform.events.some(({ effect, phase }) => effect === download && phase === 'outcome');
    await expect.poll(isOver, { timeout: 15_000 }).toBe(true);
    writing.mockRestore();
    await restore();
    expect(await downloadStatus(platform, ann, id, download)).toMatchObject({ state: 'failed', key: null });
    expect(await platform.objects.list(`exports/${ann.user}/`)).toEqual([]);
  });
});

describe('a reason', () => {
  it('is asked for once a session, for 12 hours, and stands in the audit', async () => {
    const restore = await changeDefinition({ reason: { session: true, download: false } });
    const failure = await submitQuery(platform, ann, BY_CATEGORY, WAIT).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'REASON_REQUIRED', details: { reasons: DEFAULT_REASONS } });
    const hidden = { datasets: ['south-calls'], measures: [{ measure: 'count' }] };
    await expect(submitQuery(platform, ann, hidden, WAIT)).rejects.toEqual(code('DATASET_NOT_FOUND'));
    const [reason = ''] = DEFAULT_REASONS;
    await expect(chooseReason(platform, ann, 'because')).rejects.toEqual(code('SPEC_INVALID'));
    await chooseReason(platform, ann, reason);
    platform.events.length = 0;
    await submitQuery(platform, ann, BY_CATEGORY, WAIT);
    expect(platform.events.map((event) => event.reason)).toEqual([reason, reason]);
    await expect(submitQuery(platform, { ...ann, session: 'another' }, BY_CATEGORY, WAIT)).rejects.toEqual(
      code('REASON_REQUIRED'),
    );
    platform.pass(12 * 60 * 60_000);
    await expect(submitQuery(platform, ann, BY_CATEGORY, WAIT)).rejects.toEqual(code('REASON_REQUIRED'));
    await restore();
  });

  it('is asked for at a download, and stands in the disclosure', async () => {
    const restore = await changeDefinition({ reason: { session: false, download: true } });
    const { id } = await submitQuery(platform, ann, BY_CATEGORY, WAIT);
    await expect(startDownload(platform, ann, id, CSV)).rejects.toEqual(code('REASON_REQUIRED'));
    await expect(startDownload(platform, ann, id, { ...CSV, reason: 'because' })).rejects.toEqual(
      code('SPEC_INVALID'),
    );
    const reason = DEFAULT_REASONS[1] ?? '';
    const { id: download } = await startDownload(platform, ann, id, { ...CSV, reason });
    await downloadStatus(platform, ann, id, download, 10_000);
    const events = platform.events.filter(({ effect }) => effect === download);
    expect(events).toMatchObject([
      { phase: 'intent', reason },
      { phase: 'outcome', reason, rows: 3 },
    ]);
    await restore();
  });
});

describe('the audit of a query', () => {
  it('carries profile, datasets, publications, rows and words', async () => {
    const { id } = await submitQuery(platform, ann, BY_CATEGORY, WAIT);
    const common = {
      effect: id,
      action: 'consultation',
      who: ann.user,
      organisation: 'org',
      object: `query/${id}`,
      profile: { id: profile, version: 1, preview: false },
      datasets: ['north-crime'],
      publications: { 'north-crime': expect.any(String) },
    };
    expect(platform.events).toMatchObject([
      { ...common, phase: 'intent', detail: { words: 'Crimes, by category' } },
      { ...common, phase: 'outcome', rows: 3, detail: { state: 'succeeded' } },
    ]);
  });

  it('keeps what was typed and could name a person out of the clear part', async () => {
    const spec = {
      ...BY_CATEGORY,
      where: {
        fields: [{ field: 'weapon', in: ['Joan of Arc'] }],
        space: { near: { lon: -0.0812, lat: 51.5, metres: 500 } },
      },
    };
    const { id, words } = await submitQuery(platform, ann, spec, WAIT);
    expect(words).toContain('Joan of Arc');
    await queryResult(platform, ann, id, { limit: 1 });
    const { id: download } = await startDownload(platform, ann, id, CSV);
    await downloadStatus(platform, ann, id, download, 10_000);
    const clear = JSON.stringify(platform.events.map(({ personal: _personal, ...event }) => event));
    expect(clear).not.toContain('Joan');
    expect(clear).not.toContain('51.5');
    expect(clear).not.toContain('0.0812');
    expect(clear).toContain('[withheld]');
    expect(JSON.stringify(platform.events[0]?.personal)).toContain('Joan of Arc');
  });

  it('says of every further page what was intended and what came of it', async () => {
    const { id } = await submitQuery(platform, ann, BY_CATEGORY, WAIT);
    const first = await queryResult(platform, ann, id, { limit: 2 });
    platform.events.length = 0;
    await queryResult(platform, ann, id, { limit: 2, cursor: first.nextCursor ?? '' });
    expect(platform.events).toMatchObject([
      { phase: 'intent', action: 'consultation', detail: { from: 2 } },
      { phase: 'outcome', action: 'consultation', rows: 1, detail: { from: 2, done: true } },
    ]);
  });

  it('says when a first page is looked at again long after it was asked for', async () => {
    const { id } = await submitQuery(platform, ann, BY_CATEGORY, WAIT);
    platform.events.length = 0;
    await queryResult(platform, ann, id, {});
    expect(platform.events).toEqual([]);
    const tomorrow = { ...platform, clock: () => new Date(Date.now() + 24 * 60 * 60_000) };
    await queryResult(tomorrow, ann, id, {});
    expect(platform.events).toMatchObject([{ phase: 'intent' }, { phase: 'outcome', detail: { from: 0 } }]);
  });
});

describe('a query through a profile that is looked through', () => {
  it('is the looker’s own and marked in the audit, and its pages need no further mark', async () => {
    const looking = { ...sam, preview: profile };
    const { id, result } = await submitQuery(platform, looking, BY_CATEGORY, WAIT);
    expect(result?.rowCount).toBe(3);
    expect(platform.events[0]).toMatchObject({ who: 'sam', profile: { id: profile, preview: true } });
    expect(await queryResult(platform, sam, id, {})).toMatchObject({ rowCount: 3 });
    await expect(queryResult(platform, ann, id, {})).rejects.toEqual(code('NOT_FOUND'));
    await expect(startDownload(platform, looking, id, CSV)).rejects.toMatchObject({
      code: 'FORBIDDEN',
      message: 'a profile that you only look through gives no downloads',
    });
    expect(await listDatasets(platform, looking)).toMatchObject([{ id: 'north-crime' }]);
  });
});

describe('an idempotency key', () => {
  it('does not give what was seen through another profile', async () => {
    const own = { ...person(`lee-${count}`, 'super-admin'), profile };
    await addAccount(platform.registry, own);
    await addProfile(platform.registry, northProfile(`${profile}-narrow`, { rowRule: { lastMonths: 1 } }));
    const looking = { ...own, preview: `${profile}-narrow` };
    const keyed = { ...WAIT, idempotencyKey: 'same' };
    await submitQuery(platform, own, BY_CATEGORY, keyed);
    await expect(submitQuery(platform, looking, BY_CATEGORY, keyed)).rejects.toEqual(code('CONFLICT'));
    expect(await submitQuery(platform, own, BY_CATEGORY, keyed)).toMatchObject({ state: 'succeeded' });
  });
});

describe('a query of an earlier release, which knew no profiles', () => {
  it('is not answered, and stands in nobody’s way', async () => {
    const { registry } = platform;
    const old = { id: `OLD${count}`, user: ann.user, spec: BY_CATEGORY, state: 'running' };
    await registry.transact([
      { kind: 'put', partition: `query#${ann.user}`, sort: old.id, value: old, expected: 0 },
      {
        kind: 'put',
        partition: 'query-running',
        sort: old.id,
        value: { user: ann.user, touchedAt: '2026-01-01T00:00:00Z' },
        expected: 0,
      },
    ]);
    await expect(queryStatus(platform, ann, old.id)).rejects.toEqual(code('NOT_FOUND'));
    await stopAccess(platform, sam, { kind: 'everything', id: 'all', why: 'x' });
    await releaseAccess(platform, sam, 'everything', 'all');
    await expireLeases(platform);
    expect(await registry.get('query-running', old.id)).toBeNull();
  });
});

describe('replayQuery(platform, record)', () => {
  it('shows what was seen after the profile has changed', async () => {
    const view = await submitQuery(platform, ann, BY_CATEGORY, WAIT);
    await writeProfile(
      platform,
      sam,
      profile,
      northProfile(profile, { fields: [], rowRule: { column: 'category', op: '=', value: 'theft' } }),
      1,
    );
    const record = await findQuery(platform, ann.user, view.id);
    if (record === null) throw new Error('the query is gone');
    const fresh = await platform.freshEngine();
    expect(await replayQuery(fresh, record)).toEqual(view.result);
  });
});
