import { describe, expect, it } from 'vitest';
import { linear, readableTicks, roundTicks } from '#web/charts/scale.ts';

describe('linear', () => {
  it('places numbers in proportion, and places as numbers the other way round', () => {
    const across = linear([0, 10], [46, 246]);
    expect([0, 5, 10].map(across)).toEqual([46, 146, 246]);
    expect([46, 146, 246].map(linear([46, 246], [0, 10]))).toEqual([0, 5, 10]);
  });
});

describe('roundTicks', () => {
  it.each([
    [39_600, true, [0, 10_000, 20_000, 30_000, 40_000]],
    [1, true, [0, 1]],
    [3, true, [0, 1, 2, 3]],
    [1, false, [0, 0.2, 0.4, 0.6, 0.8, 1]],
    [113, true, [0, 20, 40, 60, 80, 100, 120]],
  ])('goes in round steps from zero to at least %s', (most, whole, ticks) => {
    expect(roundTicks(most, whole).map((tick) => Number(tick.toFixed(6)))).toEqual(ticks);
  });

  it('never ends below what is drawn, and never has more than eight steps', () => {
    for (let most = 1; most < 5_000; most += 7) {
      const ticks = roundTicks(most, true);
      expect(ticks.at(-1)).toBeGreaterThanOrEqual(most);
      expect(ticks.length).toBeLessThanOrEqual(9);
      expect(ticks.every(Number.isInteger)).toBe(true);
    }
  });
});

describe('readableTicks', () => {
  it('leaves out ticks that would be written over each other, never the first or the last', () => {
    const ticks = [0, 20, 40, 60, 80, 100, 120];
    expect(readableTicks(ticks, 200)).toEqual(ticks);
    expect(readableTicks(ticks, 60)).toEqual([0, 40, 80, 120]);
    expect(readableTicks(ticks, 30)).toEqual([0, 120]);
    expect(readableTicks([0], 30)).toEqual([0]);
  });
});
