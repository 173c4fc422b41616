import type { Coverage } from '#core/model/coverage.ts';
import type { DeliveryContract, SourceLayout } from '#core/model/dataset.ts';
import { addMonths, isMonth } from './month.ts';
import type { CoverageStatement } from './statement.ts';

/** What is known about a delivery's coverage before its rows are read. */
export type CoverageClues = {
  /** From the manifest beside the file. */
  readonly manifest: CoverageStatement | null;
  /** From the command or the request that handed the file over. */
  readonly command: CoverageStatement | null;
  readonly fileName: string;
  readonly layout: Pick<SourceLayout, 'periodInName'>;
  readonly contract: Pick<DeliveryContract, 'areas'>;
};

/** The coverage that somebody stated: manifest before command before file name; null when nobody did. */
export function statedCoverage(clues: CoverageClues): Coverage | null {
  if (clues.manifest !== null) return { ...clues.manifest, stated: 'manifest' };
  if (clues.command !== null) return { ...clues.command, stated: 'command' };
  const period = periodInName(clues.layout.periodInName, clues.fileName);
  return period === null ? null : { ...period, areas: clues.contract.areas, stated: 'file-name' };
}

/**
 * Coverage taken from the first and last month of the rows, for want of a statement. A rolling window reaches back
 * its full length from the last month.
 */
export function assumedCoverage(first: string, last: string, contract: DeliveryContract): Coverage {
  const back = contract.window.kind === 'rolling' ? addMonths(last, 1 - contract.window.months) : first;
  return { from: back < first ? back : first, to: last, areas: contract.areas, stated: 'assumed' };
}

/** Months that a file name states by the groups `from` and `to`, `month` or `year` of a pattern; null = none. */
export function periodInName(
  pattern: string | undefined,
  fileName: string,
): { from: string; to: string } | null {
  const groups = pattern === undefined ? undefined : new RegExp(pattern, 'u').exec(fileName)?.groups;
  if (groups === undefined) return null;
  const year = groups['year'];
  const from = groups['from'] ?? groups['month'] ?? (year === undefined ? undefined : `${year}-01`);
  const to = groups['to'] ?? groups['month'] ?? (year === undefined ? undefined : `${year}-12`);
  if (from === undefined || to === undefined || !isMonth(from) || !isMonth(to) || from > to) return null;
  return { from, to };
}
