import { useAnswer } from '../api/hooks.ts';
import type { CodeLabel } from '../api/types.ts';
import type { Asked } from '../explore/asked.ts';
import { formatNumber } from '../format/number.ts';
import { COUNT, measureOf, specOf } from '../state/spec.ts';

/** How many records each value of a field has in what the page shows, whatever is asked of that field itself. */
export type FieldCounts = {
  /** As they are read: a number or a mark. */
  readonly counts: ReadonlyMap<string, string>;
  /** Values that were seen, for lists that are open. */
  readonly seen: readonly CodeLabel[];
};

/** Asks for the counts of a field, the same way as a chart of it would; null while they are not known. */
export function useFieldCounts({ choice, state }: Asked, field: string, wanted: boolean): FieldCounts | null {
  const measures = state.measure.kind === 'count' ? [COUNT] : [COUNT, measureOf(state.measure)];
  const spec = specOf(choice, state, {
    groupBy: [{ field }],
    measures,
    without: { kind: 'field', field },
  });
  const answer = useAnswer(wanted ? spec : null);
  if (answer.data === undefined || answer.isPlaceholderData) return null;
  const { columns } = answer.data.result;
  const keys = columns.find(({ name }) => name === field);
  const values = columns.find(({ name }) => name === 'count')?.values ?? [];
  if (keys === undefined) return null;
  const counts = new Map<string, string>();
  const seen: CodeLabel[] = [];
  for (const [index, key] of keys.values.entries()) {
    if (key === null) continue;
    const code = String(key);
    const value = values[index];
    counts.set(code, typeof value === 'number' ? formatNumber(value) : String(value ?? 'u'));
    seen.push({ code, label: keys.labels?.[code] ?? code });
  }
  return { counts, seen };
}
