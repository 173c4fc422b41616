import type { QuerySpec } from '#core/model/query-spec.ts';
import type { CubeSide } from './cube.ts';

/** The columns of an answer that a side of a cube is made of, by the name of the level and of the field. */
export type SideNames = { readonly level: string; readonly category: string | null };

export function columnsOf(side: CubeSide, { level, category }: SideNames): readonly string[] {
  switch (side) {
    case 'area':
      return [level];
    case 'month':
      return ['month'];
    case 'category':
      return category === null ? [] : [category];
    case 'week':
      return ['weekday', 'hour'];
  }
}

/** The sides that a query is grouped by, in their order; null = it is no query that a cube answers. */
export function sidesOf({ groupBy = [] }: QuerySpec, names: SideNames): readonly CubeSide[] | null {
  const text = JSON.stringify(groupBy);
  const is = (...sides: readonly CubeSide[]) =>
    text === JSON.stringify(sides.flatMap((side) => groupByOf(side, names)));
  return SIDES.find((sides) => is(...sides)) ?? null;
}

const SIDES: readonly (readonly CubeSide[])[] = [
  [],
  ['area'],
  ['month'],
  ['category'],
  ['week'],
  ['area', 'month'],
  ['category', 'month'],
];

/** What to group by for a side. */
export function groupByOf(side: CubeSide, { level, category }: SideNames): NonNullable<QuerySpec['groupBy']> {
  switch (side) {
    case 'area':
      return [{ area: level }];
    case 'month':
      return [{ time: 'month' }];
    case 'category':
      return category === null ? [] : [{ field: category }];
    case 'week':
      return [{ time: 'weekday' }, { time: 'hour' }];
  }
}
