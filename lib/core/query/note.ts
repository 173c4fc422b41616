import { yearOf } from './calendar.ts';
import type { Query } from './query.ts';
import { nearestYear, unitsOf } from './rate.ts';
import { monthsAsked } from './supplied.ts';

const FEW = 10_000;
const NAMED = 3;

/** What a careful reader should know about an answer. */
export function notesOf(query: Query): readonly string[] {
  return [...syntheticNotes(query), ...coverageNotes(query), ...rateNotes(query)];
}

function syntheticNotes({ keys, records, space, places }: Query): readonly string[] {
  const named = [
    ...keys.flatMap((key) => (key.kind === 'area' ? [key] : [])),
    ...(records ?? []).flatMap(({ area }) => area ?? []),
    ...(space.areas ?? []),
  ];
  const sets = new Set(named.flatMap(({ level, vintage }) => places.at(level, vintage)?.geography ?? []));
  return [...sets]
    .filter((geography) => geography.synthetic)
    .map((geography) => `${geography.title}: these areas are synthetic, made for demonstration.`);
}

function coverageNotes({ datasets }: Query): readonly string[] {
  return datasets
    .filter(({ manifest }) => manifest?.deliveries.some(({ coverage }) => coverage.stated === 'assumed'))
    .map(
      ({ view }) =>
        `${view.title}: not every delivery said what it covers; the months of its records stand in.`,
    );
}

function rateNotes(query: Query): readonly string[] {
  const notes: string[] = [];
  for (const measure of query.measures) {
    if (measure.kind !== 'rate') continue;
    const { denominator } = measure;
    const years = [...new Set(monthsAsked(query).map(yearOf))];
    const missing = years.filter((year) => !denominator.years.includes(year));
    if (missing.length > 0) {
      const used = [...new Set(missing.map((year) => nearestYear(denominator, year)))].join(' and ');
      notes.push(
        `Rates for ${missing.join(', ')} use the ${denominator.name} of ${used}, the nearest year known.`,
      );
    }
    const year = nearestYear(denominator, years.at(-1) ?? 0);
    if (year === null || !query.keys.some((key) => key.kind === 'area')) continue;
    const set = query.places.at(denominator.level, denominator.vintage) ?? query.places.at(denominator.level);
    const few = unitsOf(null, query.space, denominator, query.places)
      .map((code) => ({ name: set?.byCode.get(code)?.name ?? code, people: denominator.value(code, year) }))
      .filter(({ people }) => people !== null && people < FEW);
    if (few.length === 0) continue;
    const names = few
      .slice(0, NAMED)
      .map(({ name, people }) => `${name} (${people?.toLocaleString('en-GB')})`);
    const more = few.length > NAMED ? ` and ${few.length - NAMED} more` : '';
    notes.push(`Rates are unsteady where the ${denominator.name} is small: ${names.join(', ')}${more}.`);
  }
  return notes;
}
