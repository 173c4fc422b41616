import { compareDatasets } from './compare-dataset.ts';
import type { ProfileSpec } from './profile.ts';

/** How a profile that is to be in force stands to the one that is: `wider` unless it is proved not to be. */
export type Comparison = {
  readonly kind: 'new' | 'same' | 'narrower' | 'wider';
  /** Each difference in words, those that widen first. */
  readonly reasons: readonly string[];
};

type Shown = Pick<ProfileSpec, 'datasets'>;

/** Compares what two versions of a profile show; null = there is none yet. Titles and descriptions do not count. */
export function compareProfiles(before: Shown | null, after: Shown): Comparison {
  const ids = [...new Set([...Object.keys(before?.datasets ?? {}), ...Object.keys(after.datasets)])].sort();
  const differences = ids.flatMap((id) => {
    const found = compareDatasets(before?.datasets[id] ?? null, after.datasets[id] ?? null);
    return found.map(({ wider, text }) => ({ wider, text: `${id}: ${text}` }));
  });
  const wider = differences.filter((difference) => difference.wider);
  const narrower = differences.filter((difference) => !difference.wider);
  const reasons = [...wider, ...narrower].map(({ text }) => text);
  if (before === null) return { kind: 'new', reasons };
  if (differences.length === 0) return { kind: 'same', reasons };
  return { kind: wider.length === 0 ? 'narrower' : 'wider', reasons };
}

/** Whether a second Super Admin has to approve: whatever is wider, and a new profile that shows anything at all. */
export function needsApproval({ kind }: Comparison, after: Shown): boolean {
  return kind === 'wider' || (kind === 'new' && Object.keys(after.datasets).length > 0);
}
