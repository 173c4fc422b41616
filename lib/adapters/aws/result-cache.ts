import type { ExecutionId } from '#core/model/id.ts';
import { AthenaResult, type FetchPage } from './athena-result.ts';

/** Results of this process; the rows of those that were read longest ago go when there are too many. */
export class ResultCache {
  readonly #results = new Map<ExecutionId, AthenaResult>();
  readonly #limits: { readonly bytes: number; readonly results: number };

  constructor(limits: { readonly bytes: number; readonly results: number }) {
    this.#limits = limits;
  }

  /** The result of an execution that has succeeded, as far as it was read. */
  of(id: ExecutionId, fetch: FetchPage): AthenaResult {
    const result = this.#results.get(id) ?? new AthenaResult(fetch, (read) => this.#trim(read));
    this.#results.delete(id);
    this.#results.set(id, result);
    const [oldest] = this.#results.keys();
    if (this.#results.size > this.#limits.results && oldest !== undefined) this.#results.delete(oldest);
    return result;
  }

  /** Whether anything of it was read here. */
  has(id: ExecutionId): boolean {
    return this.#results.has(id);
  }

  #trim(read: AthenaResult): void {
    let bytes = [...this.#results.values()].reduce((sum, result) => sum + result.bytes, 0);
    for (const result of [...this.#results.values()].filter((one) => one !== read).concat(read)) {
      if (bytes <= this.#limits.bytes) return;
      bytes -= result.bytes;
      result.dropRows();
    }
  }
}
