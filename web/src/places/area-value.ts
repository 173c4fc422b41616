import type { QueryClient } from '@tanstack/react-query';
import { answerKey } from '../api/hooks.ts';
import type { Answer } from '../api/query-run.ts';
import { formatCell, isMark, MARKS } from '../format/number.ts';
import type { Choice } from '../state/catalogue.ts';
import type { Exploration } from '../state/exploration.ts';
import { COUNT, measureOf, specOf } from '../state/spec.ts';

/**
 * The number that the map shows for an area under these filters, as people hear it; null when the map has not asked for
 * this level yet. Nothing is asked anew.
 */
export function areaValue(
  queries: QueryClient,
  choice: Choice,
  state: Exploration,
  level: string,
  code: string,
): string | null {
  const measures = state.measure.kind === 'count' ? [COUNT] : [COUNT, measureOf(state.measure)];
  const spec = specOf(choice, state, { groupBy: [{ area: level }], measures, without: { kind: 'area' } });
  const answer = queries.getQueryData<Answer>(answerKey(spec));
  const areas = answer?.result.columns.find(({ name }) => name === level);
  const values = answer?.result.columns.at(-1);
  const row = areas?.values.indexOf(code) ?? -1;
  const value = values?.values[row];
  if (row < 0 || values === undefined || value === undefined) return null;
  if (isMark(value)) return MARKS[value].short.toLowerCase();
  const unit = state.measure.kind === 'count' ? ` ${value === 1 ? choice.noun.one : choice.noun.many}` : '';
  return `${formatCell(value, values.type)}${unit}`;
}
