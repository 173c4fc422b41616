// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiClient, ApiProblem } from '#web/api/client.ts';
import { WriteProblem } from '#web/form/write-problem.tsx';
import { Preview } from '#web/session/preview.ts';
import { announceSignIn, answerOf } from '#web/session/window.ts';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});
beforeEach(() => sessionStorage.clear());

const tokens = { token: () => 'token', renew: async () => false };

function problem(
  code: string,
  status: number,
  faults: ApiProblem['problem']['faults'] = [],
  moved = false,
): ApiProblem {
  return new ApiProblem({
    code,
    status,
    title: 'T',
    detail: 'somebody was quicker',
    faults,
    moved,
    reference: null,
  });
}

describe('Preview', () => {
  it('stays in its tab over a reload until it is left, and tells who listens', () => {
    const preview = new Preview();
    const listener = vi.fn();
    preview.subscribe(listener);
    preview.set({ id: 'borough-counts', title: 'Borough counts' });
    expect(new Preview().current()).toEqual({ id: 'borough-counts', title: 'Borough counts' });
    preview.set(null);
    expect(new Preview().current()).toBeNull();
    expect(listener).toHaveBeenCalledTimes(2);
  });

  it.each(['{"id":1,"title":"x"}', 'not json', '[]', 'null'])('takes %s for no preview', (text) => {
    sessionStorage.setItem('safestats.preview', text);
    expect(new Preview().current()).toBeNull();
  });
});

describe('ApiClient', () => {
  it('sends the profile that is looked through, and the etag of what is changed', async () => {
    const fetched = vi.fn(async (_url: string, _init: RequestInit) => new Response(null, { status: 204 }));
    vi.stubGlobal('fetch', fetched);
    let profile: string | null = 'borough-counts';
    const api = new ApiClient('/v1', tokens, () => profile);
    await expect(api.write('DELETE', '/stops/profile/x')).resolves.toBeUndefined();
    profile = null;
    await api.write('PATCH', '/users/x', { roles: [] }, '"3"');
    const headers = fetched.mock.calls.map(([, { headers }]) => headers as Record<string, string>);
    expect(headers[0]).toMatchObject({ 'x-preview-profile': 'borough-counts' });
    expect(headers[0]).not.toHaveProperty('if-match');
    expect(headers[1]).toMatchObject({ 'if-match': '"3"' });
    expect(headers[1]).not.toHaveProperty('x-preview-profile');
  });

  it('fails with the reasons that may be given where one is asked for', async () => {
    const body = JSON.stringify({ code: 'REASON_REQUIRED', reasons: ['investigation', 7] });
    vi.stubGlobal('fetch', async () => new Response(body, { status: 403 }));
    const failure = await new ApiClient('/v1', tokens).get('/queries').catch((error: unknown) => error);
    expect((failure as ApiProblem).problem.reasons).toEqual(['investigation']);
  });
});

describe('a sign-in in a window of its own', () => {
  it('hands its answer to the page that asked, and only there', async () => {
    vi.stubGlobal('close', vi.fn());
    const mine = answerOf('abc;window', 2_000);
    const other = answerOf('xyz;window', 300);
    expect(announceSignIn({ pathname: '/callback', search: '?code=1&state=abc%3Bwindow' })).toBe(true);
    expect(await mine).toBe('?code=1&state=abc%3Bwindow');
    expect(await other).toBeNull();
  });

  it('is told from a sign-in of the page itself', () => {
    expect(announceSignIn({ pathname: '/callback', search: '?code=1&state=abc' })).toBe(false);
    expect(announceSignIn({ pathname: '/', search: '?state=abc%3Bwindow' })).toBe(false);
  });
});

describe('WriteProblem', () => {
  it('offers to load again what somebody else has changed, and takes the focus', async () => {
    const onReload = vi.fn();
    render(<WriteProblem failure={problem('CONFLICT', 409, [], true)} onReload={onReload} />);
    expect(document.activeElement).toBe(screen.getByRole('alert'));
    expect(screen.getByText('Somebody was quicker.')).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Load it again' }));
    expect(onReload).toHaveBeenCalledOnce();
  });

  it('offers no reload where loading again would change nothing', () => {
    render(<WriteProblem failure={problem('CONFLICT', 409)} onReload={() => {}} />);
    expect(screen.getByText('This was not saved')).toBeTruthy();
    expect(screen.queryByRole('button')).toBeNull();
  });

  it('lists every fault, and offers no reload after a refusal', () => {
    const faults = [
      { at: 'email', message: 'use an e-mail address' },
      { at: 'roles', message: 'give at least one role' },
    ];
    render(<WriteProblem failure={problem('SPEC_INVALID', 400, faults)} onReload={() => undefined} />);
    expect(screen.getAllByRole('listitem').map((item) => item.textContent)).toEqual([
      'use an e-mail address',
      'give at least one role',
    ]);
    expect(screen.queryByRole('button')).toBeNull();
  });
});
