import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeAccess } from '#app/access/own-access.ts';
import { putStop, removeStop } from '#app/access/stop-store.ts';
import { explainAccess, type Missed } from '#app/access/why.ts';
import { submitQuery } from '#app/query/submit.ts';
import { brandId, type UserId } from '#core/model/id.ts';
import { addAccount, addProfile, northProfile, person } from '#test/support/access-platform.ts';
import { openQueryPlatform, type QueryPlatform } from '#test/support/query-platform.ts';

let platform: QueryPlatform;
const ann = person('ann', 'analyst', { profile: 'rule' });
const bob = person('bob', 'analyst', { profile: 'counts', organisation: 'lonely' });
beforeAll(async () => {
  platform = await openQueryPlatform();
  const rowRule = { column: 'category', op: '=', value: 'robbery' } as const;
  await addProfile(
    platform.registry,
    northProfile('rule', { fields: ['category'], rowRule, download: false }),
  );
  await addProfile(platform.registry, northProfile('counts', { kind: 'counts', minimumCount: 5 }), [
    'lonely',
  ]);
  await addAccount(platform.registry, person('olivia', 'org-admin'));
  await addAccount(platform.registry, person('sam', 'super-admin', { organisation: 'city' }));
  await addAccount(platform.registry, person('sue', 'super-admin', { organisation: 'city' }), {
    contactShared: true,
  });
});
afterAll(() => platform.dispose());

const missed = (about: Missed['about'], change: Partial<Missed> = {}): Missed => ({
  dataset: 'north-crime',
  field: null,
  level: null,
  about,
  ...change,
});

