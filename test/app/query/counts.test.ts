import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { putGrant, putProfile } from '#app/access/profile-store.ts';
import { downloadStatus, startDownload } from '#app/query/download.ts';
import { submitQuery } from '#app/query/submit.ts';
import { addAccount } from '#test/support/access-platform.ts';
import { countsAccess } from '#test/support/counts-profile.ts';
import { NORTH_CRIME, SOUTH_CALLS } from '#test/support/fixture-datasets.ts';
import { analyst, openQueryPlatform, type QueryPlatform } from '#test/support/query-platform.ts';

const ann = { ...analyst('ann'), profile: 'north-counts' };
const bob = { ...analyst('bob'), profile: 'north-counts' };
const WAIT = { waitMs: 10_000 };
const code = (value: string) => expect.objectContaining({ code: value });
const BY_CATEGORY = {
  datasets: ['north-crime'],
  where: { time: { from: '2018-05-01', to: '2018-05-31' } },
  groupBy: [{ field: 'category' }],
  sort: [{ by: 'count', order: 'desc' }],
};

let platform: QueryPlatform;

beforeAll(async () => {
  platform = await openQueryPlatform();
  await addAccount(platform.registry, ann);
  const south = { ...countsAccess(SOUTH_CALLS), kind: 'records' as const, minimumCount: 1 };
  await putProfile(
    platform,
    {
      id: 'north-counts',
      title: 'Northern counts',
      description: '',
      datasets: {
        [NORTH_CRIME.definition.id]: countsAccess(NORTH_CRIME),
        [SOUTH_CALLS.definition.id]: south,
      },
      version: 1,
      state: 'active',
      createdAt: '2026-01-01T00:00:00Z',
      createdBy: 'test',
      approvedBy: null,
    },
    0,
  );
  await putGrant(platform.registry, 'org', { profile: 'north-counts', until: null });
});

afterAll(() => platform.dispose());

describe('a query under a profile of counts only', () => {
  it('is answered the same to everybody who holds the profile', async () => {
    const [first, second] = await Promise.all(
      [ann, bob].map((who) => submitQuery(platform, who, BY_CATEGORY, WAIT)),
    );
    expect(first?.result?.columns).toEqual(second?.result?.columns);
    expect(first?.result).toMatchObject({ mapped: second?.result?.mapped, rowCount: 3 });
  });

  it('counts what it suppresses and says what was done', async () => {
    const { result } = await submitQuery(platform, ann, BY_CATEGORY, WAIT);
    const counts = result?.columns.at(-1)?.values ?? [];
    expect(counts.filter((value) => value === 'c')).toHaveLength(3);
    expect(result).toMatchObject({ suppressed: 3, notMapped: 0, outsideCoverage: 0 });
    expect(result?.notes.join(' ')).toContain('perturbed by at most 5');
  });

  it('gives no list of records, no sum and no day', async () => {
    for (const wrong of [
      { datasets: ['north-crime'], records: { fields: ['category'] } },
      { datasets: ['north-crime'], measures: [{ measure: 'sum', field: 'loss' }] },
      { datasets: ['north-crime'], groupBy: [{ time: 'day' }] },
    ])
      await expect(submitQuery(platform, ann, wrong, WAIT)).rejects.toEqual(code('SPEC_INVALID'));
  });

  it('gives a list of records of another dataset that the profile shows by record', async () => {
    const list = { datasets: ['south-calls'], records: { fields: ['kind'] } };
    expect((await submitQuery(platform, ann, list, WAIT)).result).toMatchObject({ mapped: 8, suppressed: 0 });
  });

  it('is downloaded as it is shown, with its marks, its c for what is no cell, and its notes', async () => {
    const spec = {
      ...BY_CATEGORY,
      where: { time: { from: '2018-05-01', to: '2018-06-30' } },
      groupBy: [{ time: 'month' }],
    };
    const view = await submitQuery(platform, ann, spec, WAIT);
    const { id } = await startDownload(platform, ann, view.id, { format: 'csv' });
    const done = await downloadStatus(platform, ann, view.id, id, 10_000);
    const text = new TextDecoder().decode((await platform.objects.get(done.key ?? '')) ?? new Uint8Array());
    const lines = text.split('\r\n');
    expect(lines).toContain('# Records: c mapped, c not mapped, c outside coverage');
    expect(text).toContain('# Counts are perturbed by at most 5');
    const [months, counts] = view.result?.columns.map(({ values }) => values) ?? [];
    const rows = months?.map((month, row) => `${month},${counts?.[row]}`) ?? [];
    expect(rows).toHaveLength(2);
    expect(lines.filter((line) => !line.startsWith('#'))).toEqual(['month,count', ...rows, '']);
  });

  it('marks with h what the profile hides of one dataset beside another', async () => {
    const spec = {
      datasets: ['north-crime', 'south-calls'],
      groupBy: [{ dataset: true }],
      measures: [{ measure: 'distinct', field: 'category' }],
    };
    const { result } = await submitQuery(platform, ann, spec, WAIT);
    expect(result?.columns.map(({ values }) => values)).toEqual([
      ['north-crime', 'south-calls'],
      ['h', 2],
    ]);
  });
});
