import { useState } from 'react';
import { useSite } from '../session/context.tsx';

/** Says that the session has ended; what is on the page, written or not, stays while one signs in again. */
export function SessionEnded({ problem }: { readonly problem: string | null }) {
  const { session } = useSite();
  const [waiting, setWaiting] = useState(false);
  const [blocked, setBlocked] = useState(false);
  const again = async () => {
    setWaiting(true);
    setBlocked(!(await session.signInAgain()));
    setWaiting(false);
  };
  return (
    <div className="banner banner-top" role="alert">
      <span>
        {problem ??
          (blocked
            ? 'Your browser opens no window for the sign-in. Allow it for this site, or sign in on this page: what is in its address is kept, what you have typed is not.'
            : 'Your session has ended. What is on this page is kept.')}
      </span>
      <button type="button" className="button" onClick={() => void again()}>
        {waiting ? 'Sign in, in the window that opened' : 'Sign in again'}
      </button>
      {blocked && (
        <button
          type="button"
          className="button"
          onClick={() => void session.signIn(`${globalThis.location.pathname}${globalThis.location.search}`)}
        >
          Sign in on this page
        </button>
      )}
    </div>
  );
}
