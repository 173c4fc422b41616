import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { useLocation, useSearch } from 'wouter';
import { Desk } from './desk.ts';
import { type Exploration, fromSearch, toSearch } from './exploration.ts';
import { stateOf, textOf, withOwnBreaks } from './kept-text.ts';
import { withKeptBreaks } from './look.ts';
import { type Moment, momentOf, shownAt, stepped } from './timeline.ts';

/** One step that can be undone or done again: what was asked and drafted before and after it. */
export type Step = {
  readonly before: Exploration;
  readonly after: Exploration;
  /** Whether it only put the draft on the page. */
  readonly ran: boolean;
};

export type Workspace = {
  /** What the page shows: what its address says. */
  readonly state: Exploration;
  /** What the panel shows: the state with changes that have not been run yet. */
  readonly draft: Exploration;
  readonly changed: boolean;
  /** A draft of another page, which was left without running it; null = none. */
  readonly aside: Exploration | null;
  readonly edit: (next: Exploration) => void;
  /** Puts the draft into the address; false when nothing has changed. */
  readonly run: () => boolean;
  /** Takes the panel back to what the page shows. */
  readonly discard: () => void;
  readonly runAside: () => void;
  readonly discardAside: () => void;
  /** Changes what the page shows at once, and the draft alike, so that no edit is lost. */
  readonly apply: (change: (before: Exploration) => Exploration) => void;
  /** Null = there is nothing to undo, or to do again. */
  readonly undoable: Step | null;
  readonly redoable: Step | null;
  readonly undo: () => void;
  readonly redo: () => void;
};

/** The address of the page that shows a state. */
export function addressOf(state: Exploration): string {
  const search = toSearch(state);
  return search === '' ? '/' : `/?${search}`;
}

function stepBetween(before: Moment, after: Moment): Step {
  return {
    before: stateOf(shownAt(before)),
    after: stateOf(shownAt(after)),
    ran: shownAt(before) === shownAt(after),
  };
}

/**
 * The state of the page, kept in its address: reload, Back and a copied link give the same page. What was done step by
 * step, drafts, and breaks that the map keeps, are kept for the person in this tab.
 */
export function useWorkspace(person: string | null): Workspace {
  const search = useSearch();
  const [, navigate] = useLocation();
  const address = useMemo(() => fromSearch(search), [search]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: where the page stood when it was opened is where its steps begin
  const desk = useMemo(() => new Desk(person, textOf(address), sessionStorage), [person]);
  const { timeline, aside } = useSyncExternalStore(desk.subscribe, desk.current);
  const state = useMemo(() => withOwnBreaks(address, timeline), [address, timeline]);
  const here = textOf(state);
  useEffect(() => desk.visit(here), [desk, here]);
  const now = momentOf(timeline);
  const pending = now.state === here ? now.draft : null;
  const draft = useMemo(
    () => (pending === null ? state : { ...stateOf(pending), view: state.view }),
    [pending, state],
  );
  const goTo = (next: Exploration) => {
    if (addressOf(next) !== addressOf(state)) navigate(addressOf(next));
  };
  const show = (next: Exploration) => goTo({ ...next, view: state.view });
  const stepTo = (by: -1 | 1) => {
    const moment = desk.step(by);
    if (moment !== null && moment.state !== here) show(stateOf(moment.state));
  };
  const neighbour = (by: -1 | 1): Moment | null => {
    const other = stepped(timeline, by);
    return other === null ? null : momentOf(other);
  };
  const [earlier, later] = [neighbour(-1), neighbour(1)];
  return {
    state,
    draft,
    changed: textOf(draft) !== here,
    aside: aside === null || aside === here ? null : stateOf(aside),
    edit: (next) => desk.go({ state: here, draft: textOf(next) }),
    run: () => {
      if (textOf(draft) === here) return false;
      const next = withKeptBreaks(state, draft);
      desk.go({ state: textOf(next), draft: null });
      show(next);
      return true;
    },
    discard: () => desk.go({ state: here, draft: null }),
    runAside: () => {
      if (aside === null) return;
      desk.forget();
      desk.go({ state: aside, draft: null });
      show(stateOf(aside));
    },
    discardAside: () => desk.forget(),
    apply: (change) => {
      const next = withKeptBreaks(state, change(state));
      if (textOf(next) === here && next.view === state.view) return;
      const drafted = pending === null ? null : textOf(withKeptBreaks(draft, change(draft)));
      desk.go({ state: textOf(next), draft: drafted });
      goTo(next);
    },
    undoable: earlier === null ? null : stepBetween(earlier, now),
    redoable: later === null ? null : stepBetween(now, later),
    undo: () => stepTo(-1),
    redo: () => stepTo(1),
  };
}
