import type { Code, Field } from '#core/model/dataset.ts';
import type { H3Resolution, Level, Vintage } from '#core/model/geography.ts';
import type { Manifest, ManifestPeriod } from '#core/model/manifest.ts';
import type { ParsedQuerySpec } from '#core/model/query-spec.ts';
import type { ResultColumn } from '#core/model/result.ts';
import type { Literal, SqlType } from '#core/sql/tree.ts';
import type { Reading } from '#core/view/standard.ts';
import type { DatasetView } from '#core/view/view.ts';
import type { Denominator } from './denominator.ts';
import type { Places } from './places.ts';
import type { Rings } from './ring.ts';
import type { Supply } from './supply.ts';

/** One dataset of a query: what may be seen of it, the publication that is pinned, and the periods it must read. */
export type QueryDataset = {
  readonly view: DatasetView;
  readonly manifest: Manifest | null;
  readonly periods: readonly ManifestPeriod[];
  readonly supply: Supply;
  /** Roll-ups of those periods that the engine may read; absent = none. */
  readonly rollups?: readonly ManifestPeriod[];
  /** Whether `periods` are those of the roll-up instead of the records. */
  readonly rolledUp?: boolean;
};

/** Days since 1970, both included; null = open. */
export type TimeFilter = {
  readonly from: number | null;
  readonly to: number | null;
  readonly hours: readonly number[] | null;
  readonly weekdays: readonly number[] | null;
};

/** A closed ring in micro-degrees: x, y, x, y, … */
export type Ring = Int32Array;

export type AreaSet = { readonly level: Level; readonly vintage: Vintage; readonly codes: readonly string[] };
export type Circle = {
  readonly longitude: number;
  readonly latitude: number;
  readonly metres: number;
  /** Only what lies farther off than this, a ring; absent = the whole circle. */
  readonly beyond?: number;
};

/** All that is given must hold; of `areas` any. Circles are in micro-degrees. */
export type SpaceFilter = {
  readonly areas: readonly AreaSet[] | null;
  readonly within: readonly Ring[] | null;
  readonly near: Circle | null;
};

export type FieldTest =
  | { readonly kind: 'in' | 'notIn'; readonly values: readonly Literal[] }
  | { readonly kind: 'known' | 'unknown' }
  /** In stored units. */
  | { readonly kind: 'range'; readonly from: number | null; readonly to: number | null };

export type FieldFilter = {
  readonly name: string;
  readonly label: string;
  readonly type: Field['type'];
  readonly scale: number;
  readonly codes: readonly Code[] | null;
  readonly test: FieldTest;
};

export type TimeUnit = 'year' | 'quarter' | 'month' | 'week' | 'day' | 'weekday' | 'hour';

/** What a result is grouped by; `name` is the name of its column. */
export type Key = { readonly name: string; readonly label: string } & (
  | { readonly kind: 'time'; readonly unit: TimeUnit }
  | { readonly kind: 'area'; readonly level: Level; readonly vintage: Vintage; readonly title: string }
  | {
      readonly kind: 'field';
      readonly type: Field['type'];
      readonly scale: number;
      readonly sqlType: SqlType;
      readonly codes: readonly Code[] | null;
    }
  | { readonly kind: 'cell'; readonly resolution: H3Resolution }
  | { readonly kind: 'dataset' }
  | ({ readonly kind: 'ring' } & Rings)
);

/** What is counted; `name` is the name of its column. */
export type Measure = { readonly name: string; readonly label: string } & (
  | { readonly kind: 'count' }
  | {
      readonly kind: 'sum' | 'average' | 'distinct';
      readonly field: string;
      readonly scale: number;
      readonly unit: string | null;
    }
  | {
      readonly kind: 'rate';
      readonly per: number;
      readonly annualised: boolean;
      readonly denominator: Denominator;
    }
  | { readonly kind: 'denominator'; readonly denominator: Denominator }
);

/** Whether a measure is worked out from counts and a reference table, so that nothing of the records but their count is read. */
export function isCountOnly({ kind }: Measure): boolean {
  return kind === 'count' || kind === 'rate' || kind === 'denominator';
}

/** A column of a list of records. */
export type RecordField = {
  readonly name: string;
  readonly label: string;
  readonly type: ResultColumn['type'];
  readonly sqlType: SqlType;
  readonly reading: Reading;
  readonly scale: number;
  readonly codes: readonly Code[] | null;
  readonly area: { readonly level: Level; readonly vintage: Vintage } | null;
};

export type Sort = { readonly by: string; readonly descending: boolean };

/** What code may rely on: a spec whose every name exists, may be seen and fits, on pinned publications. */
export type Query = {
  readonly spec: ParsedQuerySpec;
  readonly datasets: readonly QueryDataset[];
  readonly time: TimeFilter;
  readonly space: SpaceFilter;
  readonly fields: readonly FieldFilter[];
  /** Records are listed when `records` is not null; otherwise `keys` and `measures` say what is counted. */
  readonly records: readonly RecordField[] | null;
  readonly keys: readonly Key[];
  readonly measures: readonly Measure[];
  readonly sort: readonly Sort[];
  /** Null: as many as there are, up to the bound of a result. */
  readonly limit: number | null;
  readonly places: Places;
};

/** Whether several datasets are asked together, so that only common fields can be named. */
export function isUnited(query: Pick<Query, 'datasets'>): boolean {
  return query.datasets.length > 1;
}
