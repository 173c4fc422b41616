import { useEffect, useId, useState } from 'react';
import { Link, useLocation, useSearch } from 'wouter';
import { useMe } from '../api/hooks.ts';
import { Field } from '../form/field.tsx';
import { ErrorMessage, Loading } from '../shell/state-message.tsx';
import { lastAddress } from '../state/last-address.ts';
import { useSavedList } from './hooks.ts';
import { SavedCard } from './saved-card.tsx';
import type { Scope } from './types.ts';
import './saved.css';

const SCOPES: readonly (readonly [Scope, string])[] = [
  ['mine', 'Mine'],
  ['organisation', 'My organisation’s'],
  ['everyone', 'Everyone’s'],
];
const EMPTY_WORDS: Readonly<Record<Scope, string>> = {
  mine: 'You have saved no query yet. Build one in Explore, then press Save.',
  organisation: 'Nobody in your organisation shares a saved query yet.',
  everyone: 'Nobody shares a saved query with everyone yet.',
};
const TYPED_MS = 250;

/** Saved queries: one's own, those of one's organisation, and those that everyone sees. */
export function SavedPage() {
  const search = useSearch();
  const [, navigate] = useLocation();
  const asked = new URLSearchParams(search).get('of');
  const scope = SCOPES.find(([one]) => one === asked)?.[0] ?? 'mine';
  const [typed, setTyped] = useState('');
  const [words, setWords] = useState('');
  const [said, setSaid] = useState('');
  const me = useMe();
  const { query, items } = useSavedList(scope, words);
  const name = useId();
  useEffect(() => {
    document.title = 'Saved queries – SafeStats Explorer';
  }, []);
  useEffect(() => {
    const timer = setTimeout(() => setWords(typed.trim()), TYPED_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <main className="page saved-page" id="main">
      <div>
        <h1>Saved queries</h1>
        <p className="subtitle">
          Questions that are asked again of the latest data, each time under your own profile.
        </p>
      </div>
      <div className="saved-find">
        <fieldset className="segmented">
          <legend className="visually-hidden">Whose</legend>
          {SCOPES.map(([value, label]) => (
            <label key={value}>
              <input
                type="radio"
                name={name}
                checked={scope === value}
                onChange={() => navigate(value === 'mine' ? '/saved' : `/saved?of=${value}`)}
              />
              <span>{label}</span>
            </label>
          ))}
        </fieldset>
        <Field label="Find by words">
          {(control) => (
            <input
              {...control}
              type="search"
              maxLength={100}
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
            />
          )}
        </Field>
      </div>
      <p role="status" className="visually-hidden">
        {said !== '' ? said : items === undefined ? '' : `${items.length} saved queries shown`}
      </p>
      {query.isError ? (
        <ErrorMessage error={query.error} retry={() => void query.refetch()} />
      ) : items === undefined ? (
        <Loading what="Loading saved queries" />
      ) : items.length === 0 && !query.hasNextPage ? (
        <section className="card">
          <p>{words === '' ? EMPTY_WORDS[scope] : 'No saved query here has all of these words.'}</p>
          {words === '' && scope === 'mine' && (
            <p>
              <Link href={lastAddress()}>Go to Explore</Link>
            </p>
          )}
        </section>
      ) : (
        <ul className="saved-list">
          {items.map((saved) => (
            <li key={saved.id}>
              <SavedCard saved={saved} roles={me.data?.roles ?? []} mine={me.data} onSaid={setSaid} />
            </li>
          ))}
        </ul>
      )}
      {query.hasNextPage && (
        <p>
          <button
            type="button"
            className="button"
            disabled={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            Show more
          </button>
        </p>
      )}
    </main>
  );
}
