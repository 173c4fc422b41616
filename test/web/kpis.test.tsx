// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query';
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { QueryResult, ResultColumn } from '#core/model/result.ts';
import { ApiProblem } from '#web/api/client.ts';
import type { Answer } from '#web/api/query-run.ts';
import type { Comparison } from '#web/compare/use-comparison.ts';
import { Kpis } from '#web/explore/kpis.tsx';
import { WHOLE_ACCESS } from '#web/state/access.ts';
import type { Choice } from '#web/state/catalogue.ts';
import { EMPTY, type Exploration } from '#web/state/exploration.ts';
import { madeResult } from './made-result.ts';

const choice: Choice = {
  datasets: [],
  access: WHOLE_ACCESS,
  bounds: { from: '2024-01', to: '2024-01' },
  category: null,
  others: [],
  numbers: [],
  ranges: [],
  knowsHours: false,
  knowsDays: false,
  knowsMonths: true,
  noun: { one: 'crime', many: 'crimes' },
};
const geography = {
  level: 'msoa',
  vintage: '2021',
  title: 'MSOAs',
  current: true,
  synthetic: false,
  attribution: '',
  areaCount: 2,
  displayUrl: '',
  tilesUrl: null,
};
const areas = [
  { code: 'M1', name: 'Camden 1', parents: { borough: 'B1' }, label: [0, 51] as const },
  { code: 'M2', name: 'Barnet 1', parents: { borough: 'B2' }, label: [0, 51] as const },
];
const world = {
  levels: [geography],
  areasOf: () => areas,
  find: () => null,
  want: () => {},
  failed: null,
  ready: true,
};

function answerOf(columns: readonly ResultColumn[], notMapped = 0): Answer {
  const result: QueryResult = madeResult(columns, { rowCount: 1, notMapped });
  return { id: 'q', words: '', result, loaded: 1 };
}

const count = (...values: readonly (number | 'x' | 'c')[]): ResultColumn => ({
  name: 'count',
  label: 'Count',
  role: 'measure',
  type: 'integer',
  values,
});
const byArea: ResultColumn = {
  name: 'msoa',
  label: 'MSOA',
  role: 'group',
  type: 'area',
  values: ['M1', 'M2'],
  labels: { M1: 'Camden 1', M2: 'Barnet 1' },
};

const NO_COMPARISON: Comparison = { plan: null, total: null, used: null, error: null };

type Given = {
  readonly comparison?: Comparison;
  readonly state?: Exploration;
  readonly total?: Answer;
  readonly failed?: ApiProblem;
  readonly year?: Answer;
  readonly bounds?: Choice['bounds'];
  readonly access?: Choice['access'];
};

function Figures({
  state = EMPTY,
  total = answerOf([count(1)]),
  failed,
  year,
  bounds = choice.bounds,
  access = choice.access,
  comparison = NO_COMPARISON,
}: Given) {
  const of = (key: string, answer: Answer) => ({
    queryKey: [key],
    queryFn: () => (failed === undefined ? answer : Promise.reject(failed)),
    retry: false,
  });
  const yearNow = useQuery<Answer>(of('year', year ?? answerOf([count(1)])));
  const yearBefore = useQuery<Answer>(of('year before', answerOf([count('c')])));
  const answers = {
    measures: [],
    held: () => null,
    rateEverywhere: null,
    peak: null,
    year: year === undefined ? null : { now: yearNow, before: yearBefore },
    total: useQuery<Answer>(of('total', total)),
    rate: useQuery<Answer>(of('rate', answerOf([count(1)]))),
    area: useQuery<Answer>(of('area', answerOf([byArea, count(1, 9)]))),
    time: useQuery<Answer>(of('time', answerOf([count()]))),
    category: useQuery<Answer>(of('category', answerOf([count()]))),
    week: useQuery<Answer>(of('week', answerOf([count()]))),
  };
  const asked = { ...choice, bounds, access };
  return <Kpis choice={asked} {...{ state, world, geography, answers, comparison }} />;
}

function show(given: Given) {
  render(
    <QueryClientProvider client={new QueryClient()}>
      <Figures {...given} />
    </QueryClientProvider>,
  );
}

afterEach(cleanup);

describe('Kpis', () => {
  it('names the small area with most in a chosen borough, not "Not available"', async () => {
    show({ state: { ...EMPTY, areas: ['B1'] } });
    await screen.findByText('Camden 1');
    expect(screen.getByText('1 crime')).toBeTruthy();
    expect(screen.getByText('The period has 1 month')).toBeTruthy();
  });

  it('says under counts that the most named is the largest number that is shown', async () => {
    show({
      state: { ...EMPTY, areas: ['B1'] },
      access: { ...WHOLE_ACCESS, kind: 'counts', minimumCount: 5 },
    });
    await screen.findByText('1 crime, the largest number that is shown');
  });

  it('says how many records cannot answer the filters, so that zero is not taken for none', async () => {
    show({ total: answerOf([count(0)], 1_000) });
    await screen.findByText(/1,000 more could not be checked against the filters/);
  });

  it('says that nothing was supplied instead of waiting for ever', async () => {
    show({ total: answerOf([count('x')]) });
    await screen.findByText('Not supplied');
    expect(screen.queryByText('…')).toBeNull();
  });

  it('takes the last 12 months from a query of its own where months cannot be added up', async () => {
    const bounds = { from: '2022-01', to: '2024-01' };
    show({ year: answerOf([count(4_321)]), bounds });
    await screen.findByText('4,321');
    expect(screen.getByText('Feb 2023 to Jan 2024')).toBeTruthy();
  });

  it('says that the last 12 months are suppressed instead of adding up what is left', async () => {
    show({ year: answerOf([count('c')]), bounds: { from: '2022-01', to: '2024-01' } });
    await screen.findByText('Suppressed');
  });

  it('waits for no number when the queries fail, and names no place of the spec', async () => {
    const message = 'measures[0]: a rate needs whole areas';
    const problem = { title: 'Invalid', status: 400, code: 'SPEC_INVALID', detail: message };
    show({ failed: new ApiProblem({ ...problem, faults: [], reference: null }) });
    await screen.findAllByText('A rate needs whole areas.');
    expect(screen.queryByText('…')).toBeNull();
  });
});
