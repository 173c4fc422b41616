import { Kpi } from '../explore/kpi.tsx';
import { formatNumber, MARKS } from '../format/number.ts';
import { upperFirst } from '../state/grouping.ts';
import { monthLabel, periodLabel } from '../state/month.ts';
import { chanceText, LEAST_BASE } from './change.ts';
import type { Compared } from './comparison.ts';
import { monthsLeftOut, type Plan } from './use-comparison.ts';
import type { NoWindows } from './windows.ts';

type Props = { readonly plan: Plan | NoWindows | null; readonly total: Compared | undefined };

/** The count of the later window with its change from the earlier one, and whether chance could have made it. */
export function CompareKpi({ plan, total }: Props) {
  if (plan === null) return <Kpi label="Compared" value="…" note="" />;
  if ('reason' in plan) return <Kpi label="Compared" value="Not available" note={plan.reason} words />;
  const { now, before } = plan.windows;
  const label = periodLabel(now.from, now.to);
  if (total === undefined) return <Kpi label={label} value="…" note="" />;
  const { missing } = monthsLeftOut(plan.windows);
  const left = missing.length === 0 ? '' : ` Without ${missing.map(monthLabel).join(', ')}.`;
  if (total.now === null) {
    const { short, long } = MARKS[total.mark ?? 'u'];
    return <Kpi label={label} value={short} note={long} words />;
  }
  const earlier =
    total.before === null
      ? `${MARKS[total.mark ?? 'u'].short} in ${periodLabel(before.from, before.to)}.`
      : `${formatNumber(total.before)} in ${periodLabel(before.from, before.to)}.`;
  const chance = total.change === null ? '' : ` ${upperFirst(chanceText(total.change))}.`;
  const small = total.change?.percent === null ? ` No per cent from under ${LEAST_BASE}.` : '';
  return (
    <Kpi
      label={label}
      value={formatNumber(total.now)}
      note={`${earlier}${chance}${small}${left}`}
      change={total.change}
    />
  );
}
