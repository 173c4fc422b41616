import { renderToStaticMarkup } from 'react-dom/server';
import type { AnswerQuery } from '#web/api/hooks.ts';
import type { Answer } from '#web/api/query-run.ts';
import { Kpis } from '#web/explore/kpis.tsx';
import { WHOLE_ACCESS } from '#web/state/access.ts';
import { EMPTY } from '#web/state/exploration.ts';

const CHOICE = {
  datasets: [],
  access: WHOLE_ACCESS,
  bounds: null,
  category: null,
  others: [],
  numbers: [],
  ranges: [],
  knowsHours: false,
  knowsDays: false,
  knowsMonths: false,
  noun: { one: 'record', many: 'records' },
} as const;
const GEOGRAPHY = {
  level: 'borough',
  vintage: '2022',
  title: 'Boroughs',
  current: true,
  synthetic: false,
  attribution: '',
  areaCount: 4,
  displayUrl: '',
  tilesUrl: null,
};
const WORLD = {
  levels: [GEOGRAPHY],
  areasOf: () => [],
  find: () => null,
  want: () => {},
  failed: null,
  ready: true,
};

function settled(data: Answer): AnswerQuery {
  return {
    data,
    error: null,
    isError: false,
    isFetching: false,
    isPlaceholderData: false,
    fetchStatus: 'idle',
    refetch: () => Promise.reject(new Error('settled')),
  };
}

/** What the key figure of an answer without groups says. */
export function totalFigure(answer: Answer): string {
  const query = settled(answer);
  const comparison = { plan: null, total: null, used: null, error: null };
  const answers = {
    measures: [],
    total: query,
    rate: query,
    area: query,
    time: query,
    category: query,
    week: query,
    year: null,
    rateEverywhere: null,
    peak: null,
    held: () => null,
  };
  const markup = renderToStaticMarkup(
    <Kpis {...{ choice: CHOICE, state: EMPTY, world: WORLD, geography: GEOGRAPHY, answers, comparison }} />,
  );
  return /<p class="kpi-value[^"]*">([^<]*)</.exec(markup)?.[1] ?? '';
}
