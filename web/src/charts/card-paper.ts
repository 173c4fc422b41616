import type { Answer } from '../api/query-run.ts';
import type { SheetLegend } from '../picture/sheet.ts';

/** What a picture of a chart says besides the chart. */
export type CardPaper = {
  readonly subtitle: string;
  /** What is counted, at the beginning of a sentence. */
  readonly noun: string;
  /** What it is filtered by, in words. */
  readonly about: string;
  readonly attributions: readonly string[];
  readonly titleOf: (dataset: string) => string;
  /** Where the drawing does not name what its colours mean; colours are `var(--…)`. */
  readonly legend?: (answer: Answer) => SheetLegend;
};
