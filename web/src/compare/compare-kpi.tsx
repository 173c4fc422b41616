import { Kpi } from '../explore/kpi.tsx';
import type { Choice } from '../state/catalogue.ts';
import type { Exploration } from '../state/exploration.ts';
import { comparedFigure } from './compared-figure.ts';
import type { Comparison } from './use-comparison.ts';

type Props = { readonly choice: Choice; readonly state: Exploration; readonly comparison: Comparison };

/** The number of the later window with its change from the earlier one, and whether chance could have made it. */
export function CompareKpi({ choice, state, comparison }: Props) {
  return <Kpi {...comparedFigure(choice, state, comparison)} />;
}
