import type { Cell } from '#core/model/result.ts';
import type { Page } from './protocol.ts';

/** A finished result, whole, by column. */
export type StoredResult = {
  readonly names: readonly string[];
  readonly columns: readonly (readonly Cell[])[];
  readonly rowCount: number;
};

type Kept = { readonly result: StoredResult; readonly bytes: number; readonly until: number };

/** Finished results until they are too old, too many or too large together; the least recently read go first. */
export class ResultStore {
  readonly #kept = new Map<string, Kept>();
  readonly #limits: { readonly bytes: number; readonly results: number; readonly ttlMs: number };
  readonly #now: () => number;
  #bytes = 0;

  constructor(limits: { bytes: number; results: number; ttlMs: number }, now: () => number = Date.now) {
    this.#limits = limits;
    this.#now = now;
  }

  put(id: string, result: StoredResult): void {
    const bytes = sizeOf(result);
    this.#kept.set(id, { result, bytes, until: this.#now() + this.#limits.ttlMs });
    this.#bytes += bytes;
    for (const [oldest, { until }] of this.#kept) {
      const tooMuch = this.#bytes > this.#limits.bytes || this.#kept.size > this.#limits.results;
      if (oldest !== id && (tooMuch || until < this.#now())) this.drop(oldest);
    }
  }

  /** Rows from `offset`, or null when the result is not kept. */
  page(id: string, offset: number, count: number): Page | null {
    const kept = this.#kept.get(id);
    if (kept === undefined || kept.until < this.#now()) {
      this.drop(id);
      return null;
    }
    this.#kept.delete(id);
    this.#kept.set(id, { ...kept, until: this.#now() + this.#limits.ttlMs });
    const { names, columns } = kept.result;
    return { names, columns: columns.map((values) => values.slice(offset, offset + count)) };
  }

  drop(id: string): void {
    this.#bytes -= this.#kept.get(id)?.bytes ?? 0;
    this.#kept.delete(id);
  }
}

function sizeOf({ columns }: StoredResult): number {
  let bytes = 0;
  for (const values of columns)
    for (const value of values) bytes += typeof value === 'string' ? 16 + value.length * 2 : 8;
  return bytes;
}
