import { useSite } from '../session/context.tsx';

export function SessionEnded() {
  const { session } = useSite();
  return (
    <div className="banner" role="alert">
      <span>Your session has ended. The query on this page is kept.</span>
      <button
        type="button"
        className="button"
        onClick={() => void session.signIn(`${globalThis.location.pathname}${globalThis.location.search}`)}
      >
        Sign in again
      </button>
    </div>
  );
}
