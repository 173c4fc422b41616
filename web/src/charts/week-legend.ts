import type { Mark } from '#core/model/result.ts';
import { formatShort } from '../format/number.ts';
import { breaksOf, classLabels, colourOf } from '../map/classes.ts';
import type { SheetLegend } from '../picture/sheet.ts';
import { RAMP_FILLS } from '../theme/ramp.ts';

/** The classes that the cells of a week are shaded by, for a picture of it. */
export function weekLegend(week: readonly (readonly (number | Mark)[])[], title: string): SheetLegend {
  const numbers = week.flat().filter((value) => typeof value === 'number');
  const breaks = breaksOf(numbers);
  const count = breaks.length + 1;
  const labels = breaks.length === 0 ? ['All hours'] : classLabels(breaks, formatShort);
  return {
    title,
    classes: labels.map((label, index) => ({ label, colour: RAMP_FILLS[colourOf(index, count)] ?? 'none' })),
    axes: null,
    others: numbers.length < week.flat().length ? ['not shaded'] : [],
    how: `Quantiles, ${count} ${count === 1 ? 'class' : 'classes'}, N = ${numbers.length} hours of the week.`,
  };
}
