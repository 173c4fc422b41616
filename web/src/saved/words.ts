import type { Cell, ResultColumn } from '#core/model/result.ts';
import { formatCell, formatNumber, isMark } from '../format/number.ts';
import type { AlertRule, Visibility } from './types.ts';

export const VISIBILITY_WORDS: Readonly<Record<Visibility, string>> = {
  private: 'Only me',
  organisation: 'My organisation',
  everyone: 'Everyone',
};

/** When a rule tells, as the end of “Tell me when a new publication …”. */
export function ruleWords(rule: AlertRule): string {
  switch (rule.when) {
    case 'changed':
      return 'changes anything in it';
    case 'above':
      return `takes the total above ${formatNumber(rule.limit)}`;
    case 'below':
      return `takes the total below ${formatNumber(rule.limit)}`;
    case 'moved':
      return `changes the total by more than ${rule.percent}%`;
  }
}

/** A number or mark with the difference to the one before, as far as there is one: `1,204 (+16, 1.3%)`. */
export function movedWords(before: Cell, now: Cell, type: ResultColumn['type']): string {
  const text = formatCell(now, type);
  if (typeof before !== 'number' || typeof now !== 'number' || isMark(before)) return text;
  const difference = now - before;
  if (difference === 0) return `${text} (no change)`;
  const kind = type === 'number' ? 'number' : 'integer';
  const signed = `${difference > 0 ? '+' : '−'}${formatNumber(Math.abs(difference), kind)}`;
  const share = before === 0 ? '' : `, ${Math.round((Math.abs(difference) / before) * 1_000) / 10}%`;
  return `${text} (${signed}${share})`;
}
