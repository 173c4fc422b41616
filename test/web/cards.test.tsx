// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query';
import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import axe from 'axe-core';
import type { ReactNode } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { QueryResult } from '#core/model/result.ts';
import { ApiProblem } from '#web/api/client.ts';
import type { Answer } from '#web/api/query-run.ts';
import { Bars } from '#web/charts/bars.tsx';
import { ChartCard } from '#web/charts/card.tsx';
import { MonthLine } from '#web/charts/line.tsx';
import { seriesOf } from '#web/charts/series.ts';
import { WeekGrid } from '#web/charts/week.tsx';
import { ResultTable } from '#web/explore/result-table.tsx';

const result: QueryResult = {
  columns: [
    {
      name: 'borough',
      label: 'Borough',
      role: 'group',
      type: 'area',
      values: ['A', 'B', null],
      labels: { A: 'Camden', B: 'Sutton' },
    },
    { name: 'count', label: 'Offences', role: 'measure', type: 'integer', values: [1234, 'x', 5] },
  ],
  rowCount: 3,
  cut: false,
  words: 'Offences by borough',
  publications: [
    {
      dataset: 'mps-crime',
      manifest: 'm' as QueryResult['publications'][number]['manifest'],
      publishedAt: '2026-11-20T10:00:00Z',
    },
  ],
  coverage: [
    {
      dataset: 'mps-crime',
      from: '2018-05',
      to: '2018-06',
      missingMonths: [],
      missingAreas: [{ code: 'B', name: 'Sutton' }],
    },
  ],
  mapped: 1234,
  notMapped: 5,
  outsideCoverage: 7,
  suppressed: 0,
  notes: [],
  nextCursor: null,
};
const answer: Answer = { id: 'q', words: 'Offences by borough', result, loaded: 3 };

function Card({
  load,
  children,
}: {
  readonly load: () => Promise<Answer>;
  readonly children: (answer: Answer) => ReactNode;
}) {
  const query = useQuery<Answer>({ queryKey: ['answer', 'test'], queryFn: load, retry: false });
  const table = (found: Answer) => ({
    head: ['Borough', 'Offences'],
    rows: seriesOf(found.result).points.map((point) => [point.label, String(point.value ?? point.mark)]),
  });
  return (
    <ChartCard title="Ranking" className="card" query={query} table={table}>
      {children}
    </ChartCard>
  );
}

function show(content: ReactNode) {
  return render(<QueryClientProvider client={new QueryClient()}>{content}</QueryClientProvider>);
}

async function violations() {
  const found = await axe.run(document.body, {
    rules: { 'color-contrast': { enabled: false }, region: { enabled: false } },
  });
  return found.violations.map((violation) => violation.id);
}

afterEach(cleanup);

