/** How many requests somebody may make: `burst` at once, and `perSecond` in the long run. */
export type RequestRate = { readonly perSecond: number; readonly burst: number };

type Bucket = { readonly left: number; readonly at: number };

const MAX_BUCKETS = 10_000;

/** A bucket of requests per key, refilled by the clock; in memory, so each process counts for itself. */
export class TokenBuckets {
  readonly #rate: RequestRate;
  readonly #buckets = new Map<string, Bucket>();

  constructor(rate: RequestRate) {
    this.#rate = rate;
  }

  /** Takes one request at an instant (milliseconds). Returns 0, or the whole seconds to wait when the bucket is empty. */
  take(key: string, now: number): number {
    const { perSecond, burst } = this.#rate;
    const bucket = this.#buckets.get(key);
    const passed = bucket === undefined ? 0 : Math.max(0, now - bucket.at) / 1000;
    const left = bucket === undefined ? burst : Math.min(burst, bucket.left + passed * perSecond);
    this.#buckets.delete(key);
    this.#buckets.set(key, { left: left < 1 ? left : left - 1, at: now });
    const [oldest] = this.#buckets.keys();
    if (this.#buckets.size > MAX_BUCKETS && oldest !== undefined) this.#buckets.delete(oldest);
    return left < 1 ? Math.max(1, Math.ceil((1 - left) / perSecond)) : 0;
  }
}
