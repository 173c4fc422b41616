import type { Facts } from '#core/access/row-rule-admits.ts';
import { type Count, type CountRule, roundedTo } from '#core/disclosure/count.ts';
import { areaColumn } from '#core/model/geography.ts';
import type { Cell, ResultDenominator } from '#core/model/result.ts';
import { type Month, yearOf } from './calendar.ts';
import { inputName } from './output.ts';
import { isCountOnly, type Measure, type Query, type QueryDataset } from './query.ts';
import { denominatorOf, nearestYear, unitsOf } from './rate.ts';
import { unscale } from './reading.ts';
import type { SuppliedTest } from './supplied.ts';

/** An engine's aggregates, by name; a group is a row of them. */
export type Aggregates = ReadonlyMap<string, readonly Cell[]>;

/** One group: what it is of, and its row among the aggregates; null = the engine found no record. */
export type Group = {
  readonly datasets: readonly QueryDataset[];
  /** Months of the group of which anything was supplied. */
  readonly months: readonly Month[];
  /** Code of the area grouped by; null = all areas of the question; undefined = not known. */
  readonly area: string | null | undefined;
  readonly row: number | null;
};

/** A count of a group as it is shown, and how counts of its datasets are shown. */
export type Shown = { readonly count: Count; readonly rule: CountRule };

/** The cell of a measure for a group that was supplied. What is too small to count is too small to measure. */
export function measureCell(
  measure: Measure,
  group: Group,
  { count, rule }: Shown,
  aggregates: Aggregates,
  rate: Divisor,
): Cell {
  const { row } = group;
  if (rule.kind === 'counts' && !isCountOnly(measure)) return 'h';
  if (count === 'c') return 'c';
  switch (measure.kind) {
    case 'count':
      return count;
    case 'distinct': {
      const distinct = readNumber(aggregates, row, inputName('distinct', measure.field)) ?? 0;
      const rounded = roundedTo(distinct, rule.rounding);
      return rounded === 0 && distinct > 0 ? 'c' : rounded;
    }
    case 'sum':
    case 'average': {
      const sum = readNumber(aggregates, row, inputName('sum', measure.field));
      if (row === null && measure.kind === 'sum') return 0;
      const known = readNumber(aggregates, row, inputName('count', measure.field));
      if (sum === null || known === 0) return 'u';
      if (known !== null && known < rule.minimumCount) return 'c';
      const total = unscale(sum, measure.scale);
      return measure.kind === 'sum' ? total : known === null ? 'u' : total / known;
    }
    case 'rate': {
      const people = rate(group, measure);
      return people === null ? 'u' : (count * measure.per) / people;
    }
    case 'denominator':
      return rate(group, { ...measure, annualised: false }) ?? 'u';
  }
}

function readNumber(aggregates: Aggregates, row: number | null, name: string): number | null {
  const value = row === null ? 0 : (aggregates.get(name)?.[row] ?? null);
  return value === null ? null : Number(value);
}

type Rate = Extract<Measure, { kind: 'rate' }>;

/** What a count of a group is divided by; null = not known. */
export type Divisor = (group: Group, measure: Pick<Rate, 'denominator' | 'annualised'>) => number | null;

/**
 * What counts are divided by, remembered per area, months and datasets: of the areas and months that were supplied and
 * that a row rule can let records of through.
 */
export function rateDivisor(query: Query, supplied: SuppliedTest): Divisor {
  const remembered = new Map<string, number | null>();
  return (group, measure) => {
    if (group.area === undefined) return null;
    const datasets = group.datasets.map(({ view }) => view.dataset).join(' ');
    const key = `${measure.denominator.name} ${measure.annualised} ${group.area} ${datasets} ${group.months.join(' ')}`;
    const before = remembered.get(key);
    if (before !== undefined) return before;
    const { denominator, annualised } = measure;
    const units = unitsOf(group.area, query.space, denominator, query.places);
    const { level, vintage } = denominator;
    const shown = group.datasets.filter(({ view }) => view.access.rowRule !== null);
    const isShown = (month: Month, code: string) =>
      shown.length < group.datasets.length ||
      shown.some(({ view }) => view.admits(factsOf(areaColumn(level, vintage), code, month)));
    const people = denominatorOf(
      denominator,
      units,
      group.months,
      query.time,
      annualised,
      (month, code) => supplied(group.datasets, month, { level, vintage, code }) && isShown(month, code),
    );
    remembered.set(key, people);
    return people;
  };
}

/** What a rate of everything that was asked for is divided by, to be shown beside it. */
export function usedDenominator(
  { denominator, per, annualised }: Pick<Rate, 'denominator' | 'per' | 'annualised'>,
  whole: Group,
  divisor: Divisor,
): ResultDenominator {
  const years = new Set(whole.months.flatMap((month) => nearestYear(denominator, yearOf(month)) ?? []));
  return {
    name: denominator.name,
    source: denominator.source,
    years: [...years].sort((a, b) => a - b),
    per,
    annualised,
    value: divisor(whole, { denominator, annualised: false }),
  };
}

function factsOf(column: string, code: string, month: Month): Facts {
  return new Map<string, readonly (string | number)[]>([
    [column, [code]],
    ['month', [month]],
    ['year', [yearOf(month)]],
  ]);
}
