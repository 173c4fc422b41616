import { describe, expect, it } from 'vitest';
import { monthlyAxis } from '#web/explore/cards/card-props.ts';

describe('monthlyAxis(measure)', () => {
  it('counts a month, and shows a rate of a year for each month', () => {
    expect(monthlyAxis('Crimes')).toBe('Crimes a month');
    expect(monthlyAxis('Rate per 1,000 residents a year')).toBe(
      'Rate per 1,000 residents a year, each month',
    );
    expect(monthlyAxis('Rate per 1,000 residents over the period')).toBe(
      'Rate per 1,000 residents over the period, each month',
    );
  });
});
