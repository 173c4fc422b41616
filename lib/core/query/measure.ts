import type { Cell } from '#core/model/result.ts';
import type { Month } from './calendar.ts';
import { inputName, ROWS } from './output.ts';
import type { Measure, Query, QueryDataset } from './query.ts';
import { denominatorOf, unitsOf } from './rate.ts';
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

/** The cell of a measure for a group that was supplied. */
export function measureCell(
  measure: Measure,
  group: Group,
  aggregates: Aggregates,
  rate: (group: Group, measure: Rate) => number | null,
): Cell {
  const { row } = group;
  switch (measure.kind) {
    case 'count':
      return readNumber(aggregates, row, ROWS);
    case 'distinct':
      return readNumber(aggregates, row, inputName('distinct', measure.field));
    case 'sum': {
      const sum = readNumber(aggregates, row, inputName('sum', measure.field));
      return sum === null ? 'u' : unscale(sum, measure.scale);
    }
    case 'average': {
      const sum = readNumber(aggregates, row, inputName('sum', measure.field));
      const known = readNumber(aggregates, row, inputName('count', measure.field));
      return sum === null || known === null || known === 0 ? 'u' : unscale(sum, measure.scale) / known;
    }
    case 'rate': {
      const people = rate(group, measure);
      return people === null ? 'u' : ((readNumber(aggregates, row, ROWS) ?? 0) * measure.per) / people;
    }
  }
}

function readNumber(aggregates: Aggregates, row: number | null, name: string): number | null {
  const value = row === null ? 0 : (aggregates.get(name)?.[row] ?? null);
  return value === null ? null : Number(value);
}

type Rate = Extract<Measure, { kind: 'rate' }>;

/** What counts are divided by, remembered per area, months and datasets. */
export function rateDivisor(
  query: Query,
  supplied: SuppliedTest,
): (group: Group, measure: Rate) => number | null {
  const remembered = new Map<string, number | null>();
  return (group, measure) => {
    if (group.area === undefined) return null;
    const datasets = group.datasets.map(({ view }) => view.dataset).join(' ');
    const key = `${measure.denominator.name} ${measure.annualised} ${group.area} ${datasets} ${group.months.join(' ')}`;
    const before = remembered.get(key);
    if (before !== undefined) return before;
    const { denominator, annualised } = measure;
    const units = unitsOf(group.area, query.space, denominator, query.places);
    const people = denominatorOf(denominator, units, group.months, query.time, annualised, (month, code) =>
      supplied(group.datasets, month, { level: denominator.level, vintage: denominator.vintage, code }),
    );
    remembered.set(key, people);
    return people;
  };
}
