// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react';
import { lazy, Suspense } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { PageBoundary } from '#web/shell/page-boundary.tsx';

const Stale = lazy(() =>
  Promise.reject<{ default: () => null }>(new TypeError('Failed to fetch dynamically imported module')),
);

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

describe('PageBoundary', () => {
  it('offers a reload where the part of a page is gone after an upgrade, and lets one go to another page', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {});
    const shown = (page: string) => (
      <PageBoundary page={page}>
        <Suspense>{page === '/catalogue' ? <Stale /> : <p>Explore</p>}</Suspense>
      </PageBoundary>
    );
    const { rerender } = render(shown('/catalogue'));
    await screen.findByRole('button', { name: 'Reload' });
    expect(screen.getByRole('heading', { name: 'This page could not be opened' })).toBeTruthy();
    rerender(shown('/'));
    await screen.findByText('Explore');
  });
});
