const ATTEMPTS = 8;
const FIRST_MS = 250;
const MOST_MS = 8_000;
/** Calls that read side by side: Lake Formation answers few a second. */
const AT_ONCE = 4;

/** Names of errors that pass: somebody else was writing, or too much was asked at once. */
const PASSING = new Set([
  'ConcurrentModificationException',
  'ConcurrentModification',
  'InternalServiceException',
  'InternalServerException',
  'OperationTimeoutException',
  'ServiceFailure',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
]);
/** What Lake Formation says while it has not heard yet of a role or a grant that is there. */
const NOT_HEARD_YET =
  /invalid principal|grantee has no permissions|register the S3 path|is not authorized to access requested permissions/i;

/** Calls again what fails only because AWS has not heard everywhere yet of what was just made. */
export class Patience {
  readonly #pause: (ms: number) => Promise<void>;
  readonly #random: () => number;

  constructor(pause: (ms: number) => Promise<void>, random: () => number = Math.random) {
    this.#pause = pause;
    this.#random = random;
  }

  /** The result of the first call that does not fail so; the last failure when all attempts do. `also` passes too. */
  async call<Result>(
    work: () => Promise<Result>,
    also: (error: unknown) => boolean = () => false,
  ): Promise<Result> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await work();
      } catch (error) {
        if (attempt >= ATTEMPTS || !(passes(error) || also(error))) throw error;
        await this.wait(attempt);
      }
    }
  }

  /** Asks until the answer is empty, and gives the last answer. */
  async untilNone<Item>(ask: () => Promise<readonly Item[]>): Promise<readonly Item[]> {
    for (let attempt = 1; ; attempt++) {
      const answer = await ask();
      if (answer.length === 0 || attempt >= ATTEMPTS) return answer;
      await this.wait(attempt);
    }
  }

  /** Waits at random up to a span that doubles with each attempt (1, 2 …). */
  async wait(attempt: number): Promise<void> {
    const span = Math.min(MOST_MS, FIRST_MS * 2 ** (attempt - 1));
    await this.#pause(Math.round(span * (0.5 + this.#random() / 2)));
  }
}

/** Whether an error of AWS passes by itself; also as a failed entry of a batch gives it. */
export function passes(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return PASSING.has(error.name) || NOT_HEARD_YET.test(error.message);
}

/** Does this for each, a few at a time; the results in the order of the items. */
export async function inTurns<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (let from = 0; from < items.length; from += AT_ONCE)
    results.push(...(await Promise.all(items.slice(from, from + AT_ONCE).map(work))));
  return results;
}
