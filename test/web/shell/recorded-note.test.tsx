// @vitest-environment happy-dom
import { act, cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import axe from 'axe-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SiteProvider } from '#web/session/context.tsx';
import { Preview } from '#web/session/preview.ts';
import { RecordedNote } from '#web/shell/recorded-note.tsx';

const note = () => screen.queryByRole('region', { name: 'What is recorded' });

function visit(person: string | null, preview = new Preview()): () => void {
  const { unmount } = render(
    <SiteProvider site={{ session: { person }, preview } as never}>
      <RecordedNote />
      <main id="main" tabIndex={-1} />
    </SiteProvider>,
  );
  return unmount;
}

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
});
afterEach(cleanup);

describe('<RecordedNote>', () => {
  it('is there with the first render, says what is recorded, and leads to it', async () => {
    visit('anna');
    expect(note()?.textContent).toContain('What you look up and download here is recorded.');
    expect(screen.getByRole('link', { name: 'My trail' }).getAttribute('href')).toBe('/admin/trail');
    const { violations } = await axe.run(document.body, { runOnly: ['wcag2a', 'wcag2aa', 'best-practice'] });
    expect(violations.filter(({ id }) => id !== 'page-has-heading-one').map(({ id }) => id)).toEqual([]);
  });

  it('stays away once it is closed, for this person only, and gives the focus to the page', async () => {
    const leave = visit('anna');
    await userEvent.click(screen.getByRole('button', { name: 'Close this note' }));
    expect(note()).toBeNull();
    expect(document.activeElement?.id).toBe('main');
    leave();
    visit('anna')();
    const again = visit('anna');
    expect(note()).toBeNull();
    again();
    visit('ben');
    expect(note()).not.toBeNull();
  });

  it('leaves it to the preview to say so, and says nothing to nobody', () => {
    const preview = new Preview();
    const leave = visit('anna', preview);
    act(() => preview.set({ id: 'p', title: 'Partner' }));
    expect(note()).toBeNull();
    leave();
    visit(null);
    expect(note()).toBeNull();
  });
});