describe('explainAccess(platform, caller, missed)', () => {
  it('says the same of a dataset that is hidden and of one that is not there', async () => {
    const [hidden, absent, none] = await Promise.all(
      ['south-calls', 'never-made', null].map((dataset) =>
        explainAccess(platform, ann, missed('dataset', { dataset })),
      ),
    );
    expect(hidden).toMatchObject({
      decidedBy: 'dataset',
      text: 'your profile “rule” shows no dataset of this name',
      profile: { id: 'rule', version: 1 },
    });
    expect(absent).toEqual(hidden);
    expect(none).toEqual(hidden);
  });

  it('says the same of a hidden dataset whatever is missed of it, stopped or not', async () => {
    await putStop(platform.registry, {
      kind: 'dataset',
      id: 'south-calls',
      why: 'an incident',
      by: brandId<UserId>('sam'),
      at: '2026-03-01T00:00:00Z',
    });
    const abouts = ['dataset', 'field', 'place', 'records', 'download', 'suppressed'] as const;
    const told = await Promise.all(
      abouts.flatMap((about) =>
        ['south-calls', 'never-made'].map((dataset) =>
          explainAccess(platform, ann, missed(about, { dataset })),
        ),
      ),
    );
    expect(new Set(told.map((one) => JSON.stringify(one))).size).toBe(1);
    await removeStop(platform.registry, 'dataset', 'south-calls');
  });

  it('says the same of a field that is hidden, internal, or not there', async () => {
    const told = await Promise.all(
      ['weapon', 'secret', 'never_made'].map((field) =>
        explainAccess(platform, ann, missed('field', { field })),
      ),
    );
    expect(told[0]).toMatchObject({
      decidedBy: 'field',
      text: 'your profile “rule” shows no field of this name in this dataset',
    });
    expect(told[1]).toEqual(told[0]);
    expect(told[2]).toEqual(told[0]);
    expect(await explainAccess(platform, ann, missed('field', { field: 'category' }))).toMatchObject({
      decidedBy: 'shown',
    });
  });

  it('says the same of a level that is hidden and of one that is not there', async () => {
    const told = await Promise.all(
      ['lsoa', 'never', 'cell_9', 'exact'].map((level) =>
        explainAccess(platform, ann, missed('place', { level })),
      ),
    );
    expect(told[0]).toMatchObject({ decidedBy: 'precision' });
    for (const one of told) expect(one).toEqual(told[0]);
    for (const level of ['borough', 'cell_8', 'cell_7'])
      expect(await explainAccess(platform, ann, missed('place', { level }))).toMatchObject({
        decidedBy: 'shown',
      });
  });

  it('names the rule that decides on records, downloads and suppressed counts', async () => {
    expect(await explainAccess(platform, ann, missed('records'))).toMatchObject({
      decidedBy: 'row-rule',
      text: 'your profile “rule” shows only records of this dataset of which this holds: category is Robbery',
    });
    expect(await explainAccess(platform, ann, missed('download'))).toMatchObject({ decidedBy: 'download' });
    expect(await explainAccess(platform, ann, missed('suppressed'))).toMatchObject({ decidedBy: 'shown' });
    expect(await explainAccess(platform, bob, missed('records'))).toMatchObject({ decidedBy: 'counts-only' });
    expect(await explainAccess(platform, bob, missed('suppressed'))).toMatchObject({
      decidedBy: 'minimum-count',
      text: 'your profile “counts” shows no count of fewer than 5 records',
    });
  });

  it('does not name a hidden field that the rule is on, nor does any answer', async () => {
    const rowRule = { column: 'weapon', in: ['knife'] };
    await addProfile(platform.registry, northProfile('blind', { fields: ['category'], rowRule }));
    const cat = person('cat', 'analyst', { profile: 'blind' });
    const { result } = await submitQuery(platform, cat, { datasets: ['north-crime'] }, { waitMs: 10_000 });
    const told = [
      await explainAccess(platform, cat, missed('records')),
      await describeAccess(platform, cat),
      result,
    ];
    for (const one of told) {
      expect(JSON.stringify(one)).toContain('what you do not see is as the profile says');
      expect(JSON.stringify(one)).not.toMatch(/weapon|knife/i);
    }
  });

  it('names the administrators of the organisation, else Super Admins, with the address of those who share it', async () => {
    expect((await explainAccess(platform, ann, missed('dataset'))).ask).toEqual([
      { name: 'olivia', email: 'olivia@example.org' },
    ]);
    expect((await explainAccess(platform, bob, missed('dataset'))).ask).toEqual([
      { name: 'sam', email: null },
      { name: 'sue', email: 'sue@example.org' },
    ]);
  });

  it('names somebody else to an administrator, and never nobody', async () => {
    const olivia = person('olivia', 'org-admin');
    const asked = [{ name: 'sam', email: null }, expect.objectContaining({ name: 'sue' })];
    expect((await explainAccess(platform, olivia, missed('dataset'))).ask).toEqual(asked);
    expect((await describeAccess(platform, olivia)).ask).toEqual(asked);
  });

  it('explains to who has no profile, or one no longer granted, just that', async () => {
    const none = { ...ann, profile: null };
    expect(await explainAccess(platform, none, missed('dataset'))).toMatchObject({
      decidedBy: 'no-profile',
      profile: null,
    });
    expect(await explainAccess(platform, { ...ann, profile: 'counts' }, missed('dataset'))).toMatchObject({
      decidedBy: 'grant',
    });
  });
});

describe('describeAccess(platform, caller)', () => {
  it('says what is shown in words', async () => {
    expect(await describeAccess(platform, ann)).toEqual({
      profile: { id: 'rule', title: 'rule', version: 1, preview: false },
      problem: null,
      ask: [{ name: 'olivia', email: 'olivia@example.org' }],
      datasets: [
        {
          id: 'north-crime',
          title: 'Northern crime',
          kind: 'records',
          download: false,
          minimumCount: 1,
          rounding: 1,
          fields: ['category'],
          rule: 'category is Robbery',
          precision: 'cells of resolution 8 and coarser; areas: borough',
          reason: { session: false, download: false },
        },
      ],
    });
  });

  it('says why nothing is shown', async () => {
    expect(await describeAccess(platform, { ...ann, profile: null })).toMatchObject({
      profile: null,
      problem: expect.stringContaining('no profile yet'),
      datasets: [],
    });
  });
});
