import type { QueryResult } from '#core/model/result.ts';
import { formatNumber, formatShort } from '../format/number.ts';
import { measuresOf } from './series.ts';

/**
 * What a rate is made of: numerator, denominator, its year and source. `short` names of the source only who it is from. Empty
 * where the answer does not say.
 */
export function rateWords(
  result: QueryResult,
  noun: string,
): { readonly short: string; readonly long: string } {
  const used = measuresOf(result).find(({ denominator }) => denominator !== undefined)?.denominator;
  if (used === undefined) return { short: 'A year, over the period', long: '' };
  const { name, source, years, value, annualised, per } = used;
  const people = name === 'population' ? 'residents' : name;
  const number = value === null ? '' : `${formatShort(value)} `;
  const when = years.length === 0 ? '' : `, ${years.join(' and ')}`;
  const [from = ''] = source.split(',');
  return {
    short: `A year, of ${number}${people}${when}${from === '' ? '' : ` (${from})`}`,
    long: `${noun}${annualised ? ' a year' : ''} for each ${formatNumber(per)} ${people}: ${value === null ? 'not known how many' : formatNumber(Math.round(value))} ${people} on average over the months supplied${when}. Source: ${source}`,
  };
}
