import type { KeyFigure } from '../explore/kpi.tsx';
import { formatNumber, MARKS } from '../format/number.ts';
import { explained } from '../shell/state-message.tsx';
import type { Choice } from '../state/catalogue.ts';
import type { Exploration } from '../state/exploration.ts';
import { upperFirst } from '../state/grouping.ts';
import { monthLabel, periodLabel } from '../state/month.ts';
import { chanceText } from './change.ts';
import { numberText } from './change-cells.ts';
import { madeOfText, unitText, usedText } from './compare-words.ts';
import { type Comparison, monthsLeftOut } from './use-comparison.ts';

/** A comparison as a key figure: the later window's number, what it was before, and whether chance could have made it. */
export function comparedFigure(
  choice: Choice,
  state: Exploration,
  { plan, total, used, error }: Comparison,
): KeyFigure {
  if (plan === null) return { label: 'Compared', value: '…', note: '' };
  if ('reason' in plan) return { label: 'Compared', value: 'Not available', note: plan.reason, words: true };
  const { now, before } = plan.windows;
  const label = periodLabel(now.from, now.to);
  if (error !== null) return { label, value: 'Not available', note: explained(error).next, words: true };
  if (total === null) return { label, value: '…', note: '' };
  const { missing } = monthsLeftOut(plan.windows);
  const left = missing.length === 0 ? '' : ` Without ${missing.map(monthLabel).join(', ')}.`;
  if (total.now === null) {
    const { short, long } = MARKS[total.mark ?? 'u'];
    return { label, value: short, note: long, words: true };
  }
  const unit = unitText(choice, state);
  const earlier = `${unit === '' ? '' : `${upperFirst(unit)}; `}${numberText(total.before, total.type, total.mark)} in ${periodLabel(before.from, before.to)}.`;
  const chance =
    total.change === null || total.change.noTest === 'it is not of a count'
      ? ''
      : ` ${upperFirst(chanceText(total.change))}.`;
  const small = total.change?.percent === null ? ` No per cent: ${total.change.noPercent}.` : '';
  const made = unit === '' ? '' : ` ${madeOfText(total, choice, used)}`;
  return {
    label,
    value: formatNumber(total.now, total.type),
    note: `${earlier}${chance}${small}${made}${left}`,
    more: used === null ? '' : usedText(used, plan.windows),
    change: total.change,
  };
}
