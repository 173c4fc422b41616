import { type AnswerQuery, useAnswer } from '../api/hooks.ts';
import { isControlled } from '../state/access.ts';
import { type Choice, periodOf } from '../state/catalogue.ts';
import type { Exploration } from '../state/exploration.ts';
import { addMonths } from '../state/month.ts';
import { COUNT, type Measure, measureOf, RATE, specOf } from '../state/spec.ts';

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
};

export function useChartAnswers(choice: Choice, state: Exploration, level: string | null): ChartAnswers {
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
  return {
    year: asked ? year : null,
    measures,
    total: useAnswer(spec({ groupBy: [], measures: [COUNT] })),
    rate: useAnswer(charts ? spec({ groupBy: [], measures: [RATE] }) : null),
    area: useAnswer(
      charts && level !== null
        ? spec({ groupBy: [{ area: level }], measures, without: { kind: 'area' } })
        : null,
    ),
    time: useAnswer(
      charts
        ? spec({
            groupBy: [{ time: choice.knowsMonths ? 'month' : 'year' }],
            measures,
            without: { kind: 'period' },
          })
        : null,
    ),
    category: useAnswer(
      category === null
        ? null
        : spec({
            groupBy: [{ field: category.name }],
            measures,
            without: { kind: 'field', field: category.name },
          }),
    ),
    week: useAnswer(
      others && choice.knowsHours
        ? spec({
            groupBy: [{ time: 'weekday' }, { time: 'hour' }],
            measures: [COUNT],
            without: { kind: 'hours' },
          })
        : null,
    ),
  };
}
