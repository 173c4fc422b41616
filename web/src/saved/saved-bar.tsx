import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { ApiProblem } from '../api/client.ts';
import { asksTheSame, savedAddress } from '../state/saved.ts';
import { useSaved } from './hooks.ts';
import { MovedNote } from './moved-note.tsx';
import './saved.css';

/** Names the saved query that the page was opened from. */
export function SavedBar({ id, search }: { readonly id: string; readonly search: string }) {
  const saved = useSaved(id);
  const [, navigate] = useLocation();
  const [opened] = useState(() => crypto.randomUUID());
  if (saved.isError) {
    const isGone = saved.error instanceof ApiProblem && saved.error.problem.status === 404;
    if (!isGone) return null;
    return (
      <p className="saved-bar" role="note">
        The saved query that this page was opened from is gone, or no longer shared with you. What it asked is
        still here.
      </p>
    );
  }
  if (saved.data === undefined) return null;
  const { title, owner, isOwn, leftOut, etag } = saved.data;
  const isChanged = !leftOut && !asksTheSame(search, saved.data.search);
  return (
    <div className="saved-bar" role="note" aria-label="Saved query">
      <p>
        <Link href="/saved">Saved query</Link>: <b>{title}</b>
        {!isOwn && ` by ${owner.name}, ${owner.organisation.name}`}
      </p>
      {leftOut && (
        <p>
          <b>Part of it was left out:</b> your profile does not show it, or it is no longer there.
        </p>
      )}
      {isChanged && (
        <p>
          Changed since it was saved.{' '}
          {isOwn ? 'Save keeps the change in it, or as a new one.' : 'Save keeps it as one of your own.'}{' '}
          <button type="button" className="link" onClick={() => navigate(savedAddress(saved.data))}>
            Go back to what was saved
          </button>
        </p>
      )}
      {!isChanged && !leftOut && <MovedNote id={id} etag={etag} opened={opened} />}
    </div>
  );
}
