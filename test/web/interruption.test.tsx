// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import type { QueryResult } from '#core/model/result.ts';
import { ApiClient, ApiProblem } from '#web/api/client.ts';
import { useAnswer } from '#web/api/hooks.ts';
import { Interruption } from '#web/explore/interruption.tsx';
import { SiteProvider } from '#web/session/context.tsx';
import { Preview } from '#web/session/preview.ts';
import { Session } from '#web/session/session.ts';
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
const result: QueryResult = madeResult(
  [{ name: 'count', label: 'Count', role: 'measure', type: 'integer', values: [7] }],
  { rowCount: 1, words: 'Crimes', mapped: 7 },
);

/** Refuses queries with a code until it is told a reason, or has been asked once. */
class FussyApi extends ApiClient {
  readonly chosen: unknown[] = [];
  readonly #code: string;
  #asked = 0;

  constructor(code: string) {
    super(config.apiBase, { token: () => null, renew: async () => false });
    this.#code = code;
  }

  override async post<Body>(): Promise<Body> {
    this.#asked += 1;
    const open = this.#code === 'REASON_REQUIRED' ? this.chosen.length > 0 : this.#asked > 1;
    if (open) return { id: 'q', state: 'succeeded', progress: null, words: '', error: null, result } as Body;
    const problem = { status: 403, code: this.#code, title: 'No', detail: 'no', faults: [], reference: null };
    throw new ApiProblem({ ...problem, reasons: ['Crime prevention', 'Research'] });
  }

  override async write<Body>(_: string, path: string, body?: unknown): Promise<Body> {
    this.chosen.push([path, body]);
    return undefined as Body;
  }
}

function Page() {
  const answer = useAnswer({ datasets: ['mps-crime'], measures: [{ measure: 'count' }] });
  return (
    <>
      <Interruption queries={[answer]} />
      <p>{answer.data === undefined || answer.isError ? 'no number' : 'the number'}</p>
    </>
  );
}

function show(api: FussyApi): void {
  const site = { config, api, session: new Session(config, 'http://localhost'), preview: new Preview() };
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <SiteProvider site={site}>
        <Page />
      </SiteProvider>
    </QueryClientProvider>,
  );
}

afterEach(cleanup);

describe('Interruption', () => {
  it('asks for one of the reasons once, says that it is recorded, and goes on', async () => {
    const api = new FussyApi('REASON_REQUIRED');
    show(api);
    await screen.findByText(/It is recorded with everything you look up in this session/);
    await userEvent.click(screen.getByRole('button', { name: 'Continue', hidden: true }));
    await screen.findByText('Choose a reason.');
    await userEvent.click(screen.getByLabelText('Research'));
    await userEvent.click(screen.getByRole('button', { name: 'Continue', hidden: true }));
    await screen.findByText('the number');
    expect(api.chosen).toEqual([['/me/reason', { reason: 'Research' }]]);
    await waitFor(() => expect(screen.queryByText('Why do you use this data?')).toBeNull());
  });

  it('leaves the page usable when no reason is chosen, with a way back to the question', async () => {
    show(new FussyApi('REASON_REQUIRED'));
    await userEvent.click(await screen.findByRole('button', { name: 'Not now', hidden: true }));
    await userEvent.click(await screen.findByRole('button', { name: 'Choose a reason' }));
    await screen.findByText('Why do you use this data?');
  });

  it('says that access has changed, with the focus there, and runs the query again on a click', async () => {
    show(new FussyApi('ACCESS_CHANGED'));
    await screen.findByText('Your access has changed since this was asked.');
    expect(document.activeElement).toBe(screen.getByRole('alert'));
    await userEvent.click(screen.getByRole('button', { name: 'Run it again' }));
    await screen.findByText('the number');
  });
});
