import type { Registry, TableVersion } from '#app/ports.ts';
import { AppError } from '#core/model/error.ts';
import type { DatasetId } from '#core/model/id.ts';

type Known = { readonly versions: readonly string[] };

const ATTEMPTS = 5;

/**
 * Which partitions the catalogue of one region is known to have, in the registry, where who asks questions may look: Athena
 * reads a partition that is not there as one without records, and says no word.
 */
export class KnownPartitions {
  readonly #registry: Pick<Registry, 'get' | 'transact'>;
  readonly #partition: string;
  readonly #seen = new Set<string>();

  constructor(registry: Pick<Registry, 'get' | 'transact'>, region: string) {
    this.#registry = registry;
    this.#partition = `catalogue#${region}`;
  }

  /** Whether all of these are there. What was once seen is not asked about again: it goes after its files do. */
  async have(dataset: DatasetId, versions: readonly TableVersion[]): Promise<boolean> {
    const isSeen = (version: TableVersion) => this.#seen.has(`${dataset}/${nameOf(version)}`);
    if (versions.every(isSeen)) return true;
    for (const name of (await this.#read(dataset)).names) this.#seen.add(`${dataset}/${name}`);
    return versions.every(isSeen);
  }

  /** To be called when they are there. */
  async add(dataset: DatasetId, versions: readonly TableVersion[]): Promise<void> {
    await this.#change(dataset, (names) => new Set([...names, ...versions.map(nameOf)]));
  }

  /** To be called before they go. */
  async remove(dataset: DatasetId, versions: readonly TableVersion[]): Promise<void> {
    const gone = new Set(versions.map(nameOf));
    await this.#change(dataset, (names) => new Set([...names].filter((name) => !gone.has(name))));
  }

  async #change(
    dataset: DatasetId,
    change: (names: ReadonlySet<string>) => ReadonlySet<string>,
  ): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const { names, version } = await this.#read(dataset);
      const next = change(names);
      if (next.size === names.size && [...next].every((name) => names.has(name))) return;
      const value: Known = { versions: [...next].sort() };
      try {
        await this.#registry.transact([
          { kind: 'put', partition: this.#partition, sort: dataset, value, expected: version },
        ]);
        return;
      } catch (error) {
        if (!(error instanceof AppError && error.code === 'CONFLICT') || attempt >= ATTEMPTS) throw error;
      }
    }
  }

  async #read(
    dataset: DatasetId,
  ): Promise<{ readonly names: ReadonlySet<string>; readonly version: number }> {
    const item = await this.#registry.get<Known>(this.#partition, dataset);
    return { names: new Set(item?.value.versions), version: item?.version ?? 0 };
  }
}

function nameOf({ kind, period, v }: TableVersion): string {
  return `${kind}/${period}/${v}`;
}
