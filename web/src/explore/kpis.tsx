import type { GeographySummary } from '../api/types.ts';
import { peakWords } from '../charts/peak.ts';
import { rateWords } from '../charts/rate-words.ts';
import { monthSeries, ranked, seriesOf, sumOf, totalOf } from '../charts/series.ts';
import { changeOf } from '../compare/change.ts';
import { CompareKpi } from '../compare/compare-kpi.tsx';
import type { Comparison } from '../compare/use-comparison.ts';
import { counted, formatNumber, formatShort, MARKS } from '../format/number.ts';
import { explained } from '../shell/state-message.tsx';
import { isControlled } from '../state/access.ts';
import { type Choice, periodOf } from '../state/catalogue.ts';
import { codesWithin } from '../state/codes-within.ts';
import type { Exploration } from '../state/exploration.ts';
import { levelLabel, lowerFirst, upperFirst } from '../state/grouping.ts';
import { addMonths, monthRange, periodLabel } from '../state/month.ts';
import type { World } from '../state/world.ts';
import type { ChartAnswers } from './answers.ts';
import { Kpi } from './kpi.tsx';

type Props = {
  readonly choice: Choice;
  readonly state: Exploration;
  readonly world: World;
  readonly geography: GeographySummary;
  readonly answers: ChartAnswers;
  readonly comparison: Comparison;
};

export function Kpis({ choice, state, world, geography, answers, comparison }: Props) {
  return (
    <section className="kpis" aria-label="Key figures">
      <TotalKpi choice={choice} state={state} answers={answers} />
      <RateKpi choice={choice} state={state} answers={answers} />
      {state.compare !== 'none' ? (
        <CompareKpi choice={choice} state={state} comparison={comparison} />
      ) : (
        choice.knowsMonths && <YearKpi choice={choice} state={state} answers={answers} />
      )}
      <MostKpi choice={choice} state={state} world={world} answers={answers} level={geography.level} />
    </section>
  );
}

function TotalKpi({ choice, state, answers }: Pick<Props, 'choice' | 'state' | 'answers'>) {
  const period = periodOf(choice, state);
  const label = upperFirst(choice.noun.many);
  if (answers.total.isError)
    return <Kpi label={label} value="Not available" note={explained(answers.total.error).next} words />;
  if (answers.total.data === undefined) return <Kpi label={label} value="…" note="" />;
  const { result } = answers.total.data;
  const { value, mark } = totalOf(result);
  if (value === null) {
    const { short, long } = MARKS[mark ?? 'u'];
    return <Kpi label={label} value={short} note={long} words />;
  }
  const when = period === null ? '' : periodLabel(period.from, period.to);
  const untold =
    result.notMapped === 'c' || result.notMapped === 0
      ? ''
      : `. ${formatNumber(result.notMapped)} more could not be checked against the filters`;
  return <Kpi label={label} value={formatNumber(value)} note={`${when}${untold}`} />;
}

function isExact({ access }: Choice): boolean {
  return access.kind === 'records' && access.rounding === 1;
}

function RateKpi({ choice, state, answers }: Pick<Props, 'choice' | 'state' | 'answers'>) {
  const label = 'Rate per 1,000 residents';
  if (answers.rate.isError)
    return <Kpi label={label} value="Not available" note={explained(answers.rate.error).next} words />;
  if (answers.rate.data === undefined) return <Kpi label={label} value="…" note="" />;
  const { result } = answers.rate.data;
  const { value, mark } = totalOf(result);
  if (mark === 'c') return <Kpi label={label} value={MARKS.c.short} note={MARKS.c.long} words />;
  if (value === null)
    return (
      <Kpi label={label} value="Not available" note="No population is known for this selection." words />
    );
  const all = answers.rateEverywhere?.data;
  const everywhere = all === undefined ? null : totalOf(all.result).value;
  const beside =
    state.areas.length === 0 || everywhere === null ? '' : `London ${formatNumber(everywhere, 'number')}. `;
  const { short, long } = rateWords(result, upperFirst(choice.noun.many));
  return <Kpi label={label} value={formatNumber(value, 'number')} note={`${beside}${short}`} more={long} />;
}

/** The number of a year that was asked as one query; null where it has none or was not supplied whole. */
function yearValue(query: ChartAnswers['total']): number | null {
  const result = query.isError || query.isPlaceholderData ? undefined : query.data?.result;
  if (result === undefined || result.coverage.some(({ missingMonths }) => missingMonths.length > 0))
    return null;
  return totalOf(result).value;
}

