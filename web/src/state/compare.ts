/** What the chosen period is compared with; none = only the last 12 months with those before. */
export type CompareKind = 'none' | 'year-before' | 'months-before' | 'year-to-date';

export const COMPARE_KINDS: readonly CompareKind[] = ['none', 'year-before', 'months-before', 'year-to-date'];

export const COMPARE_LABELS: Readonly<Record<CompareKind, string>> = {
  none: 'Nothing',
  'year-before': 'Year before',
  'months-before': 'Months before',
  'year-to-date': 'Year to date',
};

/** Of the address; what cannot be read is `none`. */
export function compareFrom(text: string | null): CompareKind {
  return COMPARE_KINDS.find((kind) => kind === text) ?? 'none';
}
