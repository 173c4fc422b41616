import { describe, expect, it } from 'vitest';
import type { QueryResult } from '#core/model/result.ts';
import { completeResult } from '#core/query/complete.ts';
import { resolveQuery } from '#core/query/resolve.ts';
import { FIXTURE_DATASETS } from '#test/support/fixture-datasets.ts';
import { contextOf, fixtureManifest } from '#test/support/fixture-lake.ts';
import { comparedGroups, measuresCompared } from '#web/compare/comparison.ts';
import type { RateChoice } from '#web/state/rate.ts';
import { measureOf } from '#web/state/spec.ts';
import { madeResult } from '../made-result.ts';

const context = contextOf(FIXTURE_DATASETS, FIXTURE_DATASETS.map(fixtureManifest));
const MONTHS = { '2018-05': 31, '2018-06': 30, '2018-07': 31 };

/** What the server makes of these counts of boroughs, or of all, between two months. */
function answerOf(
  measures: readonly ReturnType<typeof measureOf>[],
  [from, to]: readonly [keyof typeof MONTHS, keyof typeof MONTHS],
  counts: readonly number[],
  byArea: boolean,
): QueryResult {
  const spec = {
    datasets: ['north-crime'],
    where: { time: { from: `${from}-01`, to: `${to}-${MONTHS[to]}` } },
    ...(byArea ? { groupBy: [{ area: 'borough' }] } : {}),
    measures: [...measures],
  };
  const codes = ['E01', 'E02', 'E03'].slice(0, counts.length);
  const rows = byArea
    ? { names: ['borough', 'rows'], columns: [codes, counts] }
    : { names: ['rows'], columns: [[counts.reduce((a, b) => a + b, 0)]] };
  return madeResult(completeResult(resolveQuery(spec, context), rows).columns);
}

const numbers = (result: QueryResult) => result.columns.find(({ name }) => name === 'rate')?.values ?? [];

describe('rates that are compared', () => {
  const CHOICES: readonly RateChoice[] = [
    { kind: 'rate' },
    { kind: 'rate', per: 100_000 },
    { kind: 'rate', annualised: false },
  ];

  it.each(CHOICES)('are those that the server gives for the same months: %o', (measure) => {
    for (const byArea of [true, false])
      for (const [window, months] of [
        [['2018-05', '2018-05'], 1],
        [['2018-05', '2018-06'], 2],
        [['2018-05', '2018-07'], 3],
      ] as const) {
        const own = answerOf([measureOf(measure)], window, [120, 7, 33], byArea);
        const asked = answerOf(measuresCompared(measure), window, [120, 7, 33], byArea);
        const runs = [{ result: asked, months }];
        const groups = comparedGroups(runs, runs, { measure, isExact: true, byArea });
        const shown = groups.map(({ now, mark }) => now ?? mark);
        const given = numbers(own);
        expect(shown).toHaveLength(given.length);
        expect(given.some((cell) => typeof cell === 'number' && cell > 0)).toBe(true);
        for (const [index, cell] of given.entries())
          if (typeof cell === 'number') expect(shown[index]).toBeCloseTo(cell, 9);
          else expect(shown[index]).toBe(cell);
      }
  });

  it('of two parts are that of the whole', () => {
    const measure = { kind: 'rate' } as const;
    const whole = answerOf([measureOf(measure)], ['2018-05', '2018-07'], [120, 7, 33], true);
    const parts = [
      { result: answerOf(measuresCompared(measure), ['2018-05', '2018-06'], [100, 7, 30], true), months: 2 },
      { result: answerOf(measuresCompared(measure), ['2018-07', '2018-07'], [20, 0, 3], true), months: 1 },
    ];
    const groups = comparedGroups(parts, parts, { measure, isExact: true, byArea: true });
    for (const [index, cell] of numbers(whole).entries()) {
      if (typeof cell === 'number') expect(groups[index]?.now).toBeCloseTo(cell, 9);
      else expect(groups[index]?.mark).toBe(cell);
    }
  });
});
