import { describe, expect, it } from 'vitest';
import { compare, ratesOf, spreadOf } from './harness.ts';

describe('compare(comparison, rounds)', () => {
  it('runs both sides equally often and holds the ratio against the most that it may be', async () => {
    const calls = { measured: 0, reference: 0 };
    const slow = async () => {
      calls.measured += 1;
      await new Promise((resolve) => setTimeout(resolve, 20));
      return [1];
    };
    const quick = async () => {
      calls.reference += 1;
      await new Promise((resolve) => setTimeout(resolve, 1));
      return [1];
    };
    const result = await compare({ name: 'x', measured: slow, reference: quick, most: 1.5 }, 4);
    expect(result).toMatchObject({ name: 'x', rounds: 4, held: false });
    expect(result.ratio.median).toBeGreaterThan(1.5);
    expect(calls.measured).toBe(calls.reference);
  });

  it('refuses to time two sides that do not agree', async () => {
    const sides = { measured: async () => [1], reference: async () => [2] };
    await expect(compare({ name: 'x', ...sides, most: 2 }, 1)).rejects.toThrow(
      'x: got [1], the reference says [2]',
    );
  });
});

describe('spreadOf(values)', () => {
  it('gives median, smallest and largest', () => {
    expect(spreadOf([3, 1, 2])).toEqual({ median: 2, min: 1, max: 3 });
    expect(spreadOf([4, 1, 2, 3])).toEqual({ median: 2, min: 1, max: 4 });
  });
});

describe('ratesOf(timings)', () => {
  it('gives rows per second of each step over its runs', () => {
    const timings = [
      { step: 'read', ms: 500, rows: 1_000 },
      { step: 'write', ms: 1_000, rows: 1_000 },
      { step: 'read', ms: 1_000, rows: 1_000 },
      { step: 'pointer', ms: 3, rows: 0 },
    ];
    expect(ratesOf(timings)).toEqual([
      { name: 'read', runs: 2, rows: 2_000, rowsPerSecond: { median: 1_000, min: 1_000, max: 2_000 } },
      { name: 'write', runs: 1, rows: 1_000, rowsPerSecond: { median: 1_000, min: 1_000, max: 1_000 } },
    ]);
  });
});
