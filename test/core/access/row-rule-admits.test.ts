import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RowRule } from '#core/access/row-rule.ts';
import { rowRuleAdmits } from '#core/access/row-rule-admits.ts';
import { ruleHolds } from '../../support/naive-rule.ts';

const NOW = 202406;
const CAMDEN: RowRule = { column: 'borough_2022', op: '=', value: 'E09000007' };

describe('rowRuleAdmits(rule, month, facts)', () => {
  it('is false for what the rule never lets through, and true where it might', () => {
    const admits = (rule: RowRule, facts: Record<string, (string | number)[]>) =>
      rowRuleAdmits(rule, NOW, new Map(Object.entries(facts)));
    expect(admits(CAMDEN, { borough_2022: ['E09000007'] })).toBe(true);
    expect(admits(CAMDEN, { borough_2022: ['E09000033'] })).toBe(false);
    expect(admits(CAMDEN, { borough_2022: ['E09000033', 'E09000007'] })).toBe(true);
    expect(admits(CAMDEN, { month: [202401] })).toBe(true);
    expect(admits({ not: CAMDEN }, { borough_2022: ['E09000007'] })).toBe(false);
    expect(admits({ lastMonths: 12 }, { month: [202306] })).toBe(false);
    expect(admits({ lastMonths: 12 }, { month: [202307] })).toBe(true);
    expect(admits({ all: [CAMDEN, { lastMonths: 1 }] }, { month: [202405] })).toBe(false);
    expect(admits({ any: [CAMDEN, { lastMonths: 1 }] }, { month: [202405] })).toBe(true);
  });

  it('never is false for a record that the rule lets through, whatever of it is known', () => {
    const value = fc.constantFrom('a', 'b', 'c', 1, 2, 3);
    const column = fc.constantFrom('x', 'y', 'z');
    const test: fc.Arbitrary<RowRule> = fc.oneof(
      fc.record({ column, op: fc.constantFrom('=', '<>', '<', '<=', '>', '>='), value }),
      fc.record({ column, in: fc.array(value, { minLength: 1, maxLength: 3 }) }),
      fc.record({ column, is: fc.constantFrom('known', 'unknown') }),
    ) as fc.Arbitrary<RowRule>;
    const { rule } = fc.letrec<{ rule: RowRule }>((tie) => ({
      rule: fc.oneof(
        { depthSize: 'small' },
        test,
        fc.record({ all: fc.array(tie('rule'), { minLength: 1, maxLength: 3 }) }),
        fc.record({ any: fc.array(tie('rule'), { minLength: 1, maxLength: 3 }) }),
        fc.record({ not: tie('rule') }),
      ),
    }));
    const record = fc.record({ x: fc.option(value), y: fc.option(value), z: fc.option(value) });
    let excluded = 0;
    fc.assert(
      fc.property(rule, record, fc.subarray(['x', 'y', 'z']), (one, row, known) => {
        const facts = new Map(
          known.flatMap((name) => {
            const value = row[name as keyof typeof row];
            return value === null ? [] : [[name, [value]] as const];
          }),
        );
        const admitted = rowRuleAdmits(one, NOW, facts);
        if (!admitted) excluded += 1;
        if (ruleHolds(one, row, NOW) === true) expect(admitted).toBe(true);
      }),
      { numRuns: 2_000 },
    );
    expect(excluded).toBeGreaterThan(200);
  });
});
