import type { Precision } from '#core/access/profile.ts';
import { levelLabel } from '../../state/grouping.ts';

export type Preset = { readonly id: string; readonly label: string; readonly precision: Precision };

const CELLS = [
  { cell: 9, label: 'Cells of about 200 m' },
  { cell: 8, label: 'Cells of about 500 m' },
  { cell: 7, label: 'Cells of about 1.4 km' },
] as const;

/** Ready choices from exact to nothing; `levels` are the known ones, coarse to fine. An area level brings those above it. */
export function presets(levels: readonly string[]): readonly Preset[] {
  const cells = CELLS.map(({ cell, label }) => ({
    id: `cell-${cell}`,
    label,
    precision: { exact: false, cell, levels: levels.slice(0, 1) },
  }));
  const areas = levels.map((level, index) => ({
    id: `level-${level}`,
    label: levelLabel(level),
    precision: { exact: false, cell: null, levels: levels.slice(0, index + 1) },
  }));
  return [
    { id: 'exact', label: 'Exact places', precision: { exact: true, cell: 9, levels: [] } },
    ...cells,
    ...areas.reverse(),
    { id: 'none', label: 'No place', precision: { exact: false, cell: null, levels: [] } },
  ];
}

export function isSamePrecision(one: Precision, other: Precision): boolean {
  if (one.exact || other.exact) return one.exact === other.exact;
  const levels = (precision: Precision) => [...precision.levels].sort().join(' ');
  return one.cell === other.cell && levels(one) === levels(other);
}
