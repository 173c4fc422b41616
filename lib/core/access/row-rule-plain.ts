import type { RowRule, RowTest } from './row-rule.ts';

/** A row rule whose negations stand at its tests only; true = every record, false = none. */
export type PlainRule =
  | boolean
  | { readonly test: RowTest; readonly negated: boolean }
  | { readonly op: 'AND' | 'OR'; readonly terms: readonly PlainRule[] };

/**
 * A rule that lets through the same records, without negated conjunctions and without tests of columns that the files
 * do not have: those read as NULL, which only `is: unknown` matches. NULL and false let through the same at every place
 * where no negation stands above, so that both are false here.
 */
export function plainRule(rule: RowRule, has: (column: string) => boolean, negated = false): PlainRule {
  if ('not' in rule) return plainRule(rule.not, has, !negated);
  if ('all' in rule || 'any' in rule) {
    const terms = 'all' in rule ? rule.all : rule.any;
    const op = 'all' in rule === negated ? 'OR' : 'AND';
    return fold(
      op,
      terms.map((term) => plainRule(term, has, negated)),
    );
  }
  const column = columnOfTest(rule);
  if (has(column)) return { test: rule, negated };
  return 'is' in rule && (rule.is === 'unknown') !== negated;
}

/** The column that a test reads. */
export function columnOfTest(test: RowTest): string {
  return 'lastMonths' in test ? 'month' : test.column;
}

/** The columns that a rule reads, each once. */
export function columnsOfRule(rule: RowRule): readonly string[] {
  return [...new Set(testsOfRule(rule).map(columnOfTest))];
}

/** Every test of a rule, from left to right. */
export function testsOfRule(rule: RowRule): readonly RowTest[] {
  if ('not' in rule) return testsOfRule(rule.not);
  if ('all' in rule) return rule.all.flatMap(testsOfRule);
  if ('any' in rule) return rule.any.flatMap(testsOfRule);
  return [rule];
}

/** The first of the last so many months, `month` included; both are yyyymm. */
export function firstOfLastMonths(month: number, lastMonths: number): number {
  const months = Math.floor(month / 100) * 12 + (month % 100) - lastMonths;
  return Math.floor(months / 12) * 100 + (months % 12) + 1;
}

function fold(op: 'AND' | 'OR', terms: readonly PlainRule[]): PlainRule {
  const absorbing = op === 'OR';
  if (terms.includes(absorbing)) return absorbing;
  const kept = terms.filter((term) => typeof term !== 'boolean');
  const [first] = kept;
  if (first === undefined) return !absorbing;
  return kept.length === 1 ? first : { op, terms: kept };
}
