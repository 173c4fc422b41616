// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query';
import { cleanup, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import { ApiProblem } from '#web/api/client.ts';
import type { Answer } from '#web/api/query-run.ts';
import { ChartCard } from '#web/charts/card.tsx';
import { Parts } from '#web/charts/part.tsx';
import { madeResult } from '../made-result.ts';

const answer: Answer = { id: 'q', words: '', result: madeResult([]), loaded: 0 };
const failure = () =>
  new ApiProblem({
    status: 504,
    code: 'QUERY_TIMED_OUT',
    title: 'Too slow',
    detail: 'it took too long',
    faults: [],
    reference: null,
  });

/** On a busy machine the cards alone take a second. */
const PATIENTLY = { timeout: 10_000 };

afterEach(cleanup);

function Card({ title, load }: { readonly title: string; readonly load: () => Promise<Answer> }) {
  const query = useQuery<Answer>({ queryKey: ['answer', title], queryFn: load, retry: false });
  return (
    <ChartCard title={title} className="card" query={query} table={() => ({ head: [], rows: [] })}>
      {() => <p>{title} is drawn</p>}
    </ChartCard>
  );
}

function show(failing: Set<string>, { together = true } = {}) {
  const cards = ['Months', 'Types', 'Ranking'].map((title) => (
    <Card
      key={title}
      title={title}
      load={() => (failing.has(title) ? Promise.reject(failure()) : Promise.resolve(answer))}
    />
  ));
  return render(
    <QueryClientProvider client={new QueryClient()}>
      {together ? <Parts>{cards}</Parts> : cards}
    </QueryClientProvider>,
  );
}

describe('Parts', { timeout: 30_000 }, () => {
  it('tells once which parts failed; each card keeps its words and its way on, and is silent', async () => {
    show(new Set(['Months', 'Ranking']));
    const line = await screen.findByText(
      '2 of 3 parts failed: Months and Ranking. Each says why.',
      {},
      PATIENTLY,
    );
    expect(line.closest('[role=status]')).not.toBeNull();
    expect(screen.queryAllByRole('alert')).toEqual([]);
    expect(screen.getAllByText('The query took too long')).toHaveLength(2);
    expect(screen.getAllByRole('button', { name: 'Try again' })).toHaveLength(2);
  });

  it('asks again for those that failed, and says nothing once they are there', async () => {
    const failing = new Set(['Months', 'Ranking']);
    show(failing);
    const again = await screen.findByRole('button', { name: 'Try these again' }, PATIENTLY);
    failing.delete('Months');
    await userEvent.click(again);
    await screen.findByText('1 of 3 parts failed: Ranking. Each says why.', {}, PATIENTLY);
    failing.delete('Ranking');
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await screen.findByText('Ranking is drawn', {}, PATIENTLY);
    await waitFor(() => expect(screen.queryByText(/parts failed/)).toBeNull(), PATIENTLY);
  });

  it('leaves the announcement to a card that stands alone', async () => {
    show(new Set(['Months']), { together: false });
    expect((await screen.findByRole('alert', {}, PATIENTLY)).textContent).toContain(
      'The query took too long',
    );
  });
});
