import type { QuerySpec } from '#core/model/query-spec.ts';
import type { QueryResult } from '#core/model/result.ts';
import { ApiProblem } from '../api/client.ts';
import { type AnswerQuery, useAccess, useAnswer } from '../api/hooks.ts';
import type { Answer } from '../api/query-run.ts';
import { ranked, seriesOf } from '../charts/series.ts';
import { type CubeAnswers, useCube } from '../cube/use-cube.ts';
import { isControlled } from '../state/access.ts';
import { type Choice, periodOf } from '../state/catalogue.ts';
import { codesWithin } from '../state/codes-within.ts';
import type { Exploration } from '../state/exploration.ts';
import { addMonths } from '../state/month.ts';
import { COUNT, type Measure, measureOf, RATE, specOf } from '../state/spec.ts';
import type { World } from '../state/world.ts';

/** One query for every chart; a chart is filtered by everything but what it shows itself. */
export type ChartAnswers = {
  readonly measures: readonly Measure[];
  readonly total: AnswerQuery;
  readonly rate: AnswerQuery;
  readonly area: AnswerQuery;
  readonly time: AnswerQuery;
  readonly category: AnswerQuery;
  readonly week: AnswerQuery;
  /**
   * The last 12 months of the period and those before them, where they must be asked because months cannot be added up;
   * null where they can.
   */
  readonly year: { readonly now: AnswerQuery; readonly before: AnswerQuery } | null;
  /** The rate of everywhere, to be read beside that of the chosen areas; null where none are chosen. */
  readonly rateEverywhere: AnswerQuery | null;
  /** Hours and weekdays of the area with most; null where they are not known (yet). */
  readonly peak: QueryResult | null;
  /** Answers counts of this page without the server, where it may; for charts that come later. */
  readonly held: CubeAnswers;
};

/** The answer of the cube where it has one, else what the server says. */
function settledBy(query: AnswerQuery, held: Answer | null): AnswerQuery {
  if (held === null) return query;
  return {
    data: held,
    error: null,
    isError: false,
    isFetching: false,
    isPlaceholderData: false,
    fetchStatus: 'idle',
    refetch: query.refetch,
  };
}

/** Asks the server only for what the cube does not hold. */
export function useHeldAnswer(spec: QuerySpec | null, held: CubeAnswers): AnswerQuery {
  const answer = spec === null ? null : held(spec);
  return settledBy(useAnswer(answer === null ? spec : null), answer);
}

/** Whether the server says that the question is not to be answered; an ended session and a lost line say nothing of it. */
function isRefused(error: unknown): boolean {
  return error instanceof ApiProblem && error.problem.status !== 401 && error.problem.status !== 0;
}

/** Whether counts may be added up in the browser: every record is shown as it is, and the profile leaves none out. */
function useMayAddUp(choice: Choice): boolean {
  const access = useAccess(true).data?.datasets;
  if (access === undefined || isControlled(choice.access)) return false;
  return choice.datasets.every(({ id }) => access.some((one) => one.id === id && one.rule === null));
}

