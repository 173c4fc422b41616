import { describe, expect, it } from 'vitest';
import type { Cell, QueryResult } from '#core/model/result.ts';
import {
  chanceOf,
  chanceText,
  changeBetween,
  changeOf,
  differenceText,
  isMoreThanChance,
  percentText,
} from '#web/compare/change.ts';
import { changedText, columnsOf } from '#web/compare/changed-columns.ts';
import { comparedGroups, type Run } from '#web/compare/comparison.ts';
import { runsOf, type Windows, windowsLabel, windowsOf } from '#web/compare/windows.ts';
import { COMPARE_KINDS, type CompareKind } from '#web/state/compare.ts';
import { EMPTY } from '#web/state/exploration.ts';
import { madeResult } from '../made-result.ts';

function windows(
  kind: Exclude<CompareKind, 'none'>,
  from: string,
  to: string,
  missing: readonly string[] = [],
): Windows {
  const found = windowsOf({ kind, period: { from, to }, isSupplied: (month) => !missing.includes(month) });
  if ('reason' in found) throw new Error(found.reason);
  return found;
}

describe('windowsOf(ask)', () => {
  it.each([
    ['year-before', '2025-04', '2026-03', 'Apr 2025 to Mar 2026 against Apr 2024 to Mar 2025'],
    ['year-before', '2026-01', '2026-03', 'Jan 2026 to Mar 2026 against Jan 2025 to Mar 2025'],
    ['year-before', '2020-01', '2026-03', 'Apr 2025 to Mar 2026 against Apr 2024 to Mar 2025'],
    ['months-before', '2026-01', '2026-03', 'Jan 2026 to Mar 2026 against Oct 2025 to Dec 2025'],
    ['months-before', '2020-01', '2026-03', 'Apr 2025 to Mar 2026 against Apr 2024 to Mar 2025'],
    ['year-to-date', '2020-01', '2026-03', 'Jan 2026 to Mar 2026 against Jan 2025 to Mar 2025'],
  ] as const)('%s of %s to %s prints both windows', (kind, from, to, label) => {
    expect(windowsLabel(windows(kind, from, to))).toBe(label);
  });

  it('never lets the two windows share a month or differ in length', () => {
    for (const kind of COMPARE_KINDS)
      for (const from of ['2020-01', '2025-02', '2026-03']) {
        if (kind === 'none') continue;
        const { now, before, pairs } = windows(kind, from, '2026-03');
        expect(before.to < now.from).toBe(true);
        expect(new Set(pairs.map((pair) => pair.now)).size).toBe(pairs.length);
      }
  });

  it('takes out the pair of a month that was not supplied in either window, and names it', () => {
    const { pairs, left } = windows('year-before', '2025-01', '2025-06', ['2025-02', '2024-05']);
    expect(pairs.map(({ now }) => now)).toEqual(['2025-01', '2025-03', '2025-04', '2025-06']);
    expect(left.map(({ missing }) => missing)).toEqual([['2025-02'], ['2024-05']]);
    expect(runsOf(pairs)).toEqual([
      { now: { from: '2025-01', to: '2025-01' }, before: { from: '2024-01', to: '2024-01' } },
      { now: { from: '2025-03', to: '2025-04' }, before: { from: '2024-03', to: '2024-04' } },
      { now: { from: '2025-06', to: '2025-06' }, before: { from: '2024-06', to: '2024-06' } },
    ]);
  });

  it('says that there is nothing to compare when nothing was supplied before', () => {
    const found = windowsOf({
      kind: 'year-before',
      period: { from: '2025-01', to: '2025-02' },
      isSupplied: (month) => month >= '2025-01',
    });
    expect(found).toEqual({
      reason:
        'There is nothing to compare: Jan 2024 to Feb 2024 and Jan 2025 to Feb 2025 have no month in common that was supplied.',
    });
  });
});

