/** Where a sign-in comes back to. */
export const RETURN_PATH = '/callback';

/** Part of the `state` of sign-ins that come back in a window of their own. */
export const WINDOW_MARK = 'window';

const CHANNEL = 'safestats.sign-in';
const SIZE = 'popup,width=520,height=680';

/** In the window of its own: hands the answer to the page that asked for it. False when this is no such window. */
export function announceSignIn(location: { readonly pathname: string; readonly search: string }): boolean {
  const state = new URLSearchParams(location.search).get('state') ?? '';
  if (location.pathname !== RETURN_PATH || !state.endsWith(`;${WINDOW_MARK}`)) return false;
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage(location.search);
  channel.close();
  globalThis.close();
  return true;
}

/** An empty window to sign in in, which must be opened while the click is handled; null when the browser blocks it. */
export function openSignInWindow(): Window | null {
  return globalThis.open('about:blank', 'safestats-sign-in', SIZE);
}

/** Waits for the answer to the sign-in with this `state`; null when nothing came in time. */
export function answerOf(state: string, timeoutMs: number): Promise<string | null> {
  return new Promise((resolve) => {
    const channel = new BroadcastChannel(CHANNEL);
    const end = (search: string | null) => {
      clearTimeout(timer);
      channel.close();
      resolve(search);
    };
    const timer = setTimeout(() => end(null), timeoutMs);
    channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (typeof data === 'string' && new URLSearchParams(data).get('state') === state) end(data);
    };
  });
}
