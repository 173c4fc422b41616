import { and, choose, column, compare, indicator, integer, not, or } from '#core/sql/build.ts';
import type { Expression, Select, Statement } from '#core/sql/tree.ts';
import { type Condition, sharesSpace } from './condition.ts';
import type { Covered } from './covered.ts';
import { isCounted, recordKey } from './output.ts';
import { isUnited, type Query, type QueryDataset } from './query.ts';
import {
  type Branch,
  branchOf,
  branchSelect,
  countOf,
  type Item,
  scanOf,
  sharedConditions,
  sharedItems,
  total,
  WEIGHT,
  weightItems,
  weightOf,
  whereOf,
} from './source.ts';

/** Names of the columns that add up the keys of the records behind each count, where counts are perturbed. */
export const REST_KEYS = {
  not_mapped: 'not_mapped_keys',
  outside_coverage: 'outside_coverage_keys',
} as const;

/** Two counts: what the filters do not exclude but cannot place either, and what lies outside coverage. */
export function restStatement(query: Query): Statement | null {
  const united = isUnited(query);
  const shared = united ? sharedConditions(query) : [];
  const branches = query.datasets.map((dataset) => branchOf(query, dataset, !united || !sharesSpace(query)));
  const open = (conditions: readonly Condition[]) =>
    conditions.some((condition) => condition.unknown !== null);
  if (!open(shared) && branches.every(({ conditions, covered }) => covered === null && !open(conditions)))
    return null;
  if (!united) return { query: restOfOne(branches[0]) };
  const keyed = query.datasets.some(isCounted);
  const terms = branches.map((branch) => {
    const { dataset, conditions, covered } = branch;
    const unknown = or(...conditions.map((condition) => condition.unknown));
    const outside = covered === null ? null : not(covered.inside);
    const flags = [
      { value: indicator(unknown), as: 'is_unknown' },
      { value: outside === null ? integer(0) : indicator(outside), as: 'is_outside' },
      ...(keyed ? [{ value: recordKey(dataset), as: 'record_key' }] : []),
      ...weightItems(query, dataset),
    ];
    const only = open(shared) ? null : or(unknown, outside);
    return branchSelect(
      prunable(dataset, only !== null && !open(conditions) ? covered : null),
      [...flags, ...sharedItems(dataset, shared, query)],
      whereOf(and(...conditions.map(maybe), only)),
    );
  });
  const outside = compare(column('is_outside'), '=', integer(1));
  const either = or(
    outside,
    compare(column('is_unknown'), '=', integer(1)),
    ...shared.map((one) => one.unknown),
  );
  const where = whereOf(and(...shared.map(maybe), open(shared) ? either : null));
  const key = keyed ? column('record_key') : null;
  const weight = query.datasets.some(({ rolledUp }) => rolledUp) ? column(WEIGHT) : integer(1);
  return { query: total(restItems(not(outside), key, weight), { node: 'union', terms }, where) };
}

function restOfOne(branch: Branch | undefined): Select {
  if (branch === undefined) throw new Error('a query of no dataset');
  const { conditions, covered } = branch;
  const unknown = or(...conditions.map((condition) => condition.unknown));
  const outside = covered === null ? null : not(covered.inside);
  const where = and(or(unknown, outside), ...conditions.filter((one) => !decides(one, branch)).map(maybe));
  const certain = conditions.every((condition) => condition.unknown === null);
  const dataset = prunable(branch.dataset, certain ? covered : null);
  const key = isCounted(dataset) ? recordKey(dataset) : null;
  const weight = weightOf(dataset);
  const items =
    covered === null
      ? countItems('not_mapped', key, weight)
      : certain
        ? countItems('outside_coverage', key, weight)
        : restItems(covered.inside, key, weight);
  return total(items, scanOf(dataset, [where, ...items.map(({ value }) => value)]), where);
}

function countItems(as: keyof typeof REST_KEYS, key: Expression | null, weight: Expression): readonly Item[] {
  return [
    { value: countOf(weight), as },
    ...(key === null ? [] : [{ value: sumOf(key), as: REST_KEYS[as] }]),
  ];
}

function sumOf(term: Expression): Expression {
  return { node: 'aggregate', of: 'sum', term };
}

/** Whether a condition's `unknown` is all that is looked for, so that the condition itself need not be asked. */
function decides(condition: Condition, { conditions, covered }: Branch): boolean {
  const open = conditions.filter(({ unknown }) => unknown !== null);
  return covered === null && open.length === 1 && open[0] === condition;
}

function restItems(inside: Expression, key: Expression | null, weight: Expression): readonly Item[] {
  const parts = [
    ['not_mapped', inside],
    ['outside_coverage', not(inside)],
  ] as const;
  return parts.flatMap(([as, when]) => [
    { value: sumOf(weighed(when, weight)), as },
    ...(key === null
      ? []
      : [{ value: sumOf(choose([{ when, value: key }], integer(0))), as: REST_KEYS[as] }]),
  ]);
}

/** How many records a row counts for where the condition is true, 0 elsewhere. */
function weighed(when: Expression, weight: Expression): Expression {
  return weight.node === 'integer' ? indicator(when) : choose([{ when, value: weight }], integer(0));
}

/** Only the periods where records can be outside coverage, when nothing else is looked for. */
function prunable(dataset: QueryDataset, covered: Covered | null): QueryDataset {
  if (covered === null) return dataset;
  return { ...dataset, periods: dataset.periods.filter(({ period }) => covered.years.has(Number(period))) };
}

function maybe({ yes, unknown }: Condition): Expression {
  return unknown === null ? yes : or(yes, unknown);
}
