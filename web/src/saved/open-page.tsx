import { Redirect } from 'wouter';
import { ErrorMessage, Loading } from '../shell/state-message.tsx';
import { savedAddress } from '../state/saved.ts';
import { useSaved } from './hooks.ts';

/** Opens a saved query by its id. */
export function OpenSavedPage({ id }: { readonly id: string }) {
  const saved = useSaved(id);
  if (saved.data !== undefined && saved.data.spec !== null)
    return <Redirect to={savedAddress(saved.data)} replace />;
  return (
    <main className="plain-page" id="main">
      <h1>Saved query</h1>
      {saved.isError ? (
        <ErrorMessage error={saved.error} retry={() => void saved.refetch()} />
      ) : saved.data === undefined ? (
        <Loading what="Opening the saved query" />
      ) : (
        <p>
          Your profile shows none of the datasets that “{saved.data.title}” asks. Its owner,{' '}
          {saved.data.owner.name}, or your administrator can say more.
        </p>
      )}
    </main>
  );
}
