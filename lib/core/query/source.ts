import { ROLLUP_RECORDS } from '#core/model/rollup.ts';
import { and, choose, column, integer, isNull } from '#core/sql/build.ts';
import { columnsOf } from '#core/sql/columns.ts';
import type { Expression, Scan, Select, Union } from '#core/sql/tree.ts';
import {
  type Condition,
  fieldConditions,
  type SpaceColumns,
  sharesSpace,
  spaceConditions,
  timeConditions,
} from './condition.ts';
import { type Covered, coveredBy } from './covered.ts';
import { isUnited, type Query, type QueryDataset } from './query.ts';
import { areaValue, qualityValue, spaceColumnsOf } from './space-columns.ts';

/** An expression and the name that it goes by above. */
export type Item = { readonly value: Expression; readonly as: string };
/** A dataset with its conditions; in a union, those on space are met once for all, outside. */
export type Branch = {
  readonly dataset: QueryDataset;
  readonly conditions: readonly Condition[];
  readonly covered: Covered | null;
};

/** Counts records. */
export const COUNT: Expression = { node: 'aggregate', of: 'count', term: null };

/** Name of the item that says how many records a row stands for, where any dataset is read from its roll-up. */
export const WEIGHT = ROLLUP_RECORDS;

/** How many records a row of a dataset's table stands for. */
export function weightOf(dataset: QueryDataset): Expression {
  return dataset.rolledUp === true ? column(ROLLUP_RECORDS) : integer(1);
}

/** The item of that name, of a query of which any dataset is read from its roll-up; else nothing. */
export function weightItems({ datasets }: Query, dataset: QueryDataset): readonly Item[] {
  return datasets.some(({ rolledUp }) => rolledUp) ? [{ value: weightOf(dataset), as: WEIGHT }] : [];
}

/** Counts the records that rows of this weight stand for; 0, as a count is, over no rows. */
export function countOf(weight: Expression): Expression {
  if (weight.node === 'integer') return COUNT;
  const sum: Expression = { node: 'aggregate', of: 'sum', term: weight };
  return choose([{ when: isNull(sum), value: integer(0) }], sum);
}

/** A statement over all rows of a source, as one. */
export function total(columns: readonly Item[], from: Scan | Union, where: Expression | null): Select {
  return { node: 'select', columns, from, where, groupBy: 0, orderBy: [], limit: null };
}

export type Source = {
  readonly from: Scan | Union;
  readonly where: Expression | null;
  /** The expression for an item that was asked for by name. */
  readonly value: (name: string) => Expression;
};

/** The records that all filters let through and that lie within coverage, with these items of each dataset. */
export function sourceOf(query: Query, itemsOf: (dataset: QueryDataset) => readonly Item[]): Source {
  const holds = ({ yes }: Condition) => yes;
  const inside = ({ covered }: Branch) => covered?.inside ?? null;
  const [first] = query.datasets;
  if (first !== undefined && !isUnited(query)) {
    const branch = branchOf(query, first, true);
    const items = itemsOf(first);
    const where = whereOf(and(...branch.conditions.map(holds), inside(branch)));
    const scan = scanOf(first, [...items.map((item) => item.value), ...(where === null ? [] : [where])]);
    return {
      from: scan,
      where,
      value: (name) => items.find((item) => item.as === name)?.value ?? column(name),
    };
  }
  const shared = sharedConditions(query);
  const terms = query.datasets.map((dataset) => {
    const branch = branchOf(query, dataset, !sharesSpace(query));
    return branchSelect(
      dataset,
      [...itemsOf(dataset), ...sharedItems(dataset, shared, query)],
      whereOf(and(...branch.conditions.map(holds), inside(branch))),
    );
  });
  return { from: { node: 'union', terms }, where: whereOf(and(...shared.map(holds))), value: column };
}

/** A dataset with its filters; those on space only when they are not met outside a union. */
export function branchOf(query: Query, dataset: QueryDataset, withSpace: boolean): Branch {
  const columns = spaceColumnsOf(dataset, query.places);
  return {
    dataset,
    conditions: [
      ...(withSpace ? spaceConditions(query, columns) : []),
      ...timeConditions(query, dataset),
      ...fieldConditions(query, dataset),
    ],
    covered: coveredBy(query, dataset, columns.area),
  };
}

/** The columns of the filters on space as they leave the terms of a union. */
const UNITED: SpaceColumns = {
  area: (level, vintage) => column(`in_${level}_${vintage}`),
  quality: () => column('in_quality'),
  place: { by: 'point' },
};

/** The filters on space of a union that are met once for all its terms; none where each term has its own. */
export function sharedConditions(query: Query): readonly Condition[] {
  return sharesSpace(query) ? spaceConditions(query, UNITED) : [];
}

/** What the terms of a union must give for the filters on space. */
export function sharedItems(
  dataset: QueryDataset,
  shared: readonly Condition[],
  query: Query,
): readonly Item[] {
  const own = new Map([
    ['in_quality', qualityValue(query.space.areas ?? [], dataset)],
    ...(query.space.areas ?? []).map(
      ({ level, vintage }) => [`in_${level}_${vintage}`, areaValue(dataset, level, vintage)] as const,
    ),
  ]);
  const names = columnsOf(shared.flatMap(({ yes, unknown }) => (unknown === null ? [yes] : [yes, unknown])));
  return names.map((as) => ({ value: own.get(as) ?? column(as), as }));
}

/** One term of a union. */
export function branchSelect(
  dataset: QueryDataset,
  items: readonly Item[],
  where: Expression | null,
): Select {
  const columns = [...new Map(items.map((item) => [item.as, item])).values()];
  const read = [...columns.map((item) => item.value), ...(where === null ? [] : [where])];
  const listed = columns.length === 0 ? [{ value: integer(1), as: 'one' }] : columns;
  return { ...total(listed, scanOf(dataset, read), where), groupBy: null };
}

/** The condition, or null when it always holds. */
export function whereOf(condition: Expression): Expression | null {
  return condition.node === 'boolean' && condition.value ? null : condition;
}

/** The records of a dataset, or their roll-up, that its row rule lets through, with the columns that these expressions read. */
export function scanOf(
  { view, manifest, periods, rolledUp }: QueryDataset,
  read: readonly Expression[],
): Scan {
  const rule = view.rule(manifest?.geography ?? {});
  const names = columnsOf(rule === null ? read : [...read, rule]);
  return {
    node: 'scan',
    dataset: view.dataset,
    kind: rolledUp === true ? 'rollup' : 'records',
    columns: names.map((name) => ({ name, type: view.columnType(name) })),
    rule,
    periods: periods.map(({ period, v, files }) => ({
      period,
      v,
      files: files.map((file) => file.key),
    })),
  };
}
