import { describe, expect, it } from 'vitest';
import { apportion, drawOf, drawValue } from '#core/synth/draw.ts';
import { Random } from '#core/synth/random.ts';

describe('Random', () => {
  it('gives the same numbers for the same seed, on every machine', () => {
    const random = new Random('safestats');
    expect([random.next(), random.next(), random.next(), random.hex(4)]).toMatchInlineSnapshot(`
      [
        3510055081,
        1018235809,
        1996211094,
        "da17475b31df08ac",
      ]
    `);
  });

  it('gives unrelated numbers for seeds that differ in one character', () => {
    const [a, b] = [new Random('seed-1'), new Random('seed-2')];
    const same = Array.from({ length: 1_000 }, () => (a.below(10) === b.below(10) ? 1 : 0)).reduce<number>(
      (x, y) => x + y,
      0,
    );
    expect(same).toBeGreaterThan(60);
    expect(same).toBeLessThan(140);
  });

  it('spreads evenly', () => {
    const random = new Random('even');
    const fair = new Array<number>(16).fill(0);
    for (let i = 0; i < 160_000; i += 1) {
      const n = random.below(16);
      fair[n] = (fair[n] ?? 0) + 1;
    }
    for (const count of fair) expect(Math.abs(count - 10_000)).toBeLessThan(500);
  });
});

describe('drawOf(weights)', () => {
  it('draws by weight and never what weighs nothing', () => {
    const random = new Random('weights');
    const draw = drawOf([5, 0, 3, 2]);
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < 100_000; i += 1) {
      const n = draw(random);
      counts[n] = (counts[n] ?? 0) + 1;
    }
    expect(counts[1]).toBe(0);
    expect(counts.map((count) => Math.round(count / 1_000))).toEqual([50, 0, 30, 20]);
  });

  it('refuses weights that are all zero', () => {
    expect(() => drawOf([0, 0])).toThrow('a weight above zero');
  });

  it('draws values as well', () => {
    expect(drawValue([['only', 1]])(new Random('x'))).toBe('only');
  });
});

describe('apportion(total, weights)', () => {
  it('gives whole parts that add up to the total', () => {
    expect(apportion(10, [1, 1, 1])).toEqual([4, 3, 3]);
    expect(apportion(7, [0, 3, 4])).toEqual([0, 3, 4]);
    expect(apportion(0, [1, 2])).toEqual([0, 0]);
    expect(apportion(5, [])).toEqual([]);
  });
});
