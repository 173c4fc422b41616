import type { DatasetSummary } from '../api/types.ts';

/** What a profile lets be done with the chosen datasets together: the strictest of each. */
export type Access = {
  /** `counts`: only counts of a fixed lattice of periods, areas and codes. */
  readonly kind: 'records' | 'counts';
  readonly download: boolean;
  /** A group of fewer records is not shown; 1 = every group is. */
  readonly minimumCount: number;
  readonly rounding: number;
  /** Levels of areas that may be asked for; null = all. */
  readonly levels: readonly string[] | null;
  /** Finest H3 resolution that may be asked for; null = no hexagons. */
  readonly cell: number | null;
  /** Whether the places of records are shown. */
  readonly exact: boolean;
};

const FINEST_CELL = 11;

export const WHOLE_ACCESS: Access = {
  kind: 'records',
  download: true,
  minimumCount: 1,
  rounding: 1,
  levels: null,
  cell: FINEST_CELL,
  exact: true,
};

function common(a: Access['levels'], b: Access['levels']): Access['levels'] {
  if (a === null || b === null) return a ?? b;
  return a.filter((level) => b.includes(level));
}

function coarser(a: Access['cell'], b: Access['cell']): Access['cell'] {
  return a === null || b === null ? null : Math.min(a, b);
}

/** See `Access`. */
export function accessOf(datasets: readonly DatasetSummary[]): Access {
  return datasets.reduce<Access>((sum, { access }) => {
    if (access === null || access === undefined) return sum;
    return {
      kind: sum.kind === 'counts' ? sum.kind : access.kind,
      download: sum.download && access.download,
      minimumCount: Math.max(sum.minimumCount, access.minimumCount),
      rounding: Math.max(sum.rounding, access.rounding),
      levels: common(sum.levels, access.levels ?? null),
      cell: coarser(sum.cell, access.cell ?? null),
      exact: sum.exact && (access.exact ?? false),
    };
  }, WHOLE_ACCESS);
}

/** Whether numbers are changed or left out, so that parts need not add up to what they are parts of. */
export function isControlled(access: Access): boolean {
  return access.kind === 'counts' || access.minimumCount > 1 || access.rounding > 1;
}

/** What is done to the numbers, in sentences; none when nothing is. */
export function controlWords(access: Access): readonly string[] {
  const lines: string[] = [];
  if (access.kind === 'counts')
    lines.push(
      'Your profile gives counts only. Each is changed a little, so that no one can be made out; parts need not add up to their total.',
    );
  else if (access.rounding > 1 || access.minimumCount > 1)
    lines.push('Small numbers are protected; parts need not add up to their total.');
  if (access.rounding > 1) lines.push(`Counts are rounded to multiples of ${access.rounding}.`);
  if (access.minimumCount > 1)
    lines.push(`A number made of fewer than ${access.minimumCount} records is not shown: c.`);
  return lines;
}
