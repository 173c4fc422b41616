import type { Denominator } from './denominator.ts';
import { nearestYear } from './rate.ts';

const FEW = 10_000;
const NAMED = 3;

/** An area that a question is grouped by, and how many a count there is divided by; null = not known. */
export type AreaPeople = { readonly name: string; readonly people: number | null };

/**
 * What a careful reader should know of rates for these calendar years, ascending. `areasOf` gives the areas that are
 * grouped by, as they were in a year of the denominator; null where a question is not grouped by area.
 */
export function rateNotes(
  denominator: Pick<Denominator, 'name' | 'years'>,
  years: readonly number[],
  areasOf: ((year: number) => readonly AreaPeople[]) | null,
): readonly string[] {
  if (years.length === 0) return [];
  const of = denominator.name.replaceAll('_', ' ');
  const notes: string[] = [];
  const missing = years.filter((year) => !denominator.years.includes(year));
  if (missing.length > 0) {
    const used = [...new Set(missing.map((year) => nearestYear(denominator, year)))].join(' and ');
    notes.push(`Rates for ${missing.join(', ')} use the ${of} of ${used}, the nearest year known.`);
  }
  const year = nearestYear(denominator, years.at(-1) ?? 0);
  if (year === null || areasOf === null) return notes;
  const few = areasOf(year).filter(({ people }) => people !== null && people < FEW);
  if (few.length === 0) return notes;
  const names = few.slice(0, NAMED).map(({ name, people }) => `${name} (${people?.toLocaleString('en-GB')})`);
  const more = few.length > NAMED ? ` and ${few.length - NAMED} more` : '';
  return [...notes, `Rates are unsteady where the ${of} is small: ${names.join(', ')}${more}.`];
}