function AskedYearKpi({ choice, state, answers }: Pick<Props, 'choice' | 'state' | 'answers'>) {
  const period = periodOf(choice, state);
  const year = answers.year;
  if (year === null || period === null) return null;
  const from = addMonths(period.to, -11);
  if (from < period.from)
    return (
      <Kpi label="Last 12 months" value="Not available" note="The period is shorter than 12 months" words />
    );
  if (year.now.isError)
    return <Kpi label="Last 12 months" value="Not available" note={explained(year.now.error).next} words />;
  if (year.now.data === undefined || year.now.isPlaceholderData)
    return <Kpi label="Last 12 months" value="…" note="" />;
  const { value, mark } = totalOf(year.now.data.result);
  if (value === null) {
    const { short, long } = MARKS[mark ?? 'u'];
    return <Kpi label="Last 12 months" value={short} note={long} words />;
  }
  const before = yearValue(year.before);
  const note =
    before === null
      ? periodLabel(from, period.to)
      : `${formatNumber(before)} in ${periodLabel(addMonths(from, -12), addMonths(period.to, -12))}`;
  return (
    <Kpi
      label="Last 12 months"
      value={formatNumber(value)}
      note={note}
      change={changeOf(value, before, isExact(choice))}
    />
  );
}

function YearKpi({ choice, state, answers }: Pick<Props, 'choice' | 'state' | 'answers'>) {
  const period = periodOf(choice, state);
  if (answers.year !== null) return <AskedYearKpi choice={choice} state={state} answers={answers} />;
  if (answers.time.isError)
    return <Kpi label="Last 12 months" value="Not available" note="The chart of months says why." words />;
  if (answers.time.data === undefined || choice.bounds === null || period === null) {
    return <Kpi label="Last 12 months" value="…" note="" />;
  }
  const points = monthSeries(answers.time.data.result, monthRange(choice.bounds.from, choice.bounds.to), 0);
  const from = addMonths(period.to, -11);
  const now = from < period.from ? null : sumOf(points, monthRange(from, period.to));
  const before = sumOf(points, monthRange(addMonths(from, -12), addMonths(period.to, -12)));
  if (now === null) {
    const months = monthRange(period.from, period.to).length;
    const note =
      months < 12
        ? `The period has ${months} ${months === 1 ? 'month' : 'months'}`
        : 'Not all of these months have a number';
    return <Kpi label="Last 12 months" value="Not available" note={note} words />;
  }
  const note =
    before === null
      ? periodLabel(from, period.to)
      : `${formatNumber(before)} in ${periodLabel(addMonths(from, -12), addMonths(period.to, -12))}`;
  return (
    <Kpi
      label={`Last 12 months`}
      value={formatNumber(now)}
      note={note}
      change={changeOf(now, before, isExact(choice))}
    />
  );
}

function MostKpi({
  choice,
  state,
  world,
  answers,
  level,
}: Omit<Props, 'geography' | 'comparison'> & { readonly level: string }) {
  const label = `Most ${choice.noun.many}`;
  if (answers.area.isError) return <Kpi label={label} value="Not available" note="The map says why." words />;
  if (answers.area.data === undefined) return <Kpi label={label} value="…" note="" />;
  const within = codesWithin(world.areasOf(level) ?? [], state.areas);
  const points = ranked(seriesOf(answers.area.data.result, 0).points).filter(
    (point) => point.key !== null && (state.areas.length === 0 || within.has(point.key)),
  );
  const first = points[0];
  if (first === undefined && state.areas.length > 0)
    return <Kpi label={label} value="Not available" note="Choose smaller areas on the map" words />;
  if (first === undefined || first.value === null) {
    return (
      <Kpi
        label={label}
        value="Not available"
        note={`No ${lowerFirst(levelLabel(level))} has a number`}
        words
      />
    );
  }
  if (first.value === 0)
    return <Kpi label={label} value="None" note="None is known to fit the filters" words />;
  const note =
    first.value >= 1_000_000
      ? `${formatShort(first.value)} ${choice.noun.many}`
      : counted(first.value, choice.noun);
  const shown = isControlled(choice.access) ? ', the largest number that is shown' : '';
  const peak = answers.peak === null ? null : peakWords(answers.peak);
  return (
    <Kpi
      label={label}
      value={first.label}
      note={`${note}${shown}${peak === null ? '' : `, peak ${peak}`}`}
      words
    />
  );
}
