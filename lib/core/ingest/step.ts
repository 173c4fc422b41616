/** The steps of a delivery, in order; a process may die after any of them and the delivery is taken up again. */
export const STEPS = [
  'received',
  'checked',
  'located',
  'staged',
  'composed',
  'manifest-written',
  'pointer-moved',
  'reported',
] as const;

/** One of the steps. */
export type Step = (typeof STEPS)[number];

/** What one step took: wall time, and the rows that it dealt with. */
export type StepTiming = { readonly step: string; readonly ms: number; readonly rows: number };
