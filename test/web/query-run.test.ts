import { describe, expect, it, vi } from 'vitest';
import { ApiClient, ApiProblem } from '#web/api/client.ts';
import { joinPages, runQuery } from '#web/api/query-run.ts';
import { madeResult } from './made-result.ts';

type Reply = { readonly status?: number; readonly body: unknown };

function apiWith(replies: (method: string, path: string) => Reply, renew = async () => false) {
  const calls: string[] = [];
  let token = 'first';
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    calls.push(`${init.method} ${url}`);
    const { status = 200, body } = replies(init.method ?? 'GET', url);
    return new Response(status === 204 ? null : JSON.stringify(body), { status });
  });
  const source = {
    token: () => token,
    renew: async () => {
      const renewed = await renew();
      if (renewed) token = 'second';
      return renewed;
    },
  };
  return { api: new ApiClient('/v1', source), calls };
}

const result = madeResult(
  [{ name: 'count', label: 'Count', role: 'measure', type: 'integer', values: [7] }],
  { rowCount: 1, words: 'Offences', mapped: 7 },
);
const view = (state: string) => ({
  id: 'q1',
  state,
  progress: null,
  words: 'Offences',
  createdAt: '',
  error: null,
});
const spec = { datasets: ['mps-crime'] };

describe('runQuery(api, spec, signal)', () => {
  it('takes the result that comes with the first answer', async () => {
    const { api, calls } = apiWith(() => ({ body: { ...view('succeeded'), result } }));
    const answer = await runQuery(api, spec, new AbortController().signal);
    expect(answer).toMatchObject({ id: 'q1', words: 'Offences', loaded: 1 });
    expect(calls).toEqual(['POST /v1/queries']);
  });

  it('asks again until a slow query has ended, then fetches its pages', async () => {
    const states = ['running', 'succeeded'];
    const { api } = apiWith((method, path) => {
      if (method === 'POST') return { status: 202, body: view('queued') };
      if (path.includes('cursor=')) return { body: { ...result, nextCursor: null } };
      if (path.includes('/result')) return { body: { ...result, rowCount: 2, nextCursor: 'next' } };
      return { body: view(states.shift() ?? 'succeeded') };
    });
    const answer = await runQuery(api, spec, new AbortController().signal);
    expect(answer.result.columns[0]?.values).toEqual([7, 7]);
  });

  it('ends the query on the server when nobody waits for it any more', async () => {
    const { api, calls } = apiWith((method) =>
      method === 'DELETE' ? { status: 204, body: null } : { status: 202, body: view('running') },
    );
    const controller = new AbortController();
    const running = runQuery(api, spec, controller.signal);
    setTimeout(() => controller.abort(), 50);
    await expect(running).rejects.toThrow();
    expect(calls).toContain('DELETE /v1/queries/q1');
  });

  it('fails with the code of a query that failed', async () => {
    const { api } = apiWith(() => ({
      body: { ...view('failed'), error: { code: 'QUERY_TIMED_OUT', detail: 'too long' } },
    }));
    const failure = await runQuery(api, spec, new AbortController().signal).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ApiProblem);
    expect(failure).toMatchObject({ problem: { code: 'QUERY_TIMED_OUT' } });
  });
});

describe('ApiClient', () => {
  it('renews the session once when the token no longer counts', async () => {
    let answers = 0;
    const { api, calls } = apiWith(
      () => (answers++ === 0 ? { status: 401, body: {} } : { body: { name: 'Ada' } }),
      async () => true,
    );
    await expect(api.get('/me')).resolves.toEqual({ name: 'Ada' });
    expect(calls).toHaveLength(2);
  });

  it('keeps the faults and the reference of a refusal', async () => {
    const faults = [{ at: 'where.time.from', message: 'use a date' }];
    const { api } = apiWith(() => ({
      status: 400,
      body: { code: 'SPEC_INVALID', detail: 'one fault', faults, reference: 'r-1' },
    }));
    await expect(api.get('/x')).rejects.toMatchObject({
      problem: { code: 'SPEC_INVALID', faults, reference: 'r-1' },
    });
  });

  it('survives an answer that is not a problem document', async () => {
    vi.stubGlobal('fetch', async () => new Response('<html>', { status: 502 }));
    const api = new ApiClient('/v1', { token: () => null, renew: async () => false });
    await expect(api.get('/x')).rejects.toMatchObject({ problem: { status: 502, code: 'INTERNAL' } });
  });
});

describe('joinPages(first, next)', () => {
  it('puts the rows of the later page below and keeps the labels of both', () => {
    const page = (value: string, nextCursor: string | null) => ({
      ...result,
      nextCursor,
      columns: [
        {
          name: 'borough',
          label: 'Borough',
          role: 'group' as const,
          type: 'area' as const,
          values: [value],
          labels: { [value]: `Area ${value}` },
        },
      ],
    });
    const joined = joinPages(page('a', 'next'), page('b', null));
    expect(joined.columns[0]).toMatchObject({ values: ['a', 'b'], labels: { a: 'Area a', b: 'Area b' } });
    expect(joined.nextCursor).toBeNull();
  });
});
