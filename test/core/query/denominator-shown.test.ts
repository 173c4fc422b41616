import { describe, expect, it } from 'vitest';
import type { Denominator } from '#core/query/denominator.ts';
import { type Group, usedDenominator } from '#core/query/measure.ts';

const denominator: Denominator = {
  name: 'population',
  level: 'borough',
  vintage: '2022',
  source: 'Office of Numbers, 2021',
  years: [2020, 2021],
  value: () => 1_000,
};
const whole: Group = { datasets: [], months: [201912, 202001, 202112, 202201], area: null, row: null };

describe('usedDenominator(measure, whole, divisor)', () => {
  it('tells which years of which table were used, and how many there are on average', () => {
    const asked: boolean[] = [];
    const shown = usedDenominator(
      { per: 1_000, annualised: true, denominator },
      whole,
      (_, { annualised }) => {
        asked.push(annualised);
        return 4_000;
      },
    );
    expect(shown).toEqual({
      name: 'population',
      source: 'Office of Numbers, 2021',
      years: [2020, 2021],
      per: 1_000,
      annualised: true,
      value: 4_000,
    });
    expect(asked).toEqual([false]);
  });
});
