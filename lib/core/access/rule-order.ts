import type { RowRule } from './row-rule.ts';

/** Whether two row rules are written the same, the order of keys and of the parts of a rule aside; null = every record. */
export function isSameRule(one: RowRule | null, other: RowRule | null): boolean {
  return canonicalRule(one) === canonicalRule(other);
}

/**
 * Whether a rule provably lets through no record that another does not: it is the same, or it asks for all that the
 * other asks for and for more. False where it cannot be told from how they are written.
 */
export function isNarrowerRule(before: RowRule | null, after: RowRule | null): boolean {
  if (before === null || isSameRule(before, after)) return true;
  if (after === null) return false;
  const asked = new Set(conjuncts(after).map(canonicalRule));
  return conjuncts(before).every((part) => asked.has(canonicalRule(part)));
}

/** The rules that must all hold for a rule to hold. */
function conjuncts(rule: RowRule): readonly RowRule[] {
  return 'all' in rule ? rule.all.flatMap(conjuncts) : [rule];
}

function canonicalRule(rule: RowRule | null): string {
  if (rule === null) return 'null';
  if ('all' in rule) {
    const [first, ...more] = distinct(conjuncts(rule).map(canonicalRule));
    return more.length === 0 ? (first ?? '') : `all(${[first, ...more].join(';')})`;
  }
  if ('any' in rule) return `any(${sorted(rule.any.map(canonicalRule))})`;
  if ('not' in rule) return `not(${canonicalRule(rule.not)})`;
  if ('in' in rule) return `${rule.column} in ${sorted(rule.in.map((value) => JSON.stringify(value)))}`;
  if ('is' in rule) return `${rule.column} is ${rule.is}`;
  if ('lastMonths' in rule) return `last ${rule.lastMonths}`;
  return `${rule.column} ${rule.op} ${JSON.stringify(rule.value)}`;
}

function sorted(parts: readonly string[]): string {
  return distinct(parts).join(';');
}

function distinct(parts: readonly string[]): readonly string[] {
  return [...new Set(parts)].sort();
}
