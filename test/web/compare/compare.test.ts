import { describe, expect, it } from 'vitest';
import type { Cell, QueryResult } from '#core/model/result.ts';
import { chanceText, changeOf, differenceText, isMoreThanChance, percentText } from '#web/compare/change.ts';
import { comparedGroups, comparedTotal } from '#web/compare/comparison.ts';
import { runsOf, type Windows, windowsLabel, windowsOf } from '#web/compare/windows.ts';
import { COMPARE_KINDS, type CompareKind } from '#web/state/compare.ts';
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
    expect(changeOf(38, 19, true)?.percent).toBeNull();
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
    const [up, down] = [changeOf(121, 100, true), changeOf(90, 100, true)];
    if (up === null || down === null) throw new Error('no change');
    expect([differenceText(up), percentText(up), chanceText(up)]).toEqual([
      '+21',
      '+21.0%',
      'more than chance: z = 2.0',
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

describe('comparedGroups(now, before, isExact)', () => {
  it('adds up the runs of a window, and counts a group that only one window names as 0 in the other', () => {
    const groups = comparedGroups(
      [answer(['a', 'b'], [30, 5]), answer(['a', null], [20, 2])],
      [answer(['a'], [40])],
      true,
    );
    const shown = groups.map(({ key, now, before, change }) => [key, now, before, change?.difference]);
    expect(shown).toEqual([
      ['a', 50, 40, 10],
      ['b', 5, 0, 5],
      [null, 2, 0, 2],
    ]);
  });

  it('compares nothing that is suppressed in either window', () => {
    const [a] = comparedGroups([answer(['a'], ['c'])], [answer(['a'], [40])], true);
    expect(a).toMatchObject({ now: null, change: null, mark: 'c' });
  });

  it('compares nothing of an area that was not supplied throughout', () => {
    const [a, b] = comparedGroups([answer(['a', 'b'], [4, 5])], [answer(['a', 'b'], [4, 5], ['b'])], true);
    expect(a?.mark).toBeNull();
    expect(b).toMatchObject({ change: null, mark: 'x' });
  });
});

describe('comparedTotal(now, before, isExact)', () => {
  it('keeps the number of one window when the other has none', () => {
    expect(comparedTotal(answer([], [40]), answer([], ['c']), true)).toMatchObject({
      now: 40,
      before: null,
      change: null,
      mark: 'c',
    });
  });
});
