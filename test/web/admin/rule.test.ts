import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RowRule, RowRuleSchema } from '#core/access/row-rule.ts';
import { isSameRule } from '#core/access/rule-order.ts';
import type { Field } from '#core/model/dataset.ts';
import {
  depthOf,
  newGroup,
  newRecent,
  newTest,
  nodeOf,
  replaced,
  ruleColumns,
  ruleOf,
} from '#web/admin/profiles/rule.ts';

const field = {
  description: 'A field',
  role: 'dimension',
  sensitivity: 'open',
  required: false,
  hidden: [] as Field['hidden'],
} as const;
const columns = ruleColumns(
  {
    fields: [
      { ...field, name: 'category', label: 'Category', type: 'category', codeList: 'categories' },
      { ...field, name: 'age', label: 'Age', type: 'integer' },
      { ...field, name: 'price', label: 'Price', type: 'decimal' },
      { ...field, name: 'weapon', label: 'Weapon', type: 'boolean' },
      { ...field, name: 'reference', label: 'Reference', type: 'text', role: 'key' },
    ],
    codeLists: { categories: [{ code: 'robbery', label: 'Robbery', sources: [] }] },
  },
  [{ level: 'borough', vintage: '2022' }],
);
const categories = columns.find(({ name }) => name === 'category');

const texts = fc.constantFrom('robbery', 'theft', "O'Brien Road");
const integers = fc.integer({ min: 0, max: 120 });
const test: fc.Arbitrary<RowRule> = fc.oneof(
  fc.record({ column: fc.constant('category'), in: fc.array(texts, { minLength: 1, maxLength: 3 }) }),
  fc.record({
    column: fc.constant('age'),
    op: fc.constantFrom('=', '<>', '<', '<=', '>', '>='),
    value: integers,
  }),
  fc.record({ column: fc.constantFrom('category', 'age'), is: fc.constantFrom('known', 'unknown') }),
  fc.record({ lastMonths: fc.integer({ min: 1, max: 600 }) }),
) as fc.Arbitrary<RowRule>;
const { rule } = fc.letrec<{ rule: RowRule; group: RowRule }>((tie) => ({
  rule: fc.oneof({ depthSize: 'small' }, test, tie('group')),
  group: fc.oneof(
    fc.record({ all: fc.array(tie('rule'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('rule'), { minLength: 2, maxLength: 3 }) }),
    fc.record({ not: tie('rule') }),
  ),
}));

describe('ruleColumns(definition, geographies)', () => {
  it('offers text and whole numbers that do not identify a record, areas, and what every record has', () => {
    const names = columns.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['month', 'weekday', 'borough_2022', 'category', 'age']));
    for (const name of ['price', 'weapon', 'reference']) expect(names).not.toContain(name);
    expect(categories?.codes).toMatchObject([{ code: 'robbery', label: 'Robbery' }]);
  });
});

describe('nodeOf(rule) and ruleOf(node, columns)', () => {
  it('give back the rule that was opened, whatever it says', () => {
    fc.assert(
      fc.property(rule, (written) => {
        const again = ruleOf(nodeOf(written), columns);
        expect(typeof again).toBe('object');
        expect(isSameRule(again as RowRule, written)).toBe(true);
        expect(RowRuleSchema.safeParse(again).success).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('say what is missing instead of leaving a condition out', () => {
    if (categories === undefined) throw new Error('there is no category');
    expect(ruleOf(newTest(categories), columns)).toMatch(/Category: choose at least one value/);
    expect(ruleOf(newGroup([newRecent(), newGroup([])]), columns)).toMatch(/group of conditions is empty/);
    expect(ruleOf({ ...newRecent(), kind: 'recent', months: '0', key: 1 }, columns)).toMatch(/1 to 600/);
    expect(ruleOf(nodeOf({ column: 'gone', is: 'known' }), columns)).toMatch(/no column “gone”/);
  });

  it('takes months as people write them and refuses numbers that are none', () => {
    const month = { kind: 'test', key: 1, column: 'month', op: '>=', values: ['2024-05'] } as const;
    expect(ruleOf(month, columns)).toEqual({ column: 'month', op: '>=', value: 202_405 });
    expect(ruleOf({ ...month, values: ['2024-13'] }, columns)).toMatch(/as in 2024-05/);
    expect(ruleOf({ ...month, column: 'age', values: ['12.5'] }, columns)).toMatch(/whole numbers/);
  });
});

describe('replaced(node, key, next)', () => {
  it('changes or takes away the part that is meant, and no other', () => {
    const [one, two] = [newRecent(), newRecent()];
    const root = newGroup([one, newGroup([two])]);
    expect(depthOf(root)).toBe(2);
    const without = replaced(root, two.key, null);
    expect(without).toMatchObject({ terms: [one, { terms: [] }] });
    expect(replaced(root, root.key, null)).toBeNull();
    expect(replaced(root, one.key, { ...one, months: '3' } as typeof one)).toMatchObject({
      terms: [{ months: '3' }, { terms: [two] }],
    });
  });
});
