import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EMPTY } from '#web/state/exploration.ts';
import { addMonths, monthAt, monthRange } from '#web/state/month.ts';
import { relativeOffers, relativePeriod, withoutPeriod, withPeriod } from '#web/state/relative.ts';

const bounds = { from: '2023-11', to: '2026-10' };
const kind = fc.constantFrom(
  '3m' as const,
  '12m' as const,
  '24m' as const,
  'ytd' as const,
  'last-year' as const,
);
const months = fc.integer({ min: 2000 * 12, max: 2040 * 12 }).map(monthAt);

describe('relativePeriod(relative, bounds)', () => {
  it('counts from the newest published month', () => {
    expect(relativePeriod('3m', bounds)).toEqual({ from: '2026-08', to: '2026-10' });
    expect(relativePeriod('12m', bounds)).toEqual({ from: '2025-11', to: '2026-10' });
    expect(relativePeriod('ytd', bounds)).toEqual({ from: '2026-01', to: '2026-10' });
    expect(relativePeriod('last-year', bounds)).toEqual({ from: '2025-01', to: '2025-12' });
  });

  it('has as many months as it says, whatever the newest is', () => {
    fc.assert(
      fc.property(months, (to) => {
        const length = (relative: '3m' | '12m' | '24m' | 'last-year') => {
          const period = relativePeriod(relative, { from: addMonths(to, -60), to });
          return monthRange(period.from, period.to).length;
        };
        expect([length('3m'), length('12m'), length('24m'), length('last-year')]).toEqual([3, 12, 24, 12]);
      }),
    );
  });
});

describe('relativeOffers(bounds)', () => {
  it('says why a period that would begin before the data cannot be had', () => {
    const offers = relativeOffers({ from: '2026-01', to: '2026-10' });
    expect(offers.filter(({ why }) => why !== '').map(({ key }) => key)).toEqual(['12m', '24m', 'last-year']);
    expect(offers.find(({ key }) => key === '12m')?.why).toContain('Nov 2025 to Oct 2026');
  });
});

describe('withoutPeriod(before, after)', () => {
  it('takes a state that nothing was changed of back to its address', () => {
    fc.assert(
      fc.property(kind, (relative) => {
        const address = { ...EMPTY, relative };
        const state = withPeriod({ bounds }, address);
        expect(withoutPeriod(state, { ...state })).toEqual(address);
        expect(withoutPeriod(state, { ...state, areas: ['E1'] })).toEqual({ ...address, areas: ['E1'] });
      }),
    );
  });

  it('lets months of one’s own take the place of a relative period', () => {
    const state = withPeriod({ bounds }, { ...EMPTY, relative: '12m' });
    const brushed = withoutPeriod(state, { ...state, from: '2026-01', to: '2026-03' });
    expect(brushed).toEqual({ ...EMPTY, from: '2026-01', to: '2026-03' });
  });

  it('lets another relative period take its place', () => {
    const state = withPeriod({ bounds }, { ...EMPTY, relative: '12m' });
    expect(withoutPeriod(state, { ...state, relative: '3m', from: null, to: null })).toEqual({
      ...EMPTY,
      relative: '3m',
    });
  });
});
