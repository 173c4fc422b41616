import { useSite } from '../session/context.tsx';
import { Brand } from './brand.tsx';

/** Where a link goes that invites somebody, when the provider knows who was invited. */
const INVITATION_PATH = '/invitation';

export function SignedOut({ problem }: { readonly problem: string | null }) {
  const { session, config } = useSite();
  const here = () => `${globalThis.location.pathname}${globalThis.location.search}`;
  return (
    <>
      <header className="header">
        <Brand />
      </header>
      <main className="plain-page" id="main">
        <h1>Crime and community safety in London</h1>
        {problem !== null && (
          <p className="notice-error" role="alert">
            {problem}
          </p>
        )}
        <p className="lead">
          {config.product} brings together the records of police, transport, health, fire and river-rescue
          services and of the boroughs. Analysts in those agencies map, chart, compare and download them here.
        </p>
        <p>
          Only people whose organisation has given them an account can sign in. What you look up and download
          is recorded.
        </p>
        {config.synthetic && (
          <p className="hint">
            This installation shows demonstration data. Nothing in it is about a real event.
          </p>
        )}
        <button type="button" className="button button-go" onClick={() => void session.signIn(here())}>
          Sign in
        </button>
        {globalThis.location.pathname === INVITATION_PATH ? (
          <p>
            You were invited? <a href={config.pages.signUp}>Make your account</a> with the e-mail address that
            the invitation is for, and confirm it with the code that is sent there.
          </p>
        ) : (
          <p>
            No account yet? <a href={config.pages.signUp}>Ask for one</a>. The administrator of your
            organisation decides.
          </p>
        )}
      </main>
    </>
  );
}
