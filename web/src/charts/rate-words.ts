import type { QueryResult } from '#core/model/result.ts';
import { formatShort } from '../format/number.ts';
import { measuresOf } from './series.ts';

/** What a rate is made of: numerator, denominator, its year and source. Empty where the answer does not say. */
export function rateWords(result: QueryResult, noun: string): string {
  const used = measuresOf(result).find(({ denominator }) => denominator !== undefined)?.denominator;
  if (used === undefined) return 'A year, over the period';
  const { name, source, years, value, annualised } = used;
  const people =
    value === null ? name : `${formatShort(value)} ${name === 'population' ? 'residents' : name}`;
  const when = years.length === 0 ? '' : `, ${years.join(' and ')}`;
  const from = source === '' ? '' : ` (${source})`;
  return `${noun.charAt(0).toUpperCase()}${noun.slice(1)}${annualised ? ' a year' : ''} by ${people}${when}${from}`;
}
