import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PERTURBATION, perturbationOf, readPerturbation } from '#core/disclosure/perturbation.ts';

const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);

describe('PERTURBATION', () => {
  it('has 256 whole numbers with a mean of 0, none beyond 5, and a variance of 4', () => {
    const { values, bound, variance } = PERTURBATION;
    expect(values).toHaveLength(256);
    expect(total(values)).toBe(0);
    expect([bound, Math.max(...values), Math.min(...values)]).toEqual([5, 5, -5]);
    expect([variance, total(values.map((value) => value ** 2)) / 256]).toEqual([4, 4]);
  });

  it('adds as often as it takes away', () => {
    const { values } = PERTURBATION;
    for (let size = 1; size <= 5; size += 1)
      expect(values.filter((value) => value === size)).toHaveLength(
        values.filter((value) => value === -size).length,
      );
  });
});

describe('readPerturbation(table)', () => {
  const { values } = PERTURBATION;

  it.each([
    ['mean', { bound: 5, variance: 4, values: [...values.slice(0, 255), 4] }],
    ['bound', { bound: 6, variance: 4, values }],
    ['variance', { bound: 5, variance: 3, values }],
    ['expected', { bound: 5, variance: 4, values: values.slice(1) }],
  ])('refuses a table whose %s is not what it says', (word, table) => {
    expect(() => readPerturbation(table)).toThrow(word);
  });
});

describe('perturbationOf(keySum)', () => {
  it('goes by the high byte of the sum modulo 65,536', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 45 }), (sum) => {
        const expected = PERTURBATION.values[Math.floor((sum % 65_536) / 256)];
        expect(perturbationOf(sum)).toBe(expected);
        expect(perturbationOf(sum + 65_536)).toBe(expected);
      }),
    );
  });

  it('is 0 on average over all keys of a cell', () => {
    const all = Array.from({ length: 65_536 }, (_, key) => perturbationOf(key));
    expect(total(all)).toBe(0);
  });
});