describe('changeOf(now, before, isExact)', () => {
  it.each([
    [25, 16, 9, null, 2],
    [9, 4, 5, null, 2],
    [121, 100, 21, 21, 2],
    [110, 100, 10, 10, 0.9762],
    [64, 100, -36, -36, -4],
    [0, 25, -25, -100, -10],
    [7, 0, 7, null, 5.2915],
    [400, 400, 0, 0, 0],
  ])('%i after %i', (now, before, difference, percent, z) => {
    const change = changeOf(now, before, true);
    expect(change).toMatchObject({ now, before, difference });
    if (percent === null) expect(change?.percent).toBeNull();
    else expect(change?.percent).toBeCloseTo(percent, 6);
    expect(change?.z).toBeCloseTo(z, 3);
  });

  it('gives no per cent from a base under 20, and from 20 on one', () => {
    const small = changeOf(38, 19, true);
    expect(small?.percent).toBeNull();
    expect(small === null ? '' : percentText(small)).toBe('too few');
    expect(changeOf(40, 20, true)?.percent).toBe(100);
  });

  it('makes no test of numbers that were perturbed or rounded, and says so', () => {
    const change = changeOf(150, 100, false);
    expect(change?.z).toBeNull();
    expect(change === null ? '' : chanceText(change)).toBe('no test: numbers are protected');
  });

  it('compares nothing with a number that is missing', () => {
    expect(changeOf(null, 3, true)).toBeNull();
    expect(changeOf(3, null, true)).toBeNull();
  });

  it('says in words what it is', () => {
    const [up, down] = [changeOf(144, 100, true), changeOf(90, 100, true)];
    if (up === null || down === null) throw new Error('no change');
    expect([differenceText(up), percentText(up), chanceText(up)]).toEqual([
      '+44',
      '+44.0%',
      'more than chance: z = 4.0',
    ]);
    expect([differenceText(down), percentText(down), chanceText(down)]).toEqual([
      '−10',
      '−10.0%',
      'could be chance: z = −1.0',
    ]);
    expect([isMoreThanChance(up), isMoreThanChance(down)]).toEqual([true, false]);
  });
});

function answer(
  groups: readonly (string | null)[],
  counts: readonly Cell[],
  missing: readonly string[] = [],
): QueryResult {
  const group = { name: 'g', label: 'G', role: 'group' as const, type: 'text' as const, values: groups };
  return madeResult(
    [
      ...(groups.length > 0 ? [group] : []),
      { name: 'count', label: 'Count', role: 'measure', type: 'integer', values: counts },
    ],
    {
      rowCount: counts.length,
      coverage: [
        {
          dataset: 'd' as QueryResult['coverage'][number]['dataset'],
          from: '2024-01',
          to: '2025-12',
          missingMonths: [],
          missingAreas: missing.map((code) => ({ code, name: code })),
        },
      ],
    },
  );
}

const COUNTS = { measure: { kind: 'count' as const }, isExact: true, byArea: true };
const runs = (...results: readonly QueryResult[]): readonly Run[] =>
  results.map((result) => ({ result, months: 12 }));

describe('chanceOf(now, before)', () => {
  const side = (count: number, people: number) => ({ count, people });

  it('is 2(√now − √before) where both are divided by as many', () => {
    expect(chanceOf(side(121, 5_000), side(100, 5_000))).toBeCloseTo(2, 12);
  });

  // By hand: 2√2·(√(100·2) − √(100·1)) / √3 = 2.828427·(14.142136 − 10)/1.732051 = 6.764079
  it('compares rates, not counts, where people have changed', () => {
    expect(chanceOf(side(100, 1_000), side(100, 2_000))).toBeCloseTo(6.764079, 5);
    expect(chanceOf(side(200, 2_000), side(100, 1_000))).toBeCloseTo(0, 12);
    expect(chanceOf(side(100, 2_000), side(100, 1_000))).toBeCloseTo(-6.764079, 5);
  });

  it('calls as few unchanged rates more than chance as it says, also where people differ', () => {
    let seed = 7;
    const random = () => {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      return (seed + 0.5) / 2 ** 32;
    };
    const normal = () => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
    // A Poisson count of this size, by its normal limit.
    const count = (mean: number) => Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()));
    for (const ratio of [1, 3]) {
      const tries = 20_000;
      const passed = Array.from({ length: tries }, () => {
        const [now, before] = [side(count(400 * ratio), ratio), side(count(400), 1)];
        return Math.abs(chanceOf(now, before)) >= 3;
      }).filter(Boolean).length;
      expect(passed / tries).toBeGreaterThan(1 / 40);
      expect(passed / tries).toBeLessThan(1 / 25);
    }
  });
});

