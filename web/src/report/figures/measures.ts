import type { QuerySpec } from '#core/model/query-spec.ts';
import type { Exploration } from '../../state/exploration.ts';
import { COUNT, type Measure, measureOf, specOf } from '../../state/spec.ts';
import type { Subject } from '../subject.ts';

/** The count, then what else is measured, as the explorer asks for them. */
export function measuresFor(state: Exploration): readonly Measure[] {
  return state.measure.kind === 'count' ? [COUNT] : [COUNT, measureOf(state.measure)];
}

/** The question of the areas of the explorer's map; null where there are none. */
export function areaSpec({ choice, state, geography }: Subject): QuerySpec | null {
  if (geography === null) return null;
  return specOf(choice, state, {
    groupBy: [{ area: geography.level }],
    measures: measuresFor(state),
    without: { kind: 'area' },
  });
}
