import type { ReactNode } from 'react';
import { useMe } from '../api/hooks.ts';
import { useSite } from '../session/context.tsx';
import { People } from './people.tsx';

/** The pages, for those whose account is active; others are told how their account stands. */
export function Membership({ children }: { readonly children: ReactNode }) {
  const { session } = useSite();
  const me = useMe();
  if (me.data === undefined || me.data.state === undefined || me.data.state === 'active') return children;
  const { state, organisation, administrators } = me.data;
  return (
    <main className="plain-page" id="main">
      <h1>{state === 'pending' ? 'Your account waits for approval' : 'Your account is disabled'}</h1>
      <p className="lead">
        {state === 'pending'
          ? `An administrator of ${organisation.name} decides whether you get access, and to what. Until then there is nothing to see here.`
          : `An administrator of ${organisation.name} has disabled it. Nothing can be looked up with it.`}
      </p>
      {administrators.length > 0 && (
        <>
          <p>You can ask:</p>
          <People people={administrators} />
        </>
      )}
      <div className="title-tools">
        {state === 'pending' && (
          <button type="button" className="button button-go" onClick={() => void me.refetch()}>
            {me.isFetching ? 'Looking…' : 'Look again'}
          </button>
        )}
        <button type="button" className="button" onClick={() => void session.signOut()}>
          Sign out
        </button>
      </div>
    </main>
  );
}
