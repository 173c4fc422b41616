import type { RowRule } from '#core/access/row-rule.ts';
import type { StoredRow } from './fixture-lake.ts';

/** Whether a rule holds for a record, read by hand in three values: null = NULL takes part and decides nothing. */
export function ruleHolds(rule: RowRule, row: StoredRow, month: number): boolean | null {
  if ('not' in rule) {
    const holds = ruleHolds(rule.not, row, month);
    return holds === null ? null : !holds;
  }
  if ('all' in rule) {
    const parts = rule.all.map((part) => ruleHolds(part, row, month));
    if (parts.includes(false)) return false;
    return parts.includes(null) ? null : true;
  }
  if ('any' in rule) {
    const parts = rule.any.map((part) => ruleHolds(part, row, month));
    if (parts.includes(true)) return true;
    return parts.includes(null) ? null : false;
  }
  if ('lastMonths' in rule) {
    const value = row['month'];
    if (typeof value !== 'number') return null;
    const age = (at: number) => Math.floor(at / 100) * 12 + (at % 100);
    return age(month) - age(value) < rule.lastMonths;
  }
  const value = row[rule.column] ?? null;
  if ('is' in rule) return (value === null) === (rule.is === 'unknown');
  if (value === null) return null;
  if ('in' in rule) return rule.in.includes(value as string | number);
  const order = compare(value as string | number, rule.value);
  return {
    '=': order === 0,
    '<>': order !== 0,
    '<': order < 0,
    '<=': order <= 0,
    '>': order > 0,
    '>=': order >= 0,
  }[rule.op];
}

function compare(a: string | number, b: string | number): number {
  if (typeof a === 'number' || typeof b === 'number') return Number(a) - Number(b);
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
