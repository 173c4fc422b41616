import { Kpi } from '../explore/kpi.tsx';
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

type Props = { readonly choice: Choice; readonly state: Exploration; readonly comparison: Comparison };

/** The number of the later window with its change from the earlier one, and whether chance could have made it. */
export function CompareKpi({ choice, state, comparison: { plan, total, used, error } }: Props) {
  if (plan === null) return <Kpi label="Compared" value="…" note="" />;
  if ('reason' in plan) return <Kpi label="Compared" value="Not available" note={plan.reason} words />;
  const { now, before } = plan.windows;
  const label = periodLabel(now.from, now.to);
  if (error !== null) return <Kpi label={label} value="Not available" note={explained(error).next} words />;
  if (total === null) return <Kpi label={label} value="…" note="" />;
  const { missing } = monthsLeftOut(plan.windows);
  const left = missing.length === 0 ? '' : ` Without ${missing.map(monthLabel).join(', ')}.`;
  if (total.now === null) {
    const { short, long } = MARKS[total.mark ?? 'u'];
    return <Kpi label={label} value={short} note={long} words />;
  }
  const unit = unitText(choice, state);
  const earlier = `${unit === '' ? '' : `${upperFirst(unit)}; `}${numberText(total.before, total.type, total.mark)} in ${periodLabel(before.from, before.to)}.`;
  const chance =
    total.change === null || total.change.noTest === 'it is not of a count'
      ? ''
      : ` ${upperFirst(chanceText(total.change))}.`;
  const small = total.change?.percent === null ? ` No per cent: ${total.change.noPercent}.` : '';
  const made = unit === '' ? '' : ` ${madeOfText(total, choice, used)}`;
  return (
    <Kpi
      label={label}
      value={formatNumber(total.now, total.type)}
      note={`${earlier}${chance}${small}${made}${left}`}
      more={used === null ? '' : usedText(used, plan.windows)}
      change={total.change}
    />
  );
}
