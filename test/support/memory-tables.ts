import type { TableCatalogue, TableVersion } from '#app/ports.ts';
import type { TableKind } from '#core/model/manifest.ts';
import type { SqlType } from '#core/sql/tree.ts';

/** A catalogue of tables in memory, for tests of what is done with one. */
export class MemoryTables implements TableCatalogue {
  readonly #columns = new Map<string, Readonly<Record<string, SqlType>>>();
  readonly #versions = new Map<string, TableVersion[]>();

  async define(dataset: string, kind: TableKind, columns: Readonly<Record<string, SqlType>>): Promise<void> {
    const known = this.columnsOf(dataset, kind) ?? {};
    const other = Object.keys(columns).find((name) => name in known && known[name] !== columns[name]);
    if (other !== undefined) throw new Error(`${other} of ${dataset} has another type`);
    this.#columns.set(`${dataset}/${kind}`, { ...known, ...columns });
  }

  async add(dataset: string, versions: readonly TableVersion[]): Promise<void> {
    const unknown = versions.find(({ kind }) => this.columnsOf(dataset, kind) === null);
    if (unknown !== undefined) throw new Error(`${dataset} has no table of its ${unknown.kind}`);
    const others = (await this.list(dataset)).filter((one) => !versions.some((other) => isSame(one, other)));
    this.#versions.set(dataset, [...others, ...versions.map(({ kind, period, v }) => ({ kind, period, v }))]);
  }

  async list(dataset: string): Promise<readonly TableVersion[]> {
    return this.#versions.get(dataset) ?? [];
  }

  async remove(dataset: string, versions: readonly TableVersion[]): Promise<void> {
    const left = (await this.list(dataset)).filter((one) => !versions.some((other) => isSame(one, other)));
    this.#versions.set(dataset, left);
  }

  columnsOf(dataset: string, kind: TableKind = 'records'): Readonly<Record<string, SqlType>> | null {
    return this.#columns.get(`${dataset}/${kind}`) ?? null;
  }
}

function isSame(one: TableVersion, other: TableVersion): boolean {
  return one.kind === other.kind && one.period === other.period && one.v === other.v;
}
