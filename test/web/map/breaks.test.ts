import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { breaksOf, classOf, MOST_CLASSES, ownBreaks, roundBetween } from '#web/map/classes.ts';
import { naturalStarts } from '#web/map/natural-breaks.ts';

const ascending = (max: number) =>
  fc
    .array(fc.oneof(fc.integer({ min: -50, max: 50 }), fc.double({ min: -9, max: 9, noNaN: true })), {
      maxLength: max,
    })
    .map((values) => values.map((value) => value + 0).sort((a, b) => a - b));

/** Squared distances from the mean of each group when values are cut before each start. */
function spread(values: readonly number[], starts: readonly number[]): number {
  const groups: number[][] = [];
  for (const value of values) {
    const index = starts.filter((start) => value >= start).length;
    groups[index] = [...(groups[index] ?? []), value];
  }
  return groups.reduce((sum, group) => {
    const mean = group.reduce((total, value) => total + value, 0) / group.length;
    return sum + group.reduce((total, value) => total + (value - mean) ** 2, 0);
  }, 0);
}

/** The least spread of all ways to cut, tried one by one. */
function leastSpread(values: readonly number[], count: number): number {
  const different = [...new Set(values)];
  const choose = (from: number, left: number): readonly (readonly number[])[] =>
    left === 0
      ? [[]]
      : different
          .slice(from)
          .flatMap((start, index) => choose(from + index + 1, left - 1).map((rest) => [start, ...rest]));
  const cuts = choose(1, Math.min(count, different.length) - 1);
  return Math.min(...cuts.map((starts) => spread(values, starts)));
}

describe('naturalStarts(ascending, count)', () => {
  it('cuts so that values differ least within classes, as trying every way finds', () => {
    fc.assert(
      fc.property(ascending(11), fc.integer({ min: 2, max: 5 }), (values, count) => {
        if (new Set(values).size < 2) {
          expect(naturalStarts(values, count)).toEqual([]);
          return;
        }
        const starts = naturalStarts(values, count);
        expect(starts).toHaveLength(Math.min(count, new Set(values).size) - 1);
        expect(spread(values, starts)).toBeCloseTo(leastSpread(values, count), 6);
      }),
    );
  });

  it('finds the gaps that anybody sees', () => {
    expect(naturalStarts([1, 2, 2, 3, 20, 21, 22, 90, 91], 3)).toEqual([20, 90]);
  });
});

describe('breaksOf(values, method, count)', () => {
  const methods = fc.constantFrom('quantile' as const, 'equal' as const, 'natural' as const);

  it('gives ascending breaks that part the values into at most as many classes as were asked for', () => {
    fc.assert(
      fc.property(
        ascending(40),
        methods,
        fc.integer({ min: 3, max: MOST_CLASSES }),
        (values, method, count) => {
          const breaks = breaksOf(values, method, count);
          expect(breaks.length).toBeLessThan(count);
          expect([...new Set(breaks)].sort((a, b) => a - b)).toEqual(breaks);
          for (const edge of breaks) {
            expect(values.some((value) => value < edge)).toBe(true);
            expect(values.some((value) => value >= edge)).toBe(true);
          }
        },
      ),
    );
  });

  it('rounds natural breaks without moving any value to another class', () => {
    fc.assert(
      fc.property(ascending(40), (values) => {
        const starts = naturalStarts(values, 5);
        const breaks = breaksOf(values, 'natural', 5);
        expect(values.map((value) => classOf(value, breaks))).toEqual(
          values.map((value) => classOf(value, starts)),
        );
      }),
    );
  });

  it('keeps telling areas apart when one is far off, as the City of London is', () => {
    const rates = [11, 14, 18, 23, 29, 33, 38, 44, 51, 58, 61, 66, 7_000];
    for (const method of ['quantile', 'equal', 'natural'] as const) {
      const breaks = breaksOf(rates, method, 5);
      const used = new Set(rates.slice(0, -1).map((rate) => classOf(rate, breaks)));
      expect([method, used.size >= 4]).toEqual([method, true]);
    }
  });

  it('makes equal classes of a plain row', () => {
    expect(breaksOf([0, 10, 20, 30, 40, 50, 60], 'equal', 6)).toEqual([10, 20, 30, 40, 50]);
  });

  it('takes negative numbers, as changes are', () => {
    const breaks = breaksOf([-40, -20, -10, 0, 10, 20, 40], 'equal', 4);
    expect(breaks).toEqual([-20, 1, 20]);
  });
});

describe('roundBetween(below, upTo)', () => {
  it('lies above the one and not above the other', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        fc.double({ min: 1e-9, max: 1e6, noNaN: true }),
        (below, gap) => {
          const upTo = below + gap;
          if (!(upTo > below)) return;
          const edge = roundBetween(below, upTo);
          expect(edge > below && edge <= upTo).toBe(true);
        },
      ),
    );
  });

  it('has as few digits as it can', () => {
    expect(roundBetween(719, 1_113)).toBe(1_000);
    expect(roundBetween(12.31, 12.43)).toBe(12.4);
  });
});

describe('ownBreaks(text)', () => {
  it('reads numbers with any separators', () => {
    expect(ownBreaks('20, 40; 60')).toEqual({ breaks: [20, 40, 60] });
    expect(ownBreaks('1,200 3,400')).toEqual({ breaks: [1_200, 3_400] });
    expect(ownBreaks('0.5 -1')).toHaveProperty('fault');
    expect(ownBreaks('-1 0.5')).toEqual({ breaks: [-1, 0.5] });
  });

  it('says what is wrong', () => {
    expect(ownBreaks('20')).toEqual({ fault: expect.stringContaining('2 to 6 numbers') });
    expect(ownBreaks('20 x')).toEqual({ fault: expect.stringContaining('numbers only') });
    expect(ownBreaks('20 20')).toEqual({ fault: expect.stringContaining('larger') });
    expect(ownBreaks('1 2 3 4 5 6 7')).toHaveProperty('fault');
  });
});