describe('ChartCard', () => {
  it('shows its numbers as a table at one press', async () => {
    show(<Card load={async () => answer}>{() => <p>drawing</p>}</Card>);
    await screen.findByText('drawing');
    await userEvent.click(screen.getByRole('button', { name: 'Show as table: Ranking' }));
    expect(screen.getAllByRole('row').map((row) => row.textContent)).toEqual([
      'BoroughOffences',
      'Camden1234',
      'Suttonx',
      'Area not known5',
    ]);
    expect(await violations()).toEqual([]);
  });

  it.each([
    ['QUERY_TOO_LARGE', 400, 'The query is too large'],
    ['QUERY_TIMED_OUT', 504, 'The query took too long'],
    ['FORBIDDEN', 403, 'This is not open to you'],
    ['UNREACHABLE', 0, 'SafeStats cannot be reached'],
    ['INTERNAL', 500, 'SafeStats could not answer'],
  ])('has its own words for %s', async (code, status, title) => {
    const problem = new ApiProblem({ code, status, title: 'x', detail: 'y', faults: [], reference: 'ref-7' });
    show(<Card load={() => Promise.reject(problem)}>{() => null}</Card>);
    expect((await screen.findByRole('alert')).textContent).toContain(title);
    expect(screen.getByText('Reference ref-7')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Try again' })).toBeTruthy();
  });

  it('offers to stop a query that is late', async () => {
    show(<Card load={() => new Promise(() => undefined)}>{() => null}</Card>);
    await userEvent.click(await screen.findByRole('button', { name: 'Cancel' }, { timeout: 3_000 }));
    expect(await screen.findByText('The query was cancelled')).toBeTruthy();
  });
});

describe('Bars', () => {
  it('moves with the arrow keys and chooses with Space', async () => {
    const onToggle = vi.fn();
    const series = seriesOf(result);
    render(
      <Bars
        series={series}
        points={series.points}
        label="Ranking"
        selected={(point) => point.key === 'A'}
        onToggle={onToggle}
      />,
    );
    const user = userEvent.setup();
    await user.tab();
    await user.keyboard('{ArrowDown} ');
    expect(onToggle.mock.calls[0]?.[0]).toMatchObject({ key: 'B', mark: 'x' });
    expect(screen.getAllByRole('option').map((option) => option.getAttribute('aria-selected'))).toEqual([
      'true',
      'false',
      'false',
    ]);
    expect(screen.getByText('Not supplied')).toBeTruthy();
    expect(await violations()).toEqual([]);
  });
});

const LINE = { axis: 'Crimes a month', type: 'integer', provisional: new Set<string>() } as const;

describe('MonthLine', () => {
  const points = ['2018-01', '2018-02', '2018-03', '2018-04'].map((month, index) => ({
    month,
    value: index === 1 ? null : index + 1,
    mark: index === 1 ? ('x' as const) : null,
  }));

  it('draws no line across a month that was not supplied', () => {
    render(
      <MonthLine {...LINE} points={points} label="Each month" chosen={null} onChoose={() => undefined} />,
    );
    const path = document.querySelector('.month-line')?.getAttribute('d') ?? '';
    expect(path.match(/M/g)).toHaveLength(2);
    expect(document.querySelectorAll('.gap')).toHaveLength(1);
    expect(document.querySelectorAll('.month-dot')).toHaveLength(1);
  });

  it('puts no fractions on the axis of whole numbers', () => {
    const flat = ['2024-01', '2024-02'].map((month) => ({ month, value: 0, mark: null }));
    show(<MonthLine {...LINE} points={flat} label="Crimes each month" chosen={null} onChoose={() => {}} />);
    const axis = [...document.querySelectorAll('.axis text')].map((tick) => tick.textContent);
    expect(axis).toEqual(['0', '1']);
  });

  it('has handles that arrow keys move by a month and Escape takes away', async () => {
    const onChoose = vi.fn();
    render(<MonthLine {...LINE} points={points} label="Each month" chosen={null} onChoose={onChoose} />);
    const [first, last] = screen.getAllByRole('slider');
    expect(first?.getAttribute('aria-valuetext')).toBe('Jan 2018');
    first?.focus();
    await userEvent.keyboard('{ArrowRight}');
    last?.focus();
    await userEvent.keyboard('{PageDown}{Escape}');
    expect(onChoose.mock.calls).toEqual([[{ first: 1, last: 3 }], [{ first: 0, last: 0 }], [null]]);
    expect(await violations()).toEqual([]);
  });
});

describe('WeekGrid', () => {
  it('is a grid of 168 cells with one stop for the Tab key', async () => {
    const onChoose = vi.fn();
    const week = Array.from({ length: 7 }, (_, day) => Array.from({ length: 24 }, (__, hour) => day * hour));
    render(<WeekGrid week={week} label="Week" filtered={false} selected={() => true} onChoose={onChoose} />);
    expect(screen.getAllByRole('gridcell')).toHaveLength(168);
    await userEvent.tab();
    await userEvent.keyboard('{ArrowDown}{ArrowRight}{ArrowRight} ');
    expect(onChoose).toHaveBeenCalledWith({ weekday: 2, hour: 2 }, { weekday: 2, hour: 2 });
    expect(await violations()).toEqual([]);
  });
});

describe('ResultTable', () => {
  const noun = { one: 'offence', many: 'offences' };

  it('explains its marks, names the areas not supplied and adds up', async () => {
    render(<ResultTable answer={answer} noun={noun} titleOf={() => 'Recorded crime'} />);
    expect(screen.getByText(/No data was supplied for this area or period/)).toBeTruthy();
    expect(screen.getByText('1 area not supplied: Sutton.')).toBeTruthy();
    expect(document.querySelector('.table-foot p')?.textContent).toBe(
      '1,234 mapped + 5 not mapped + 7 outside coverage = 1,246 offences',
    );
    expect(await violations()).toEqual([]);
  });

  it('sorts by a column and says so', async () => {
    render(<ResultTable answer={answer} noun={noun} titleOf={() => 'Recorded crime'} />);
    await userEvent.click(screen.getByRole('button', { name: 'Borough' }));
    expect(screen.getByRole('columnheader', { name: /Borough/ }).getAttribute('aria-sort')).toBe('ascending');
    await userEvent.click(screen.getByRole('button', { name: /Borough/ }));
    expect(screen.getAllByRole('rowheader').map((cell) => cell.textContent)).toEqual([
      'Sutton',
      'Camden',
      'Area not known',
    ]);
  });

  it('tells an empty result from one that was not supplied', () => {
    render(<ResultTable answer={{ ...answer, loaded: 0 }} noun={noun} titleOf={() => 'Recorded crime'} />);
    expect(screen.getByText('No records match')).toBeTruthy();
  });
});
