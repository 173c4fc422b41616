import type { RowRule, RowTest } from './row-rule.ts';
import { firstOfLastMonths, type PlainRule, plainRule } from './row-rule-plain.ts';

/** Characters that the text of a row filter may have: fewer than Lake Formation's bound of 2,048. */
export const MOST_RULE_CHARACTERS = 2_047;

type Comparison = Extract<RowTest, { op: string }>['op'];
const OPPOSITE: Record<Comparison, Comparison> = {
  '=': '<>',
  '<>': '=',
  '<': '>=',
  '<=': '>',
  '>': '<=',
  '>=': '<',
};

/**
 * A row rule as the row filter of Lake Formation, which is also SQL: `column op constant`, IN, IS [NOT] NULL, joined by
 * AND, OR and NOT; null when it lets every record through. `month` (yyyymm) is what the last months are counted from;
 * columns that `has` denies read as NULL and are not named. `never` is a column that is never NULL, for a rule that lets
 * nothing through.
 */
export function rowRuleText(
  rule: RowRule,
  month: number,
  has: (column: string) => boolean = () => true,
  never = 'record_id',
): string | null {
  const plain = plainRule(rule, has);
  if (plain === true) return null;
  return plain === false ? `${never} IS NULL` : printRule(plain, month, true);
}

function printRule(rule: PlainRule, month: number, outermost: boolean): string {
  if (typeof rule === 'boolean') throw new Error('a constant within a rule that was folded');
  if ('op' in rule) {
    const terms = rule.terms.map((term) => printRule(term, month, false)).join(` ${rule.op} `);
    return outermost ? terms : `(${terms})`;
  }
  return printTest(rule.test, rule.negated, month);
}

function printTest(test: RowTest, negated: boolean, month: number): string {
  if ('lastMonths' in test)
    return `month ${negated ? '<' : '>='} ${firstOfLastMonths(month, test.lastMonths)}`;
  if ('is' in test) return `${test.column} IS ${(test.is === 'known') === negated ? '' : 'NOT '}NULL`;
  if ('op' in test)
    return `${test.column} ${negated ? OPPOSITE[test.op] : test.op} ${printConstant(test.value)}`;
  const values = [...new Set(test.in)].map(printConstant);
  const [only] = values;
  if (values.length === 1 && only !== undefined) return `${test.column} ${negated ? '<>' : '='} ${only}`;
  const list = `${test.column} IN (${values.join(', ')})`;
  return negated ? `NOT (${list})` : list;
}

function printConstant(value: string | number): string {
  return typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`;
}