describe('changeBetween(now, before, how)', () => {
  const how = { counts: true, isExact: true, type: 'number' as const };

  it('gives no per cent of a rate that is made of fewer than 20, and no test of a sum', () => {
    const rate = changeBetween(
      { value: 3, count: 30, people: 10 },
      { value: 1.9, count: 19, people: 10 },
      how,
    );
    expect(rate).toMatchObject({ percent: null, noPercent: 'under 20 before' });
    expect(rate.difference).toBeCloseTo(1.1, 12);
    const sum = changeBetween(
      { value: 300, count: 30, people: 1 },
      { value: 200, count: 25, people: 1 },
      { ...how, counts: false },
    );
    expect(sum).toMatchObject({ difference: 100, percent: 50, z: null });
    expect(chanceText(sum)).toBe('no test: it is not of a count');
  });

  it('gives no per cent from a sum that is not above 0', () => {
    const change = changeBetween({ value: 5, count: 30, people: 1 }, { value: 0, count: 30, people: 1 }, how);
    expect(percentText(change)).toBe('none: not above 0 before');
  });
});

describe('comparedGroups(now, before, comparing)', () => {
  it('adds up the runs of a window, and counts a group that only one window names as 0 in the other', () => {
    const groups = comparedGroups(
      runs(answer(['a', 'b'], [30, 5]), answer(['a', null], [20, 2])),
      runs(answer(['a'], [40])),
      COUNTS,
    );
    const shown = groups.map(({ key, now, before, change }) => [key, now, before, change?.difference]);
    expect(shown).toEqual([
      ['a', 50, 40, 10],
      ['b', 5, 0, 5],
      [null, 2, 0, 2],
    ]);
  });

  it('compares nothing that is suppressed in either window', () => {
    const [a] = comparedGroups(runs(answer(['a'], ['c'])), runs(answer(['a'], [40])), COUNTS);
    expect(a).toMatchObject({ now: null, change: null, mark: 'c' });
  });

  it('compares nothing of an area that was not supplied throughout', () => {
    const [a, b] = comparedGroups(
      runs(answer(['a', 'b'], [4, 5])),
      runs(answer(['a', 'b'], [4, 5], ['b'])),
      COUNTS,
    );
    expect(a?.mark).toBeNull();
    expect(b).toMatchObject({ change: null, mark: 'x' });
  });

  it('compares no category where some area was not supplied throughout', () => {
    const [a] = comparedGroups(runs(answer(['theft'], [4])), runs(answer(['theft'], [4], ['b'])), {
      ...COUNTS,
      byArea: false,
    });
    expect(a).toMatchObject({ change: null, mark: 'x' });
  });

  it('keeps the number of one window when the other has none, also of a total', () => {
    const [total] = comparedGroups(runs(answer([], [40])), runs(answer([], ['c'])), {
      ...COUNTS,
      byArea: false,
    });
    expect(total).toMatchObject({ key: null, now: 40, before: null, change: null, mark: 'c' });
  });
});

/** An answer of counts beside a second measure; `whole`: what all of it is divided by. */
function measured(
  groups: readonly (string | null)[],
  counts: readonly Cell[],
  others: readonly Cell[],
  whole?: { readonly value: number; readonly years: readonly number[] },
): QueryResult {
  const plain = answer(groups, counts);
  const about = { name: 'population', source: 'Office', per: 1, annualised: false };
  return {
    ...plain,
    columns: [
      ...plain.columns,
      {
        name: 'other',
        label: 'Other',
        role: 'measure',
        type: 'number',
        values: others,
        ...(whole === undefined ? {} : { denominator: { ...about, ...whole } }),
      },
    ],
  };
}

