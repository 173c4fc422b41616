import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { QuerySpec } from '#core/model/query-spec.ts';
import { extentOf, narrowingsOf, shareBelow } from '#core/query/estimate.ts';
import { resolveQuery } from '#core/query/resolve.ts';
import { contextUnder, countsAccess } from '#test/support/counts-profile.ts';
import { FIXTURE_DATASETS } from '#test/support/fixture-datasets.ts';
import { contextOf, fixtureManifest } from '#test/support/fixture-lake.ts';

const context = contextOf(FIXTURE_DATASETS, FIXTURE_DATASETS.map(fixtureManifest));
const extent = (spec: QuerySpec) => extentOf(resolveQuery(spec, context));
const crime = (more: Partial<QuerySpec>): QuerySpec => ({ datasets: ['north-crime'], ...more });

describe('extentOf(query)', () => {
  it('reads the years that a period touches, and no others', () => {
    const rows = (year: string) =>
      (context.manifests.get('north-crime')?.periods ?? [])
        .filter(({ period, kind }) => period === year && kind === 'records')
        .reduce((sum, period) => sum + period.rows, 0);
    const all = extent(crime({})).records;
    const of2018 = extent(crime({ where: { time: { from: '2018-03-01', to: '2018-04-30' } } })).records;
    expect(of2018).toBe(rows('2018'));
    expect(all).toBeGreaterThan(of2018 ?? 0);
  });

  it('bounds the groups by what is listed, and what no list holds by the records', () => {
    const calls = (groupBy: QuerySpec['groupBy']) => extent({ datasets: ['south-calls'], groupBy }).groups;
    expect(calls([{ time: 'weekday' }])).toBe(8);
    expect(calls([{ time: 'weekday' }, { time: 'hour' }])).toBe(8 * 25);
    expect(extent(crime({ groupBy: [{ cell: 8 }] })).groups).toBe(extent(crime({})).records);
    expect(extent(crime({})).groups).toBe(1);
  });
});

describe('extentOf(query) under a profile that gives counts only', () => {
  it('is the same however many records there are', () => {
    const spec = crime({ groupBy: [{ area: 'borough' }, { field: 'category' }] });
    const under = (times: number) => {
      const manifests = new Map(
        [...context.manifests].map(([id, manifest]) => [
          id,
          {
            ...manifest,
            periods: manifest.periods.map((period) => ({ ...period, rows: period.rows * times })),
          },
        ]),
      );
      const counts = contextUnder({ ...context, manifests }, FIXTURE_DATASETS, countsAccess);
      return extentOf(resolveQuery(spec, counts));
    };
    expect(under(1_000)).toEqual(under(1));
    expect(under(1)).toMatchObject({ records: null, suppressed: null });
    expect(under(1).groups).toBeGreaterThan(1);
  });
});

describe('shareBelow(least, mean)', () => {
  it('is the chance of 1 to least − 1 when a cell holds a Poisson number', () => {
    const chance = (count: number, mean: number): number =>
      count === 0 ? Math.exp(-mean) : (chance(count - 1, mean) * mean) / count;
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 12 }),
        fc.double({ min: 0.01, max: 30, noNaN: true }),
        (least, mean) => {
          let sum = 0;
          for (let count = 1; count < least; count += 1) sum += chance(count, mean);
          expect(shareBelow(least, mean)).toBeCloseTo(sum, 9);
          expect(shareBelow(least, mean)).toBeLessThanOrEqual(1);
        },
      ),
    );
    expect(shareBelow(1, 3)).toBe(0);
  });
});

describe('narrowingsOf(query)', () => {
  it('offers less of each thing that makes the query large', () => {
    const query = resolveQuery(crime({ groupBy: [{ time: 'month' }, { area: 'lsoa' }] }), context);
    const offers = narrowingsOf(query);
    expect(offers.map(({ kind, from, to }) => [kind, from, to])).toEqual(
      expect.arrayContaining([
        ['time', 'month', 'year'],
        ['group', expect.any(String), null],
      ]),
    );
    for (const { kind, spec } of offers) {
      const less = extentOf(resolveQuery(spec, context));
      const now = extentOf(query);
      expect([
        kind,
        (less.groups ?? 0) <= (now.groups ?? 0),
        (less.records ?? 0) <= (now.records ?? 0),
      ]).toEqual([kind, true, true]);
    }
  });

  it('has nothing to offer of a query that is one number', () => {
    expect(
      narrowingsOf(
        resolveQuery(crime({ where: { time: { from: '2018-05-01', to: '2018-05-31' } } }), context),
      ),
    ).toEqual([]);
  });
});
