import { ApiProblem } from './client.ts';

/** The queries that the page waits for, as one: since when, how many of them have their answers, and how far they are. */
export type RunningState = {
  /** Milliseconds of `performance.now()` when the first of them began; null = nothing is waited for. */
  readonly since: number | null;
  readonly waiting: number;
  readonly answered: number;
  /** 0 to 1, of the slowest that tells; null = none tells. */
  readonly progress: number | null;
};

type Run = { readonly cancel: () => void; progress: number | null };

/** One query among those that run. */
export type RunHandle = {
  /** Aborts when the page no longer wants it or somebody cancels all of them. */
  readonly signal: AbortSignal;
  readonly note: (progress: number | null) => void;
  readonly end: () => void;
};

const IDLE: RunningState = { since: null, waiting: 0, answered: 0, progress: null };

function cancelled(): ApiProblem {
  return new ApiProblem({
    status: 0,
    code: 'QUERY_CANCELLED',
    title: 'The query was cancelled',
    detail: 'You cancelled the query before it had ended.',
    faults: [],
    reference: null,
  });
}

/** The queries that run, for those who show how far they are and let them be cancelled. */
export class RunningQueries {
  readonly #runs = new Set<Run>();
  #state: RunningState = IDLE;
  readonly #listeners = new Set<() => void>();

  readonly current = (): RunningState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  begin(wanted: AbortSignal): RunHandle {
    const controller = new AbortController();
    const run: Run = { cancel: () => controller.abort(cancelled()), progress: null };
    const unwanted = () => controller.abort(wanted.reason);
    if (wanted.aborted) unwanted();
    else wanted.addEventListener('abort', unwanted, { once: true });
    this.#runs.add(run);
    this.#tell(this.#state.answered);
    return {
      signal: controller.signal,
      note: (progress) => {
        run.progress = progress;
        this.#tell(this.#state.answered);
      },
      end: () => {
        wanted.removeEventListener('abort', unwanted);
        if (this.#runs.delete(run)) this.#tell(this.#state.answered + (controller.signal.aborted ? 0 : 1));
      },
    };
  }

  /** Ends all of them, here and on the server. */
  cancelAll(): void {
    for (const run of [...this.#runs]) run.cancel();
  }

  #tell(answered: number): void {
    const told = [...this.#runs].flatMap(({ progress }) => progress ?? []);
    this.#state =
      this.#runs.size === 0
        ? IDLE
        : {
            since: this.#state.since ?? performance.now(),
            waiting: this.#runs.size,
            answered,
            progress: told.length === 0 ? null : Math.min(...told),
          };
    for (const listener of this.#listeners) listener();
  }
}

/** Those of this page. */
export const RUNNING = new RunningQueries();
