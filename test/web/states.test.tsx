// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query';
import { cleanup, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Cell, QueryResult } from '#core/model/result.ts';
import { ApiClient, ApiProblem } from '#web/api/client.ts';
import type { Answer } from '#web/api/query-run.ts';
import { ChartCard } from '#web/charts/card.tsx';
import { ResultTable } from '#web/explore/result-table.tsx';
import { Standing } from '#web/explore/standing.tsx';
import { SiteProvider } from '#web/session/context.tsx';
import { Preview } from '#web/session/preview.ts';
import { Session } from '#web/session/session.ts';
import type { Workspace } from '#web/state/draft.ts';
import { EMPTY } from '#web/state/exploration.ts';
import { madeResult } from './made-result.ts';

const config = {
  issuer: 'http://localhost/oidc',
  clientId: 'c',
  scope: 'openid',
  apiBase: 'http://localhost/v1',
  product: 'SafeStats',
  synthetic: true,
  metadata: null,
  pages: { signUp: '/sign-up', password: '/password', signOut: null },
};

/** An answer of one number, of a period that was supplied or not. */
function answered(value: Cell, supplied = true, loaded = 1): Answer {
  const result: QueryResult = madeResult(
    [{ name: 'count', label: 'Crimes', role: 'measure', type: 'integer', values: [value] }],
    {
      rowCount: loaded,
      words: 'Crimes',
      coverage: [
        {
          dataset: 'mps-crime',
          from: supplied ? '2024-01' : null,
          to: supplied ? '2024-12' : null,
          missingMonths: [],
          missingAreas: [],
        },
      ],
    },
  );
  return { id: 'q', words: 'Crimes', result, loaded };
}

function problem(code: string, status: number, reference: string | null = null): ApiProblem {
  return new ApiProblem({ code, status, title: code, detail: 'no', faults: [], reference });
}

type Came = Answer | Error;
type Case = {
  readonly state: string;
  readonly came: Came;
  readonly title: string;
  readonly text: RegExp;
  readonly step: string;
  /** The control that the step opens; null = it asks again. */
  readonly opens: string | null;
};

const ANSWERS: readonly Case[] = [
  {
    state: 'no records match',
    came: answered(0),
    title: 'No records match',
    text: /0 is a real number/,
    step: 'Change the filters',
    opens: 'panel-category',
  },
  {
    state: 'not supplied',
    came: answered('x'),
    title: 'Not supplied',
    text: /Nobody has delivered data/,
    step: 'Change the period',
    opens: 'panel-period',
  },
  {
    state: 'hidden by your profile',
    came: answered('h'),
    title: 'Hidden by your profile',
    text: /Ask your administrator/,
    step: 'Change the query',
    opens: 'panel-datasets',
  },
  {
    state: 'suppressed',
    came: answered('c'),
    title: 'Suppressed',
    text: /too small to be shown \(c\)/,
    step: 'Change the period',
    opens: 'panel-period',
  },
];
const FAILURES: readonly Case[] = [
  {
    state: 'too large',
    came: problem('QUERY_TOO_LARGE', 400),
    title: 'The query is too large',
    text: /more rows than can be shown/,
    step: 'Change the groups',
    opens: 'panel-grouping',
  },
  {
    state: 'timed out',
    came: problem('QUERY_TIMED_OUT', 504),
    title: 'The query took too long',
    text: /It was stopped/,
    step: 'Change the period',
    opens: 'panel-period',
  },
  {
    state: 'cancelled',
    came: problem('QUERY_CANCELLED', 0),
    title: 'The query was cancelled',
    text: /Run it again when you want them/,
    step: 'Run it again',
    opens: null,
  },
  {
    state: 'failed',
    came: problem('INTERNAL', 500, 'ref-7'),
    title: 'SafeStats could not answer',
    text: /give the reference to your administrator/,
    step: 'Run it again',
    opens: null,
  },
];

