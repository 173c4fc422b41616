import type { QuerySpec } from '#core/model/query-spec.ts';
import type { CubeSide } from './cube.ts';
import { groupByOf, type SideNames } from './side.ts';

/** A question to try, and what the cube made of its answer is divided by. */
export type CubePlan = { readonly spec: QuerySpec; readonly sides: readonly CubeSide[] };

/** The plans worth trying, the fullest first. `filters` is the question without what the sides hold. */
export function cubePlans(
  filters: (sides: readonly CubeSide[]) => Pick<QuerySpec, 'datasets' | 'where'>,
  names: SideNames,
  knowsHours: boolean,
): readonly CubePlan[] {
  const base: readonly CubeSide[] =
    names.category === null ? ['area', 'month'] : ['area', 'month', 'category'];
  return [...(knowsHours ? [[...base, 'week' as const]] : []), base].map((sides) => ({
    sides,
    spec: {
      ...filters(sides),
      groupBy: sides.flatMap((side) => [...groupByOf(side, names)]),
      measures: [{ measure: 'count' as const }],
    },
  }));
}
