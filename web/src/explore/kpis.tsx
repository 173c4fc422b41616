import type { GeographySummary } from '../api/types.ts';
import { monthSeries, ranked, seriesOf, sumOf, totalOf } from '../charts/series.ts';
import { formatNumber, formatPercent, formatShort } from '../format/number.ts';
import { explained } from '../shell/state-message.tsx';
import { type Choice, periodOf } from '../state/catalogue.ts';
import type { Exploration } from '../state/exploration.ts';
import { levelLabel } from '../state/grouping.ts';
import { addMonths, monthRange, periodLabel } from '../state/month.ts';
import type { ChartAnswers } from './answers.ts';

type Props = {
  readonly choice: Choice;
  readonly state: Exploration;
  readonly geography: GeographySummary;
  readonly answers: ChartAnswers;
};

/** Change against the same months a year before; null when either has no number or there is nothing to compare. */
export function changeOf(now: number | null, before: number | null): number | null {
  return now === null || before === null || before === 0 ? null : ((now - before) / before) * 100;
}

export function Kpis({ choice, state, geography, answers }: Props) {
  const period = periodOf(choice, state);
  const noun = choice.noun.many.charAt(0).toUpperCase() + choice.noun.many.slice(1);
  const total = answers.total.data === undefined ? null : totalOf(answers.total.data.result).value;
  return (
    <section className="kpis" aria-label="Key figures">
      <Kpi
        label={noun}
        value={total === null ? '…' : formatNumber(total)}
        note={period === null ? '' : periodLabel(period.from, period.to)}
      />
      <RateKpi answers={answers} />
      {choice.knowsMonths && <YearKpi choice={choice} state={state} answers={answers} />}
      <MostKpi noun={choice.noun.many} state={state} answers={answers} level={geography.level} />
    </section>
  );
}

type KpiProps = {
  readonly label: string;
  readonly value: string;
  readonly note: string;
  readonly change?: number | null;
  readonly words?: boolean;
};

function Kpi({ label, value, note, change = null, words = false }: KpiProps) {
  return (
    <div className="kpi">
      <h2>{label}</h2>
      <p className={words ? 'kpi-value kpi-words' : 'kpi-value'}>
        {value}
        {change !== null && (
          <span className="change" data-way={change > 0 ? 'up' : change < 0 ? 'down' : 'same'}>
            <span aria-hidden="true">{change > 0 ? '↗' : change < 0 ? '↘' : '→'}</span>
            <span className="visually-hidden">{change > 0 ? 'up' : change < 0 ? 'down' : 'unchanged'}</span>{' '}
            {formatPercent(Math.abs(change))}
          </span>
        )}
      </p>
      <p className="hint">{note}</p>
    </div>
  );
}

function RateKpi({ answers }: Pick<Props, 'answers'>) {
  const label = 'Rate per 1,000 residents';
  if (answers.rate.isError)
    return <Kpi label={label} value="Not available" note={explained(answers.rate.error).next} words />;
  if (answers.rate.data === undefined) return <Kpi label={label} value="…" note="" />;
  const { value } = totalOf(answers.rate.data.result);
  return value === null ? (
    <Kpi label={label} value="Not available" note="No population is known for this selection." words />
  ) : (
    <Kpi label={label} value={formatNumber(value, 'number')} note="A year, over the period" />
  );
}

function YearKpi({ choice, state, answers }: Omit<Props, 'geography'>) {
  const period = periodOf(choice, state);
  if (answers.time.data === undefined || choice.bounds === null || period === null) {
    return <Kpi label="Last 12 months" value="…" note="" />;
  }
  const points = monthSeries(answers.time.data.result, monthRange(choice.bounds.from, choice.bounds.to), 0);
  const from = addMonths(period.to, -11);
  const now = from < period.from ? null : sumOf(points, monthRange(from, period.to));
  const before = sumOf(points, monthRange(addMonths(from, -12), addMonths(period.to, -12)));
  if (now === null) {
    const months = monthRange(period.from, period.to).length;
    const note = months < 12 ? `The period has ${months} months` : 'Not all of these months were supplied';
    return <Kpi label="Last 12 months" value="Not available" note={note} words />;
  }
  const note =
    before === null
      ? periodLabel(from, period.to)
      : `${formatNumber(before)} in ${periodLabel(addMonths(from, -12), addMonths(period.to, -12))}`;
  return (
    <Kpi label={`Last 12 months`} value={formatNumber(now)} note={note} change={changeOf(now, before)} />
  );
}

function MostKpi({
  noun,
  state,
  answers,
  level,
}: Pick<Props, 'state' | 'answers'> & { readonly noun: string; readonly level: string }) {
  const label = `Most ${noun}`;
  if (answers.area.isError) return <Kpi label={label} value="Not available" note="The map says why." words />;
  if (answers.area.data === undefined) return <Kpi label={label} value="…" note="" />;
  const points = ranked(seriesOf(answers.area.data.result, 0).points).filter(
    (point) => point.key !== null && (state.areas.length === 0 || state.areas.includes(point.key)),
  );
  const first = points[0];
  if (first === undefined || first.value === null) {
    return (
      <Kpi
        label={label}
        value="Not available"
        note={`No ${levelLabel(level).toLowerCase()} has a number`}
        words
      />
    );
  }
  const value = first.value >= 1_000_000 ? formatShort(first.value) : formatNumber(first.value);
  return <Kpi label={label} value={first.label} note={`${value} ${noun}`} words />;
}
