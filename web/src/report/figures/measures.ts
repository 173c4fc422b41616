import type { Exploration } from '../../state/exploration.ts';
import { COUNT, type Measure, measureOf } from '../../state/spec.ts';

/** The count, then what else is measured, as the explorer asks for them. */
export function measuresFor(state: Exploration): readonly Measure[] {
  return state.measure.kind === 'count' ? [COUNT] : [COUNT, measureOf(state.measure)];
}
