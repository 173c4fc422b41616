import type { TableCatalogue, TableVersion } from '#app/ports.ts';
import type { DatasetId } from '#core/model/id.ts';

/**
 * The tables of one region, which are also made in the other, so that filters can be laid on them there at once. What is in
 * them is up to the other region, which follows what is published; so are tables where it cannot be reached.
 */
export class TablesOfRegions implements TableCatalogue {
  readonly #here: TableCatalogue;
  readonly #there: Pick<TableCatalogue, 'define'>;
  readonly #onFailure: (dataset: DatasetId, error: unknown) => void;

  constructor(options: {
    readonly here: TableCatalogue;
    readonly there: Pick<TableCatalogue, 'define'>;
    /** Told when the other region has not made or widened a table. */
    readonly onFailure: (dataset: DatasetId, error: unknown) => void;
  }) {
    this.#here = options.here;
    this.#there = options.there;
    this.#onFailure = options.onFailure;
  }

  async define(...table: Parameters<TableCatalogue['define']>): Promise<void> {
    await this.#here.define(...table);
    try {
      await this.#there.define(...table);
    } catch (error) {
      this.#onFailure(table[0], error);
    }
  }

  add(dataset: DatasetId, versions: readonly TableVersion[]): Promise<void> {
    return this.#here.add(dataset, versions);
  }

  list(dataset: DatasetId): Promise<readonly TableVersion[]> {
    return this.#here.list(dataset);
  }

  remove(dataset: DatasetId, versions: readonly TableVersion[]): Promise<void> {
    return this.#here.remove(dataset, versions);
  }
}
