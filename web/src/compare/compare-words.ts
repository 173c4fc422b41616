import { denominatorLabel } from '#core/query/rate-label.ts';
import { measureLabel } from '../explore/words.ts';
import { formatNumber, formatShort } from '../format/number.ts';
import type { Choice } from '../state/catalogue.ts';
import type { Exploration } from '../state/exploration.ts';
import { lowerFirst } from '../state/grouping.ts';
import { periodLabel } from '../state/month.ts';
import { partsOf } from '../state/rate.ts';
import { CHANCE_NOTE } from './change.ts';
import { numberText } from './change-cells.ts';
import type { Compared, UsedDenominator } from './comparison.ts';
import type { Windows } from './windows.ts';

function yearsText(years: readonly number[]): string {
  return years.length === 0 ? 'no known year' : years.join(' and ');
}

/** Whether rates of both windows were divided by numbers of the same years. */
export function isSameYears({ years }: UsedDenominator): boolean {
  return years.now.join() === years.before.join();
}

/** What the rates of both windows were divided by: whose number, of which years, from where. */
export function usedText(used: UsedDenominator, { now, before }: Pick<Windows, 'now' | 'before'>): string {
  const { people, source, years } = used;
  const divided = isSameYears(used)
    ? `Both windows are divided by the ${people} of ${yearsText(years.now)}, so that rates change as counts do.`
    : `${periodLabel(now.from, now.to)} is divided by the ${people} of ${yearsText(years.now)}, ${periodLabel(before.from, before.to)} by those of ${yearsText(years.before)}.`;
  return `${divided} Source: ${source}.`;
}

/** What the numbers of a comparison are: `Rate per 1,000 residents a year`; empty for counts, which say so themselves. */
export function comparedLabel(choice: Choice, state: Exploration): string {
  return state.measure.kind === 'count' ? '' : measureLabel(choice, state);
}

/** The records behind a compared number and what they were divided by: `1,234 crimes against 1,100, of 8.9m residents`. */
export function madeOfText({ counts, people, mark }: Compared, choice: Choice, used: UsedDenominator | null) {
  const count = (value: number | null) => numberText(value, 'integer', mark);
  const made = `${count(counts.now)} ${choice.noun.many} against ${count(counts.before)}`;
  if (used === null || people.now === null) return `${made}.`;
  const [after, earlier] = [people.now, people.before ?? people.now].map(formatShort);
  const before = earlier === after ? '' : ` against ${earlier}`;
  const years = isSameYears(used)
    ? yearsText(used.years.now)
    : `${yearsText(used.years.now)} against ${yearsText(used.years.before)}`;
  return `${made}, of ${after}${before} ${used.people} (${years}).`;
}

/** What the chance test of this measure is, or why there is none. */
export function testText({ measure }: Exploration, used: UsedDenominator | null): string {
  switch (measure.kind) {
    case 'count':
      return CHANCE_NOTE;
    case 'rate':
      return used === null || isSameYears(used)
        ? `The test is made on the counts. ${CHANCE_NOTE}`
        : `The test is made on the counts, as if both windows had as many ${used.people}: z = 2√2(√(now·b) − √(before·a)) / √(a + b), of a ${used.people} now and b before. ${CHANCE_NOTE}`;
    default:
      return `No chance test: ${KINDS[measure.kind]} is not a count, and how much it varies by itself is not known.`;
  }
}

const KINDS = { sum: 'a sum', average: 'an average', distinct: 'a number of different values' };

/** What a number of a comparison is, to be read after it: `per 1,000 residents a year`; empty for counts. */
export function unitText(choice: Choice, state: Exploration): string {
  const { measure } = state;
  if (measure.kind !== 'rate') return lowerFirst(comparedLabel(choice, state));
  const { per, denominator, annualised } = partsOf(measure);
  return `per ${formatNumber(per)} ${denominatorLabel(denominator)}${annualised ? ' a year' : ' over the period'}`;
}
