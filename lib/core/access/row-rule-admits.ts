import type { RowRule, RowTest } from './row-rule.ts';
import { columnOfTest, firstOfLastMonths, type PlainRule, plainRule } from './row-rule-plain.ts';

/** What is known of some records: a column with every value that they can have in it, none of them NULL. */
export type Facts = ReadonlyMap<string, readonly (string | number)[]>;

/**
 * Whether a rule can let any of these records through, as far as the facts tell: false is certain, whatever is stored.
 * `month` (yyyymm) is the current one, from which the last months are counted.
 */
export function rowRuleAdmits(rule: RowRule, month: number, facts: Facts): boolean {
  return admits(
    plainRule(rule, () => true),
    month,
    facts,
  );
}

function admits(rule: PlainRule, month: number, facts: Facts): boolean {
  if (typeof rule === 'boolean') return rule;
  if ('op' in rule)
    return rule.op === 'AND'
      ? rule.terms.every((term) => admits(term, month, facts))
      : rule.terms.some((term) => admits(term, month, facts));
  const { test, negated } = rule;
  const values = facts.get(columnOfTest(test));
  if (values === undefined || comparesText(test)) return true;
  return values.some((value) => holds(test, month, value) !== negated);
}

function holds(test: RowTest, month: number, value: string | number): boolean {
  if ('lastMonths' in test) return Number(value) >= firstOfLastMonths(month, test.lastMonths);
  if ('is' in test) return test.is === 'known';
  if ('in' in test) return test.in.includes(value);
  switch (test.op) {
    case '=':
      return value === test.value;
    case '<>':
      return value !== test.value;
    case '<':
      return value < test.value;
    case '<=':
      return value <= test.value;
    case '>':
      return value > test.value;
    case '>=':
      return value >= test.value;
  }
}

/** Whether text is compared by its order, which is the engines' to say. */
function comparesText(test: RowTest): boolean {
  return 'op' in test && typeof test.value === 'string' && test.op !== '=' && test.op !== '<>';
}
