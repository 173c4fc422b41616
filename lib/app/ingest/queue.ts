import type { DeliveryQueue } from '#app/ports.ts';
import type { DatasetId } from '#core/model/id.ts';

const RETRIES_AFTER_MS = [1_000, 5_000];

type Failure = { readonly dataset: DatasetId; readonly number: number; readonly error: unknown };
export type QueueOptions = {
  readonly retriesAfterMs?: readonly number[];
  /** Told of every attempt that failed; `last` when no other follows. */
  readonly onFailure?: (failure: Failure & { readonly last: boolean }) => void;
};

/** A queue within this process: one delivery of a dataset at a time, in order, each tried three times. */
export class InProcessQueue implements DeliveryQueue {
  readonly #handle: (dataset: DatasetId, number: number) => Promise<unknown>;
  readonly #retriesAfterMs: readonly number[];
  readonly #onFailure: NonNullable<QueueOptions['onFailure']>;
  readonly #tails = new Map<DatasetId, Promise<void>>();
  readonly #queued = new Set<string>();
  #isClosed = false;

  constructor(handle: (dataset: DatasetId, number: number) => Promise<unknown>, options: QueueOptions = {}) {
    this.#handle = handle;
    this.#retriesAfterMs = options.retriesAfterMs ?? RETRIES_AFTER_MS;
    this.#onFailure = options.onFailure ?? (() => undefined);
  }

  async submit(dataset: DatasetId, number: number): Promise<void> {
    const name = `${dataset}#${number}`;
    if (this.#queued.has(name) || this.#isClosed) return;
    this.#queued.add(name);
    const before = this.#tails.get(dataset) ?? Promise.resolve();
    const tail = before.then(() => this.#run(dataset, number)).finally(() => this.#queued.delete(name));
    this.#tails.set(dataset, tail);
  }

  /** Settles when nothing is queued or running. */
  async idle(): Promise<void> {
    while (this.#queued.size > 0) await Promise.all(this.#tails.values());
  }

  /** Takes nothing more on and waits for what is running. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.idle();
  }

  async #run(dataset: DatasetId, number: number): Promise<void> {
    for (let attempt = 0; !this.#isClosed; attempt++) {
      try {
        await this.#handle(dataset, number);
        return;
      } catch (error) {
        const pause = this.#retriesAfterMs[attempt];
        this.#onFailure({ dataset, number, error, last: pause === undefined });
        if (pause === undefined) return;
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    }
  }
}
