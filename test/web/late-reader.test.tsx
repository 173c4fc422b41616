// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen, waitFor } from '@testing-library/react';
import { lazy, Suspense } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { ApiClient } from '#web/api/client.ts';
import { type AnswerQuery, useAnswer } from '#web/api/hooks.ts';
import { type Site, SiteProvider } from '#web/session/context.tsx';

afterEach(cleanup);

const spec = { datasets: ['made-crime'], measures: [{ measure: 'count' as const }] };
const result = { columns: [{ values: [7] }], rowCount: 1, words: 'Crimes', nextCursor: null };
const view = { id: 'q1', state: 'succeeded', progress: 1, words: 'Crimes', error: null, result };

describe('useAnswer(spec)', () => {
  it('tells its answer to a part that is loaded only after the answer came', async () => {
    let load = (): void => undefined;
    const loaded = new Promise<void>((resolve) => {
      load = resolve;
    });
    const Words = ({ query }: { readonly query: AnswerQuery }) => <p>{query.data?.words ?? 'waiting'}</p>;
    const Late = lazy(() => loaded.then(() => ({ default: Words })));
    const Page = () => {
      const query = useAnswer(spec);
      return (
        <Suspense fallback={<p>{query.isError ? 'failed' : 'loading'}</p>}>
          <Late query={query} />
        </Suspense>
      );
    };
    let answered = false;
    const fetched: typeof fetch = async () => {
      answered = true;
      return Response.json(view);
    };
    const original = globalThis.fetch;
    globalThis.fetch = fetched;
    try {
      const api = new ApiClient('/v1', { token: () => 'token', renew: async () => false });
      render(
        <QueryClientProvider client={new QueryClient()}>
          <SiteProvider site={{ api } as unknown as Site}>
            <Page />
          </SiteProvider>
        </QueryClientProvider>,
      );
      await waitFor(() => expect(answered).toBe(true));
      await new Promise((resolve) => setTimeout(resolve, 50));
      load();
      await waitFor(() => expect(screen.getByText('Crimes')).toBeDefined());
    } finally {
      globalThis.fetch = original;
    }
  });
});
