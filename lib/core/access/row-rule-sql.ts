import { and, compare, integer, isIn, isNull, not, or, text } from '#core/sql/build.ts';
import type { Expression, Literal } from '#core/sql/tree.ts';
import type { RowRule } from './row-rule.ts';
import { firstOfLastMonths } from './row-rule-plain.ts';

/** The expression of a column, or a NULL of that type where the files do not have it. */
export type RuleColumn = (name: string, type: 'VARCHAR' | 'BIGINT') => Expression;

/**
 * A row rule as a condition: true for the records that it lets through, false or NULL for all others. `month` (yyyymm)
 * is what the last months are counted from.
 */
export function rowRuleSql(rule: RowRule, month: number, column: RuleColumn): Expression {
  if ('not' in rule) return not(rowRuleSql(rule.not, month, column));
  if ('all' in rule) return and(...rule.all.map((term) => rowRuleSql(term, month, column)));
  if ('any' in rule) return or(...rule.any.map((term) => rowRuleSql(term, month, column)));
  if ('lastMonths' in rule)
    return compare(column('month', 'BIGINT'), '>=', integer(firstOfLastMonths(month, rule.lastMonths)));
  if ('is' in rule) {
    const unknown = isNull(column(rule.column, 'VARCHAR'));
    return rule.is === 'unknown' ? unknown : not(unknown);
  }
  if ('op' in rule) return compare(column(rule.column, typeOf(rule.value)), rule.op, literal(rule.value));
  const [first] = rule.in;
  return isIn(column(rule.column, typeOf(first ?? '')), rule.in.map(literal));
}

function literal(value: string | number): Literal {
  return typeof value === 'number' ? integer(value) : text(value);
}

function typeOf(value: string | number): 'VARCHAR' | 'BIGINT' {
  return typeof value === 'number' ? 'BIGINT' : 'VARCHAR';
}
