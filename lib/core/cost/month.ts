import type { Figures } from './assumptions.ts';
import { computeLines } from './compute.ts';
import { edgeLines } from './edge.ts';
import type { CostLine } from './line.ts';
import { type QueryCost, queryCosts } from './query-cost.ts';
import { storageLines } from './storage.ts';

/** What the product costs on AWS in a month like all others: the lines of the bill, their sum, and a query of each kind. */
export type MonthlyCost = {
  readonly lines: readonly CostLine[];
  readonly usd: number;
  readonly queries: readonly QueryCost[];
};

/** The cost under these figures, in USD without tax and support. Moving a history in, once, is not in it. */
export function monthlyCost(figures: Figures): MonthlyCost {
  const lines = [...storageLines(figures), ...computeLines(figures), ...edgeLines(figures)];
  const usd = lines.reduce((sum, line) => sum + line.usd, 0);
  return { lines, usd, queries: queryCosts(figures) };
}