describe('comparedGroups(now, before, comparing) of a rate', () => {
  const perYear = { measure: { kind: 'rate' as const }, isExact: true, byArea: true };

  // By hand: 50 a year per 10,000 is 5 per 1,000; 40 per 20,000 is 2; z = 2√2(√(50·20) − √(40·10))/√30 = 6.0023
  it('divides each area by its own people, and tests the counts', () => {
    const [a] = comparedGroups(
      runs(measured(['a'], [50], [10_000])),
      runs(measured(['a'], [40], [20_000])),
      perYear,
    );
    expect(a).toMatchObject({
      now: 5,
      before: 2,
      counts: { now: 50, before: 40 },
      people: { now: 10_000, before: 20_000 },
      change: { difference: 3, percent: 150 },
    });
    expect(a?.change?.z).toBeCloseTo(6.0023, 3);
  });

  // By hand: 30 + 6 in 9 + 3 months of 10,000 and 12,000 people: 36 of 10,500 a year = 3.428571 per 1,000
  it('makes one rate of parts of a window: counts are added, people weighed by months', () => {
    const parts = [
      { result: measured(['a'], [30], [10_000]), months: 9 },
      { result: measured(['a'], [6], [12_000]), months: 3 },
    ];
    const [a] = comparedGroups(parts, parts, perYear);
    expect(a?.now).toBeCloseTo(36 / 10.5, 12);
    expect(a?.people.now).toBe(10_500);
  });

  it('is for a year, whatever the length of the window, unless it is for the period', () => {
    const quarter = [{ result: measured(['a'], [30], [10_000]), months: 3 }];
    expect(comparedGroups(quarter, quarter, perYear)[0]?.now).toBeCloseTo(12, 12);
    const period = { ...perYear, measure: { kind: 'rate' as const, annualised: false as const } };
    expect(comparedGroups(quarter, quarter, period)[0]?.now).toBeCloseTo(3, 12);
  });

  it('divides categories and the total by everybody, also one that a window does not name', () => {
    const everybody = { value: 10_000, years: [2022] };
    const groups = comparedGroups(
      runs(measured(['theft', 'arson'], [50, 20], ['u', 'u'], everybody)),
      runs(measured(['theft'], [40], ['u'], everybody)),
      { ...perYear, byArea: false },
    );
    expect(groups.map(({ now, before }) => [now, before])).toEqual([
      [5, 4],
      [2, 0],
    ]);
  });

  it('says that a rate is not known where the people are not, and keeps the counts', () => {
    const [a, none] = comparedGroups(
      runs(measured(['a', null], ['c', 7], ['c', 'u'])),
      runs(measured(['a', null], [40, 3], [20_000, 'u'])),
      perYear,
    );
    expect(a).toMatchObject({ now: null, before: 2, change: null, mark: 'c' });
    expect(none).toMatchObject({ now: null, change: null, mark: 'u', counts: { now: 7, before: 3 } });
  });

  it('makes no test of counts that are protected', () => {
    const [a] = comparedGroups(runs(measured(['a'], [50], [10_000])), runs(measured(['a'], [40], [10_000])), {
      ...perYear,
      isExact: false,
    });
    expect(a?.change).toMatchObject({ z: null, noTest: 'numbers are protected' });
  });
});

describe('comparedGroups(now, before, comparing) of a field', () => {
  it('adds up sums, and takes an average as it is', () => {
    const sum = { measure: { kind: 'sum' as const, field: 'loss' }, isExact: true, byArea: true };
    const [a] = comparedGroups(
      runs(measured(['a'], [30], [1_000.5]), measured(['a'], [10], [9.5])),
      runs(measured(['a'], [25], [505])),
      sum,
    );
    expect(a).toMatchObject({ now: 1_010, before: 505, type: 'number', change: { percent: 100, z: null } });
    const average = { ...sum, measure: { kind: 'average' as const, field: 'age' } };
    const [b] = comparedGroups(
      runs(measured(['a'], [30], [40])),
      runs(measured(['a'], [30], ['u'])),
      average,
    );
    expect(b).toMatchObject({ now: 40, before: null, change: null, mark: 'u' });
  });
});

describe('changedText(name, columns, groups)', () => {
  it('has plain numbers under both windows, words where there is none, and no formulas', () => {
    const plan = { windows: windows('year-before', '2025-04', '2026-03'), isExact: true };
    const columns = columnsOf(
      {} as Parameters<typeof columnsOf>[0],
      { ...EMPTY, measure: { kind: 'count' } },
      plan as Parameters<typeof columnsOf>[2],
      null,
    );
    const groups = comparedGroups(
      runs(answer(['=a', 'b', 'c'], [1_600, 9, 'c'])),
      runs(answer(['=a', 'b', 'c'], [2_000, 4, 30])),
      COUNTS,
    );
    const lines = changedText('Borough', columns, groups)
      .split('\n')
      .map((line) => line.split('\t'));
    expect(lines).toEqual([
      ['Borough', 'Apr 2025 to Mar 2026', 'Apr 2024 to Mar 2025', 'Change', 'Per cent', 'Chance'],
      ["'=a", '1600', '2000', '-400', '-20', 'more than chance: z = −9.4'],
      ['b', '9', '4', '5', 'too few', 'could be chance: z = 2.0'],
      ['c', 'Suppressed', '30', '', '', 'not compared: suppressed'],
    ]);
  });
});
