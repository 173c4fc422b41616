import { useMemo, useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import { type Exploration, fromSearch, toSearch } from './exploration.ts';
import { withKeptBreaks } from './look.ts';

export type Workspace = {
  /** What the page shows: what its address says. */
  readonly state: Exploration;
  /** What the panel shows: the state with changes that have not been run yet. */
  readonly draft: Exploration;
  readonly changed: boolean;
  readonly edit: (next: Exploration) => void;
  /** Puts the draft into the address; false when nothing has changed. */
  readonly run: () => boolean;
  /** Changes what the page shows at once, and the draft alike, so that no edit is lost. */
  readonly apply: (change: (before: Exploration) => Exploration) => void;
};

function addressOf(state: Exploration): string {
  const search = toSearch(state);
  return search === '' ? '/' : `/?${search}`;
}

/** The state of the page, kept in its address: reload, Back and a copied link give the same page. */
export function useWorkspace(): Workspace {
  const search = useSearch();
  const [, navigate] = useLocation();
  const state = useMemo(() => fromSearch(search), [search]);
  const base = toSearch(state);
  const [pending, setPending] = useState<{ readonly base: string; readonly draft: Exploration } | null>(null);
  const draft = pending !== null && pending.base === base ? pending.draft : state;
  return {
    state,
    draft,
    changed: toSearch(draft) !== base,
    edit: (next) => setPending({ base, draft: next }),
    run: () => {
      if (toSearch(draft) === base) return false;
      navigate(addressOf(withKeptBreaks(state, draft)));
      return true;
    },
    apply: (change) => {
      const next = withKeptBreaks(state, change(state));
      if (toSearch(next) === base) return;
      if (draft !== state) setPending({ base: toSearch(next), draft: withKeptBreaks(draft, change(draft)) });
      navigate(addressOf(next));
    },
  };
}