export function useChartAnswers(
  choice: Choice,
  state: Exploration,
  world: World,
  level: string | null,
): ChartAnswers {
  const measures = state.measure.kind === 'count' ? [COUNT] : [COUNT, measureOf(state.measure)];
  const charts = state.view !== 'table';
  const others = state.view === 'dashboard' || state.view === 'charts';
  const category = choice.category;
  const spec = (ask: Parameters<typeof specOf>[2]) => specOf(choice, state, ask);
  const asked = isControlled(choice.access) && choice.knowsMonths && state.view === 'dashboard';
  const period = periodOf(choice, state);
  const yearSpec = (back: number) => {
    const to = period === null ? null : addMonths(period.to, -back);
    const from = to === null ? null : addMonths(to, -11);
    const inside = from !== null && choice.bounds !== null && from >= choice.bounds.from;
    if (!asked || !inside || (back === 0 && period !== null && from < period.from)) return null;
    return specOf(choice, { ...state, from, to }, { groupBy: [], measures: [COUNT] });
  };
  const year = { now: useAnswer(yearSpec(0)), before: useAnswer(yearSpec(12)) };
  const whole = spec({ groupBy: [], measures: [COUNT] });
  const total = useAnswer(whole);
  const mayAddUp = useMayAddUp(choice);
  const fresh = total.isPlaceholderData || total.isError ? undefined : total.data;
  const held = useCube({
    choice,
    state,
    world,
    level,
    wanted: mayAddUp && charts && total.data !== undefined && !isRefused(total.error),
    whole,
    total: fresh,
    denominators: denominatorsOf([RATE, ...measures]),
  });
  const area = useHeldAnswer(
    charts && level !== null
      ? spec({ groupBy: [{ area: level }], measures, without: { kind: 'area' } })
      : null,
    held,
  );
  const time = useHeldAnswer(
    charts
      ? spec({
          groupBy: [{ time: choice.knowsMonths ? 'month' : 'year' }],
          measures,
          without: { kind: 'period' },
        })
      : null,
    held,
  );
  const most = state.view === 'dashboard' && choice.knowsHours ? mostIn(area, state, world, level) : null;
  const peak = useHeldAnswer(
    most === null
      ? null
      : specOf(choice, { ...state, areas: [most] }, { ...WEEK, without: { kind: 'hours' } }),
    held,
  );
  const rateEverywhere = useHeldAnswer(
    charts && state.areas.length > 0
      ? spec({ groupBy: [], measures: [RATE], without: { kind: 'area' } })
      : null,
    held,
  );
  return {
    held,
    peak: most === null ? null : (settledAnswer(peak)?.result ?? null),
    rateEverywhere: state.areas.length > 0 ? rateEverywhere : null,
    year: asked ? year : null,
    measures,
    total: settledBy(total, withRest(held(whole), fresh)),
    rate: useHeldAnswer(charts ? spec({ groupBy: [], measures: [RATE] }) : null, held),
    area,
    time,
    category: useHeldAnswer(
      category === null
        ? null
        : spec({
            groupBy: [{ field: category.name }],
            measures,
            without: { kind: 'field', field: category.name },
          }),
      held,
    ),
    week: useHeldAnswer(
      others && choice.knowsHours ? spec({ ...WEEK, without: { kind: 'hours' } }) : null,
      held,
    ),
  };
}

const WEEK = { groupBy: [{ time: 'weekday' as const }, { time: 'hour' as const }], measures: [COUNT] };

function denominatorsOf(measures: readonly Measure[]): readonly string[] {
  return [...new Set(measures.flatMap((one) => (one.measure === 'rate' ? (one.denominator ?? []) : [])))];
}

/** An answer to what is asked now, not to what was asked before. */
export function settledAnswer({ data, isError, isPlaceholderData }: AnswerQuery): Answer | undefined {
  return isError || isPlaceholderData ? undefined : data;
}

/** The area with most of those chosen, or of all. */
function mostIn(area: AnswerQuery, state: Exploration, world: World, level: string | null): string | null {
  const answer = settledAnswer(area);
  if (answer === undefined || level === null) return null;
  const within = codesWithin(world.areasOf(level) ?? [], state.areas);
  const [first] = ranked(seriesOf(answer.result, 0).points).filter(
    ({ key }) => key !== null && (state.areas.length === 0 || within.has(key)),
  );
  return first?.value ? first.key : null;
}

/**
 * The total at once, with what only the server can tell once it has: how many records do not say enough for the filters.
 */
function withRest(held: Answer | null, fresh: Answer | undefined): Answer | null {
  if (held === null) return null;
  const { mapped, notMapped, outsideCoverage, coverage } = fresh?.result ?? {
    ...held.result,
    notMapped: 0,
  };
  return { ...held, result: { ...held.result, mapped, notMapped, outsideCoverage, coverage } };
}
