import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TokenBuckets } from '#app/token-buckets.ts';

describe('TokenBuckets', () => {
  it('lets a burst through, then says how long to wait, then goes on at its rate', () => {
    const buckets = new TokenBuckets({ perSecond: 2, burst: 3 });
    expect([0, 0, 0, 0].map(() => buckets.take('a', 0))).toEqual([0, 0, 0, 1]);
    expect(buckets.take('b', 0)).toBe(0);
    expect(buckets.take('a', 400)).toBe(1);
    expect(buckets.take('a', 500)).toBe(0);
    expect(buckets.take('a', 60_000)).toBe(0);
  });

  it('never lets more through than the burst and what the time allows', () => {
    const steps = fc.array(fc.integer({ min: 0, max: 700 }), { maxLength: 300 });
    fc.assert(
      fc.property(
        steps,
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 20 }),
        (gaps, perSecond, burst) => {
          const buckets = new TokenBuckets({ perSecond, burst });
          let [now, taken] = [0, 0];
          for (const gap of gaps) {
            now += gap;
            if (buckets.take('a', now) === 0) taken += 1;
          }
          expect(taken).toBeLessThanOrEqual(burst + (now / 1000) * perSecond + 1e-6);
        },
      ),
    );
  });
});