function around(content: React.ReactNode): React.ReactElement {
  const api = new ApiClient(config.apiBase, { token: () => null, renew: async () => false });
  const site = { config, api, session: new Session(config, 'http://localhost'), preview: new Preview() };
  return (
    <QueryClientProvider client={new QueryClient()}>
      <SiteProvider site={site}>{content}</SiteProvider>
    </QueryClientProvider>
  );
}

function useCame(load: () => Came) {
  return useQuery<Answer>({
    queryKey: ['answer', 'made'],
    retry: false,
    queryFn: async () => {
      const came = load();
      if (came instanceof Error) throw came;
      return came;
    },
  });
}

function workspaceOf(changed: boolean): Workspace {
  const nothing = () => undefined;
  return {
    state: EMPTY,
    draft: EMPTY,
    changed,
    aside: null,
    edit: nothing,
    apply: nothing,
    run: () => false,
    discard: nothing,
    runAside: nothing,
    discardAside: nothing,
  } as Partial<Workspace> as Workspace;
}

type PageProps = {
  readonly load: () => Came;
  readonly changed?: boolean;
  readonly onOpen?: (id: string) => void;
};

function Page({ load, changed = false, onOpen = () => undefined }: PageProps) {
  const query = useCame(load);
  return (
    <>
      <button type="button">Elsewhere</button>
      <Standing
        workspace={workspaceOf(changed)}
        queries={[query]}
        total={query}
        panelOpen
        headingOf={() => ''}
        openEditor={onOpen}
        onRun={() => undefined}
      />
    </>
  );
}

function Card({ load }: { readonly load: () => Came }) {
  const query = useCame(load);
  return (
    <ChartCard title="Total" className="card" query={query} table={() => ({ head: [], rows: [] })}>
      {() => <p>drawing</p>}
    </ChartCard>
  );
}

const note = () => document.querySelector<HTMLElement>('.outcome');
const shown = async () => waitFor(() => note() ?? Promise.reject(new Error('no note')));

afterEach(cleanup);

describe('what a query came to', () => {
  it.each([...ANSWERS, ...FAILURES])('says $state in words of its own, with a next step', async (one) => {
    const onOpen = vi.fn();
    const load = vi.fn(() => one.came);
    render(around(<Page load={load} onOpen={onOpen} />));
    const box = await shown();
    expect(box.querySelector('.strong')?.textContent).toBe(one.title);
    expect(box.querySelector('.outcome-text')?.textContent).toMatch(one.text);
    await userEvent.click(screen.getByRole('button', { name: one.step }));
    expect(onOpen.mock.calls).toEqual(one.opens === null ? [] : [[one.opens]]);
    if (one.opens === null) await waitFor(() => expect(load).toHaveBeenCalledTimes(2));
  });

  it('tells all of them apart, by title and by text', async () => {
    const said: string[][] = [];
    for (const { came } of [...ANSWERS, ...FAILURES]) {
      render(around(<Page load={() => came} />));
      const box = await shown();
      said.push([...box.querySelectorAll('p')].map((line) => line.textContent ?? ''));
      cleanup();
    }
    expect(new Set(said.map(([title]) => title)).size).toBe(8);
    expect(new Set(said.map(([, text]) => text)).size).toBe(8);
  });

  it.each(FAILURES)('announces that it $state at once and takes the focus there', async ({ came }) => {
    render(around(<Page load={() => came} />));
    screen.getByRole('button', { name: 'Elsewhere' }).focus();
    const box = await shown();
    expect(box.getAttribute('role')).toBe('alert');
    await waitFor(() => expect(document.activeElement).toBe(box));
  });

  it.each(ANSWERS)('tells of $state without taking the focus', async ({ came }) => {
    render(around(<Page load={() => came} />));
    const elsewhere = screen.getByRole('button', { name: 'Elsewhere' });
    elsewhere.focus();
    const box = await shown();
    expect(box.getAttribute('role')).toBe('status');
    expect(document.activeElement).toBe(elsewhere);
  });

  it('gives the reference of a failure, and takes what is no answer of the server for one', async () => {
    render(around(<Page load={() => problem('INTERNAL', 500, 'ref-7')} />));
    expect((await shown()).textContent).toContain('Reference ref-7');
    cleanup();
    render(around(<Page load={() => new TypeError('x is not a function')} />));
    expect((await shown()).textContent).toContain('SafeStats could not answer');
    expect(note()?.textContent).not.toContain('not a function');
  });

  it('is no longer said once the query is being changed, nor when there is a number', async () => {
    const page = (changed: boolean) => (
      <Page load={() => problem('QUERY_TIMED_OUT', 504)} changed={changed} />
    );
    const tree = around(page(false));
    const { rerender } = render(tree);
    await shown();
    const { client, children } = tree.props as React.ComponentProps<typeof QueryClientProvider>;
    const { site } = (children as React.ReactElement<React.ComponentProps<typeof SiteProvider>>).props;
    rerender(
      <QueryClientProvider client={client}>
        <SiteProvider site={site}>{page(true)}</SiteProvider>
      </QueryClientProvider>,
    );
    expect(note()).toBeNull();
    cleanup();
    const load = vi.fn(() => answered(7));
    render(around(<Page load={load} />));
    await waitFor(() => expect(load).toHaveBeenCalled());
    expect(note()).toBeNull();
  });

  it('takes a period of which nothing was delivered for not supplied, whatever the number', async () => {
    render(around(<Page load={() => answered(0, false)} />));
    expect((await shown()).dataset['outcome']).toBe('not-supplied');
  });
});

