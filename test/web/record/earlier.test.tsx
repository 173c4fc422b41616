// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import { EarlierCard } from '#web/record/earlier.tsx';
import { SiteProvider } from '#web/session/context.tsx';

const PATIENTLY = { timeout: 10_000 };
const outcome = (value: string, text: string) => ({
  name: 'outcome',
  label: 'Last outcome',
  about: 'record' as const,
  type: 'text' as const,
  value,
  text,
  unit: null,
});

afterEach(cleanup);

async function look(earlier: object): Promise<{ readonly asked: readonly string[]; readonly text: string }> {
  const asked: string[] = [];
  const api = {
    get: async (path: string) => {
      asked.push(path);
      return { earlier };
    },
  };
  render(
    <QueryClientProvider client={new QueryClient()}>
      <SiteProvider site={{ api } as never}>
        <EarlierCard path="/records/crimes/abc" />
      </SiteProvider>
    </QueryClientProvider>,
  );
  expect(asked).toEqual([]);
  await userEvent.click(screen.getByRole('button', { name: 'Look for earlier versions' }));
  const said = await screen.findByRole('status', {}, PATIENTLY);
  await waitFor(() => expect(screen.queryByText(/Looking in/)).toBeNull(), PATIENTLY);
  return { asked, text: said.isConnected ? (said.textContent ?? '') : (document.body.textContent ?? '') };
}

describe('EarlierCard', { timeout: 30_000 }, () => {
  it('asks only when somebody wants to know, and says what was published before and what is now', async () => {
    const { asked, text } = await look({
      untold: null,
      versions: [
        {
          manifest: '01M',
          publishedAt: '2026-02-03T04:05:06Z',
          differences: [{ was: outcome('a', 'Under investigation'), now: outcome('b', 'Charged') }],
        },
      ],
      looked: 1,
      left: 0,
    });
    expect(asked).toEqual(['/records/crimes/abc?earlier=true']);
    expect(text).toContain('As last published on 3 February 2026');
    expect(text).toContain('Last outcomeUnder investigation (now Charged)');
    expect(text).toContain('1 earlier publication was looked at.');
  });

  it('says that nothing differs, and how many publications it did not look at', async () => {
    const versions = [{ manifest: '01M', publishedAt: '2026-02-03T04:05:06Z', differences: [] }];
    const { text } = await look({ untold: null, versions, looked: 3, left: 2 });
    expect(text).toContain('nothing that your profile shows differs');
    expect(text).toContain('3 earlier publications were looked at; 2 more are older or no longer kept.');
  });

  it.each([
    ['no-key', /gives its records no identifier/],
    ['key-hidden', /your profile does not show the identifier/],
    ['key-unknown', /gave this record no identifier/],
  ])('says why none can be told: %s', async (untold, words) => {
    const { text } = await look({ untold, versions: [], looked: 0, left: 0 });
    expect(text).toMatch(words);
  });
});
