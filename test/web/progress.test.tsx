// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RUNNING, type RunHandle } from '#web/api/running.ts';
import { Progress } from '#web/explore/progress.tsx';
// Read before the clock stands still: what is loaded when it is needed is then there at once.
import '#web/explore/progress-card.tsx';

const OFFER = 'Tell me when it is ready';
const handles: RunHandle[] = [];

/** Lets time pass in steps, after each of which the page is drawn. */
async function pass(ms: number): Promise<void> {
  for (let left = ms; left >= 0; left -= 500)
    await act(async () => void (await vi.advanceTimersByTimeAsync(Math.min(left, 500))));
}
async function begin(): Promise<RunHandle> {
  const handle = RUNNING.begin(new AbortController().signal);
  handles.push(handle);
  await pass(0);
  return handle;
}
async function end(handle: RunHandle | undefined): Promise<void> {
  handle?.end();
  await pass(0);
}
const card = () => screen.queryByRole('region', { name: 'Progress' });
const said = () => document.querySelector('.visually-hidden[role=status]')?.textContent ?? '';
const press = async (name: string) => {
  fireEvent.click(screen.getByRole('button', { name }));
  await pass(0);
};

beforeEach(async () => {
  vi.useFakeTimers();
  document.title = 'Crimes in London – SafeStats Explorer';
  vi.spyOn(document, 'hasFocus').mockReturnValue(true);
  render(<Progress />);
  await pass(0);
});
afterEach(() => {
  for (const handle of handles.splice(0)) handle.end();
  cleanup();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

describe('Progress', () => {
  it('is not shown for what is answered within a second', async () => {
    const query = await begin();
    await pass(900);
    await end(query);
    await pass(5_000);
    expect(card()).toBeNull();
  });

  it('says after a second how many answers are there and how far the slowest is', async () => {
    const [first, second] = [await begin(), await begin()];
    await pass(950);
    expect(card()).toBeNull();
    await pass(200);
    expect(card()?.textContent).toContain('0 of 2 answers are there');
    await end(first);
    second.note(0.4);
    await pass(0);
    expect(card()?.textContent).toContain('1 of 2 answers are there, the slowest is at 40%');
    expect(screen.getByRole('progressbar').getAttribute('value')).toBe('0.4');
    await end(second);
    expect(card()).toBeNull();
  });

  it('offers after ten seconds to tell, and then tells in the title and in a live region', async () => {
    const query = await begin();
    await pass(9_900);
    expect(screen.queryByRole('button', { name: OFFER })).toBeNull();
    await pass(200);
    await press(OFFER);
    expect(said()).toBe('You will be told when the answers are ready.');
    expect(screen.queryByRole('button', { name: OFFER })).toBeNull();
    await end(query);
    expect(said()).toBe('The answers are ready.');
    expect(document.title).toBe('Ready: Crimes in London – SafeStats Explorer');
    await pass(5_000);
    expect(document.title).toBe('Crimes in London – SafeStats Explorer');
  });

  it('keeps the title until somebody who looks elsewhere comes back', async () => {
    vi.spyOn(document, 'hasFocus').mockReturnValue(false);
    const query = await begin();
    await pass(10_100);
    await press(OFFER);
    await end(query);
    await pass(60_000);
    expect(document.title).toMatch(/^Ready: /);
    dispatchEvent(new Event('focus'));
    expect(document.title).toBe('Crimes in London – SafeStats Explorer');
  });

  it('tells nobody who did not ask, and says of what was cancelled only that', async () => {
    await pass(0);
    const quiet = await begin();
    await pass(12_000);
    await end(quiet);
    expect([said(), document.title]).toEqual(['', 'Crimes in London – SafeStats Explorer']);
    const query = await begin();
    await pass(10_100);
    await press(OFFER);
    await press('Cancel');
    expect(query.signal.aborted).toBe(true);
    await end(query);
    expect(said()).toBe('The query was cancelled.');
    expect(document.title).toBe('Crimes in London – SafeStats Explorer');
  });

  it('offers it anew for the next queries', async () => {
    const query = await begin();
    await pass(10_100);
    await end(query);
    await begin();
    await pass(9_900);
    expect(screen.queryByRole('button', { name: OFFER })).toBeNull();
    await pass(200);
    expect(screen.getByRole('button', { name: OFFER })).toBeTruthy();
  });
});