describe('the faults of a query', () => {
  const fault = { at: 'where.time', message: 'use a period of 120 months at most' };
  const refused = new ApiProblem({ ...problem('INVALID', 400).problem, faults: [fault] });

  it('are announced with the focus there, each leads to its control, and none stays once it is changed', async () => {
    const onOpen = vi.fn();
    render(around(<Page load={() => refused} onOpen={onOpen} />));
    const box = await screen.findByRole('alert');
    expect(document.activeElement).toBe(box);
    await userEvent.click(screen.getByRole('button', { name: 'Use a period of 120 months at most' }));
    expect(onOpen).toHaveBeenCalledWith('panel-period');
    expect(note()).toBeNull();
    cleanup();
    const load = vi.fn(() => refused);
    render(around(<Page load={load} changed />));
    await waitFor(() => expect(load).toHaveBeenCalled());
    expect(screen.queryByRole('alert')).toBeNull();
  });
});

describe('a card and the table', () => {
  it('tell failures apart by title and by what to do next', async () => {
    const said: string[] = [];
    for (const { came, title } of FAILURES) {
      render(around(<Card load={() => came} />));
      const box = await screen.findByRole('alert');
      expect(box.textContent).toContain(title);
      said.push(box.querySelector('p:nth-of-type(2)')?.textContent ?? '');
      cleanup();
    }
    expect(new Set(said).size).toBe(FAILURES.length);
    expect(said).not.toContain('');
  });

  it('explain each mark in words of its own, and never a zero', async () => {
    const said: string[] = [];
    for (const mark of ['c', 'x', 'h', 'u', 0]) {
      render(around(<Card load={() => answered(mark)} />));
      await screen.findByText('drawing');
      said.push(document.querySelector('.marks-line')?.textContent ?? '');
      cleanup();
    }
    expect(said.at(-1)).toBe('');
    expect(new Set(said).size).toBe(5);
  });

  it('tell an empty table of a period that was supplied from one of a period that was not', () => {
    const table = (answer: Answer) => (
      <ResultTable answer={answer} noun={{ one: 'crime', many: 'crimes' }} titleOf={() => 'Crime'} />
    );
    render(around(table(answered(0, true, 0))));
    expect(document.querySelector('.state .strong')?.textContent).toBe('No records match');
    cleanup();
    render(around(table(answered(0, false, 0))));
    expect(document.querySelector('.state .strong')?.textContent).toBe('Not supplied');
  });
});
