/** What was asked at one time: the address without its view, and a draft that was not run (null = none). */
export type Moment = { readonly state: string; readonly draft: string | null };

/** What was asked so far, oldest first; `at` is where Undo and Redo stand. */
export type Timeline = { readonly moments: readonly Moment[]; readonly at: number };

/** Steps that can be undone. */
export const MOST_STEPS = 50;
/** Lists of thousands of areas make moments long; what is kept of a tab stays below this many characters. */
const MOST_CHARACTERS = 500_000;

export function begun(state: string): Timeline {
  return { moments: [{ state, draft: null }], at: 0 };
}

export function momentOf({ moments, at }: Timeline): Moment {
  return moments[at] ?? { state: '', draft: null };
}

/** What the panel shows at a moment. */
export function shownAt({ state, draft }: Moment): string {
  return draft ?? state;
}

/** Goes on from where Undo stands; what could have been redone is gone. The same moment again is no step. */
export function recorded(timeline: Timeline, moment: Moment): Timeline {
  const now = momentOf(timeline);
  const next = moment.draft === moment.state ? { ...moment, draft: null } : moment;
  if (now.state === next.state && now.draft === next.draft) return timeline;
  const moments = [...timeline.moments.slice(0, timeline.at + 1), next].slice(-MOST_STEPS - 1);
  const lengths = moments.map(({ state, draft }) => state.length + (draft?.length ?? 0));
  let first = 0;
  for (let sum = lengths.reduce((a, b) => a + b, 0); sum > MOST_CHARACTERS && first < moments.length - 2; ) {
    sum -= lengths[first] ?? 0;
    first += 1;
  }
  const kept = moments.slice(first);
  return { moments: kept, at: kept.length - 1 };
}

/** The timeline one step back (−1) or forward (1); null when there is none. */
export function stepped(timeline: Timeline, by: -1 | 1): Timeline | null {
  const at = timeline.at + by;
  return at < 0 || at >= timeline.moments.length ? null : { ...timeline, at };
}
