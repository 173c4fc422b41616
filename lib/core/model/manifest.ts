import type { Coverage } from './coverage.ts';
import type { Level, Vintage } from './geography.ts';
import type { DatasetId, ManifestId, VersionId } from './id.ts';

/** Kinds of table that one publication holds; `rollup` and `index` share the records' periods and versions. */
export type TableKind = 'records' | 'rollup' | 'index';

/** One file of a period: key in the object store, rows, bytes and sha256. */
export type ManifestFile = {
  readonly key: string;
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
};

/** The current version of one period (a year, `2018`) of one kind. */
export type ManifestPeriod = {
  readonly period: string;
  readonly kind: TableKind;
  readonly v: VersionId;
  readonly rows: number;
  readonly files: readonly ManifestFile[];
  /** Of a roll-up: the columns that it counts by. */
  readonly dimensions?: readonly string[];
  /** Of records: whether there is a roll-up of them, or one would not pay; absent = nobody has looked. */
  readonly rollup?: 'made' | 'left-out';
};

/** What one delivery contributes to this publication. */
export type ManifestDelivery = {
  readonly number: number;
  /** Rows that were neither rejected nor duplicate when it was composed. */
  readonly accepted: number;
  /** Of these, rows still in place: the rest was replaced by a later delivery. */
  readonly live: number;
  readonly coverage: Coverage;
  /** The same two counts per local year, so that a publication need only count the years that it rewrites. */
  readonly years?: Readonly<Record<string, { readonly accepted: number; readonly live: number }>>;
};

/** One immutable publication of one dataset: everything that a query needs to know to read it. */
export type Manifest = {
  readonly id: ManifestId;
  readonly dataset: DatasetId;
  readonly definitionVersion: number;
  /** Geographies that records were located in: level → vintage → sha256 of the boundaries. */
  readonly geography: Readonly<Record<Level, Readonly<Record<Vintage, string>>>>;
  readonly createdAt: string;
  readonly previous: ManifestId | null;
  readonly reason: 'delivery' | 'withdrawal' | 'rollback' | 'relocation' | 'rollup';
  readonly periods: readonly ManifestPeriod[];
  readonly deliveries: readonly ManifestDelivery[];
  readonly rows: number;
};

/** The records that a publication holds, by year. */
export function recordsOf({ periods }: Pick<Manifest, 'periods'>): readonly ManifestPeriod[] {
  return periods.filter(({ kind }) => kind === 'records');
}

/** The roll-ups that a publication holds. */
export function rollupsOf({ periods }: Pick<Manifest, 'periods'>): readonly ManifestPeriod[] {
  return periods.filter(({ kind }) => kind === 'rollup');
}

/** Years of a publication of which nobody has looked whether a roll-up pays: from before there were any. */
export function yearsWithoutRollup({ periods }: Pick<Manifest, 'periods'>): readonly string[] {
  return periods
    .filter(({ kind, rollup }) => kind === 'records' && rollup === undefined)
    .map(({ period }) => period);
}

/** Object key of a manifest. */
export function manifestKey(dataset: DatasetId, id: ManifestId): string {
  return `manifest/${dataset}/${id}.json`;
}

/** Folder of one table of a dataset, relative to the store's root: everything that was ever published of this kind. */
export function tableFolder(dataset: DatasetId, kind: TableKind): string {
  return `lake/${kind === 'records' ? dataset : `${dataset}_${kind}`}`;
}

/** Folder of one immutable write of one period, relative to the store's root. */
export function versionFolder(dataset: DatasetId, kind: TableKind, period: string, v: VersionId): string {
  return `${tableFolder(dataset, kind)}/period=${period}/v=${v}`;
}
