import { begun, type Moment, momentOf, recorded, stepped, type Timeline } from './timeline.ts';

/** What a tab keeps of one person's work. */
export type Kept = {
  readonly timeline: Timeline;
  /** A draft of a page that was left by Back, a link or another page; null = none. */
  readonly aside: string | null;
};

type Store = Pick<Storage, 'getItem' | 'setItem'>;

const VERSION = 1;

function isMoment(value: unknown): value is Moment {
  if (typeof value !== 'object' || value === null || !('state' in value) || !('draft' in value)) return false;
  return typeof value.state === 'string' && (value.draft === null || typeof value.draft === 'string');
}

/** What was kept, or null when it cannot be read. */
function read(store: Store, key: string): Kept | null {
  try {
    const value: unknown = JSON.parse(store.getItem(key) ?? 'null');
    if (typeof value !== 'object' || value === null) return null;
    if (!('v' in value && 'moments' in value && 'at' in value && 'aside' in value)) return null;
    const { v, moments, at, aside } = value;
    if (v !== VERSION || !Array.isArray(moments) || moments.length === 0 || !moments.every(isMoment))
      return null;
    if (typeof at !== 'number' || moments[at] === undefined) return null;
    return { timeline: { moments, at }, aside: typeof aside === 'string' ? aside : null };
  } catch {
    return null;
  }
}

/**
 * One person's work in this tab: what was asked step by step, and drafts that were not run. It is kept through reloads
 * and other pages, for this person only, and goes when they sign out.
 */
export class Desk {
  readonly #store: Store;
  readonly #key: string | null;
  #kept: Kept;
  readonly #listeners = new Set<() => void>();

  /** `person` null = not known, so that nothing is kept beyond the page. */
  constructor(person: string | null, state: string, store: Store) {
    this.#store = store;
    this.#key = person === null ? null : `safestats.desk.${person}`;
    const before = this.#key === null ? null : read(store, this.#key);
    this.#kept = before ?? { timeline: begun(state), aside: null };
  }

  readonly current = (): Kept => this.#kept;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The page shows this now, whoever asked for it; a draft of the page before is laid aside. */
  readonly visit = (state: string): void => {
    const { timeline, aside } = this.#kept;
    const now = momentOf(timeline);
    if (now.state === state) return;
    this.#set({ timeline: recorded(timeline, { state, draft: null }), aside: now.draft ?? aside });
  };

  /** What is asked and what is drafted from here on. */
  go(moment: Moment): void {
    this.#set({ ...this.#kept, timeline: recorded(this.#kept.timeline, moment) });
  }

  /** One step back or forward: the moment to show, or null when there is none. */
  step(by: -1 | 1): Moment | null {
    const timeline = stepped(this.#kept.timeline, by);
    if (timeline === null) return null;
    this.#set({ ...this.#kept, timeline });
    return momentOf(timeline);
  }

  /** Lets go of the draft that was laid aside. */
  forget(): void {
    this.#set({ ...this.#kept, aside: null });
  }

  #set(kept: Kept): void {
    this.#kept = kept;
    if (this.#key !== null) {
      const { timeline, aside } = kept;
      try {
        this.#store.setItem(this.#key, JSON.stringify({ v: VERSION, ...timeline, aside }));
      } catch {
        // A full store keeps the page from nothing: the work is still in memory.
      }
    }
    for (const listener of this.#listeners) listener();
  }
}
