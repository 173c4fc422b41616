import { and, column, compare, indicator, integer, not, or } from '#core/sql/build.ts';
import type { Expression, Select, Statement } from '#core/sql/tree.ts';
import { type Condition, spaceConditions } from './condition.ts';
import type { Covered } from './covered.ts';
import { isUnited, type Query, type QueryDataset } from './query.ts';
import {
  type Branch,
  branchOf,
  branchSelect,
  COUNT,
  type Item,
  scanOf,
  sharedItems,
  total,
  UNITED,
  whereOf,
} from './source.ts';

/** Two counts: what the filters do not exclude but cannot place either, and what lies outside coverage. */
export function restStatement(query: Query): Statement | null {
  const united = isUnited(query);
  const shared = united ? spaceConditions(query, UNITED) : [];
  const branches = query.datasets.map((dataset) => branchOf(query, dataset, !united));
  const open = (conditions: readonly Condition[]) =>
    conditions.some((condition) => condition.unknown !== null);
  if (!open(shared) && branches.every(({ conditions, covered }) => covered === null && !open(conditions)))
    return null;
  if (!united) return { query: restOfOne(branches[0]) };
  const terms = branches.map((branch) => {
    const { dataset, conditions, covered } = branch;
    const unknown = or(...conditions.map((condition) => condition.unknown));
    const outside = covered === null ? null : not(covered.inside);
    const flags = [
      { value: indicator(unknown), as: 'is_unknown' },
      { value: outside === null ? integer(0) : indicator(outside), as: 'is_outside' },
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
  return { query: total(restItems(not(outside)), { node: 'union', terms }, where) };
}

function restOfOne(branch: Branch | undefined): Select {
  if (branch === undefined) throw new Error('a query of no dataset');
  const { conditions, covered } = branch;
  const unknown = or(...conditions.map((condition) => condition.unknown));
  const outside = covered === null ? null : not(covered.inside);
  const where = and(or(unknown, outside), ...conditions.filter((one) => !decides(one, branch)).map(maybe));
  const certain = conditions.every((condition) => condition.unknown === null);
  const dataset = prunable(branch.dataset, certain ? covered : null);
  const items =
    covered === null
      ? [{ value: COUNT, as: 'not_mapped' }]
      : certain
        ? [{ value: COUNT, as: 'outside_coverage' }]
        : restItems(covered.inside);
  return total(items, scanOf(dataset, [where]), where);
}

/** Whether a condition's `unknown` is all that is looked for, so that the condition itself need not be asked. */
function decides(condition: Condition, { conditions, covered }: Branch): boolean {
  const open = conditions.filter(({ unknown }) => unknown !== null);
  return covered === null && open.length === 1 && open[0] === condition;
}

function restItems(inside: Expression): readonly Item[] {
  const sum = (term: Expression): Expression => ({ node: 'aggregate', of: 'sum', term: indicator(term) });
  return [
    { value: sum(inside), as: 'not_mapped' },
    { value: sum(not(inside)), as: 'outside_coverage' },
  ];
}

/** Only the periods where records can be outside coverage, when nothing else is looked for. */
function prunable(dataset: QueryDataset, covered: Covered | null): QueryDataset {
  if (covered === null) return dataset;
  return { ...dataset, periods: dataset.periods.filter(({ period }) => covered.years.has(Number(period))) };
}

function maybe({ yes, unknown }: Condition): Expression {
  return unknown === null ? yes : or(yes, unknown);
}
