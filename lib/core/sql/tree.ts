import type { DatasetId, VersionId } from '#core/model/id.ts';
import type { TableKind } from '#core/model/manifest.ts';

export type SqlType = 'INTEGER' | 'BIGINT' | 'VARCHAR' | 'BOOLEAN';
export type Comparison = '=' | '<>' | '<' | '<=' | '>' | '>=';
/** `/` divides integers and drops the remainder, towards zero, in every dialect. */
export type Arithmetic = '+' | '-' | '*' | '/' | '%';

/** A constant. Integers are whole and within 64 bits; text has no NUL; `print.ts` refuses anything else. */
export type Literal =
  | { readonly node: 'integer'; readonly value: number | bigint }
  | { readonly node: 'text'; readonly value: string }
  | { readonly node: 'boolean'; readonly value: boolean };

/** A value or condition. There is no node for text that is already SQL, and none may be added. */
export type Expression =
  | Literal
  | { readonly node: 'null'; readonly type: SqlType }
  | { readonly node: 'column'; readonly name: string }
  | {
      readonly node: 'compare';
      readonly op: Comparison;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly node: 'logic'; readonly op: 'AND' | 'OR'; readonly terms: readonly Expression[] }
  | { readonly node: 'not'; readonly term: Expression }
  | { readonly node: 'in'; readonly term: Expression; readonly values: readonly Literal[] }
  | { readonly node: 'isNull'; readonly term: Expression }
  | {
      readonly node: 'arithmetic';
      readonly op: Arithmetic;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly node: 'case'; readonly branches: readonly CaseBranch[]; readonly otherwise: Expression | null }
  | { readonly node: 'cast'; readonly type: SqlType; readonly term: Expression }
  | {
      /** How many edges a ray from a point to the east crosses; both are BIGINT, and 0 where one is NULL. */
      readonly node: 'crossings';
      readonly x: Expression;
      readonly y: Expression;
      readonly edges: readonly Edge[];
    }
  | {
      readonly node: 'aggregate';
      readonly of: 'count' | 'sum' | 'distinct';
      readonly term: Expression | null;
    };

/** A line that is not level, from its lower end, which is part of it, to its upper end, which is not. */
export type Edge = readonly [x1: number, y1: number, x2: number, y2: number];

export type CaseBranch = { readonly when: Expression; readonly value: Expression };

/** One pinned version of one period, with the keys of its files in the object store. */
export type ScanPeriod = {
  readonly period: string;
  readonly v: VersionId;
  readonly files: readonly string[];
};

/** A published table of a dataset: only these columns of only these periods. No periods: a table without rows. */
export type Scan = {
  readonly node: 'scan';
  readonly dataset: DatasetId;
  readonly kind: TableKind;
  readonly columns: readonly { readonly name: string; readonly type: SqlType }[];
  readonly periods: readonly ScanPeriod[];
  /** What every row must meet to be read at all: the row rule of the profile; null = nothing. */
  readonly rule: Expression | null;
};

export type Union = { readonly node: 'union'; readonly terms: readonly Select[] };

/** A number in `by` is the position of an output column, from 1. NULL is always last. */
export type Order = { readonly by: number | Expression; readonly descending: boolean };

export type Select = {
  readonly node: 'select';
  readonly columns: readonly { readonly value: Expression; readonly as: string }[];
  readonly from: Scan | Union;
  readonly where: Expression | null;
  /** How many of the leading columns are grouped by; null when the statement does not aggregate. */
  readonly groupBy: number | null;
  readonly orderBy: readonly Order[];
  readonly limit: number | null;
};

/** What an engine takes: a query over pinned versions, independent of any dialect. */
export type Statement = { readonly query: Select };
