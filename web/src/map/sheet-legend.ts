import type { SheetLegend } from '../picture/sheet.ts';
import { classLabels } from './classes.ts';
import { edgeFormat, howWords } from './legend.tsx';
import type { DrawnMap } from './shape.ts';

const OTHER_WORDS = {
  x: 'hatched: not supplied',
  c: 'dotted: too small to show',
  h: 'grid: hidden by the profile',
  u: 'grey-violet: unknown',
} as const;

/** The legend of a map of classes. */
export function classedLegend(drawn: DrawnMap, title: string, method: string, places: string): SheetLegend {
  const labels = classLabels(drawn.breaks, edgeFormat(drawn.breaks));
  return {
    title,
    classes: labels.map((label, index) => ({ label, colour: drawn.colours[index] ?? '#ffffff' })),
    axes: null,
    others: otherWords(drawn.areas),
    how: howWords(drawn, method, places),
  };
}

export function otherWords(areas: DrawnMap['areas']): readonly string[] {
  const found = new Set(areas.map(({ mark }) => mark));
  return (['x', 'c', 'h', 'u'] as const).filter((mark) => found.has(mark)).map((mark) => OTHER_WORDS[mark]);
}
