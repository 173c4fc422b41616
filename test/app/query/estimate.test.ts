import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { putGrant, putProfile } from '#app/access/profile-store.ts';
import { estimateQuery } from '#app/query/estimate.ts';
import { Pace } from '#app/query/pace.ts';
import { submitQuery } from '#app/query/submit.ts';
import type { DatasetAccess } from '#core/access/profile.ts';
import { addAccount } from '#test/support/access-platform.ts';
import { countsAccess } from '#test/support/counts-profile.ts';
import { NORTH_CRIME } from '#test/support/fixture-datasets.ts';
import { analyst, openQueryPlatform, type QueryPlatform } from '#test/support/query-platform.ts';

const ann = analyst('ann');
const CRIME = { datasets: ['north-crime'] };
const GROUPED = { ...CRIME, groupBy: [{ time: 'month' }, { area: 'borough' }] };

let platform: QueryPlatform;
beforeAll(async () => {
  platform = await openQueryPlatform();
  await addAccount(platform.registry, ann);
});
afterAll(() => platform.dispose());

/** Somebody whose profile shows the dataset like this. */
async function under(id: string, access: DatasetAccess) {
  const caller = { ...analyst(id), profile: id };
  const about = { title: id, description: '', version: 1, state: 'active', approvedBy: null } as const;
  const made = { createdAt: '2026-01-01T00:00:00Z', createdBy: 'test' };
  await putProfile(platform, { id, datasets: { 'north-crime': access }, ...about, ...made }, 0);
  await putGrant(platform.registry, 'org', { profile: id, until: null });
  await addAccount(platform.registry, caller);
  return caller;
}

describe('estimateQuery(platform, caller, spec)', () => {
  it('says at most what the query then has, and tells the audit of nothing', async () => {
    for (const spec of [
      CRIME,
      GROUPED,
      { ...CRIME, groupBy: [{ field: 'category' }, { time: 'weekday' }] },
      { ...CRIME, groupBy: [{ field: 'weapon' }, { time: 'hour' }] },
      { ...CRIME, groupBy: [{ cell: 8 }, { time: 'month' }] },
      { ...CRIME, records: { fields: ['category'] } },
    ]) {
      const before = platform.events.length;
      const estimate = await estimateQuery(platform, ann, spec);
      expect(platform.events).toHaveLength(before);
      const { result } = await submitQuery(platform, ann, spec, { waitMs: 10_000 });
      expect([spec, result?.rowCount ?? 0]).toEqual([spec, expect.any(Number)]);
      expect(estimate.groups).toBeGreaterThanOrEqual(result?.rowCount ?? Number.POSITIVE_INFINITY);
      expect(estimate.records).toBeGreaterThanOrEqual(Number(result?.mapped));
      expect(estimate).toMatchObject({ heavy: false, why: [] });
    }
  });

  it('fails as the query would', async () => {
    const spec = { datasets: ['north-crime'], groupBy: [{ field: 'nothing' }] };
    const failure = await submitQuery(platform, ann, spec, { waitMs: 1 }).catch((error: unknown) => error);
    await expect(estimateQuery(platform, ann, spec)).rejects.toEqual(failure);
    await expect(estimateQuery(platform, ann, { datasets: ['nowhere-crime'] })).rejects.toMatchObject({
      code: 'DATASET_NOT_FOUND',
    });
  });

  it('tells no number of records where the catalogue tells none, nor what would follow from it', async () => {
    const rule = { column: 'category', in: ['robbery'] };
    const whole = countsAccess(NORTH_CRIME, { kind: 'records', minimumCount: 1 });
    const cases = [
      await under('counts-only', countsAccess(NORTH_CRIME)),
      await under('some-rows', { ...whole, rowRule: rule }),
      await under('rounded', { ...whole, rounding: 5 }),
    ];
    for (const caller of cases) {
      const estimate = await estimateQuery(platform, caller, {
        ...CRIME,
        groupBy: [{ area: 'borough' }, { time: 'month' }],
      });
      expect(estimate).toMatchObject({ records: null, seconds: null });
      for (const narrowing of estimate.narrowings)
        expect(narrowing).toMatchObject({ records: null, seconds: null });
      expect(estimate.groups).toBeGreaterThan(1);
    }
    const [counts] = cases;
    if (counts === undefined) throw new Error('a case is missing');
    expect((await estimateQuery(platform, counts, GROUPED)).suppressed).toBeNull();
  });

  it('expects cells to be suppressed where a minimum makes them so', async () => {
    const access = countsAccess(NORTH_CRIME, { kind: 'records', minimumCount: 2 });
    const caller = await under('minimum', access);
    const { suppressed } = await estimateQuery(platform, caller, GROUPED);
    expect(suppressed).toBeGreaterThan(0);
    expect(suppressed).toBeLessThan(1);
  });
});

describe('Pace', () => {
  it('goes by what queries took, once there were enough of them', () => {
    const pace = new Pace();
    const first = pace.secondsFor(30_000_000);
    expect(first).toBeGreaterThan(1);
    for (let index = 0; index < 6; index += 1) {
      pace.note(10, 500);
      pace.note(1_000_000, 2_500);
    }
    expect(pace.secondsFor(10_000_000)).toBe(20.5);
    expect(pace.secondsFor(0)).toBe(0.5);
  });
});
