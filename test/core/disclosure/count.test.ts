import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CountRule, roundedTo, shownCount, strictest } from '#core/disclosure/count.ts';
import { PERTURBATION } from '#core/disclosure/perturbation.ts';

const rule: fc.Arbitrary<CountRule> = fc.record({
  kind: fc.constantFrom('records' as const, 'counts' as const),
  minimumCount: fc.integer({ min: 1, max: 20 }),
  rounding: fc.constantFrom(1 as const, 3 as const, 5 as const, 10 as const, 100 as const),
});
const tally = fc.record({ count: fc.integer({ min: 0, max: 400 }), keys: fc.integer({ min: 0, max: 1e9 }) });

describe('shownCount(tally, rule)', () => {
  it('shows 0 for no records and for nothing else', () => {
    fc.assert(
      fc.property(tally, rule, (one, how) => {
        expect(shownCount({ ...one, count: 0 }, how)).toBe(0);
        if (one.count > 0) expect(shownCount(one, how)).not.toBe(0);
      }),
    );
  });

  it('shows no number under the minimum, and none farther from the truth than the bound and half a multiple', () => {
    fc.assert(
      fc.property(tally, rule, (one, how) => {
        const shown = shownCount(one, how);
        if (shown === 'c' || one.count === 0) return;
        expect(shown).toBeGreaterThanOrEqual(how.minimumCount);
        expect(one.count).toBeGreaterThanOrEqual(how.minimumCount);
        expect(shown % how.rounding).toBe(0);
        const most = (how.kind === 'counts' ? PERTURBATION.bound : 0) + how.rounding / 2;
        expect(Math.abs(shown - one.count)).toBeLessThanOrEqual(most);
      }),
      { numRuns: 2_000 },
    );
  });

  it('shows records as they are where nothing is asked', () => {
    expect(shownCount({ count: 7, keys: 99 }, { kind: 'records', minimumCount: 1, rounding: 1 })).toBe(7);
  });

  it('suppresses what is under the minimum only after it is perturbed', () => {
    const how: CountRule = { kind: 'counts', minimumCount: 5, rounding: 1 };
    const taken = PERTURBATION.values.indexOf(-5) * 256;
    expect(shownCount({ count: 8, keys: taken }, how)).toBe('c');
    expect(shownCount({ count: 10, keys: taken }, how)).toBe(5);
    expect(shownCount({ count: 4, keys: PERTURBATION.values.indexOf(5) * 256 }, how)).toBe('c');
  });

  it('suppresses what would be rounded under the minimum', () => {
    expect(shownCount({ count: 4, keys: 0 }, { kind: 'records', minimumCount: 3, rounding: 10 })).toBe('c');
  });
});

describe('roundedTo(count, multiple)', () => {
  it('takes half a multiple up', () => {
    expect([12, 13, 14, 15, 17, 18].map((count) => roundedTo(count, 5))).toEqual([10, 15, 15, 15, 15, 20]);
    expect([5, 15, 14].map((count) => roundedTo(count, 10))).toEqual([10, 20, 10]);
  });
});

describe('strictest(rules)', () => {
  it('is never less strict than any of them', () => {
    fc.assert(
      fc.property(fc.array(rule, { minLength: 1, maxLength: 5 }), (rules) => {
        const all = strictest(rules);
        for (const one of rules) {
          expect(all.minimumCount).toBeGreaterThanOrEqual(one.minimumCount);
          expect(all.rounding).toBeGreaterThanOrEqual(one.rounding);
          if (one.kind === 'counts') expect(all.kind).toBe('counts');
        }
      }),
    );
  });
});
