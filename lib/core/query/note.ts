import type { CountRule } from '#core/disclosure/count.ts';
import { PERTURBATION } from '#core/disclosure/perturbation.ts';
import { yearOf } from './calendar.ts';
import type { Query } from './query.ts';
import { nearestYear, unitsOf } from './rate.ts';
import { shapeNotes } from './shape-place.ts';
import { monthsAsked } from './supplied.ts';

const FEW = 10_000;
const NAMED = 3;

/** What a careful reader should know about an answer. */
export function notesOf(query: Query): readonly string[] {
  return [
    ...ruleNotes(query),
    ...disclosureNotes(query),
    ...shapeNotes(query),
    ...syntheticNotes(query),
    ...coverageNotes(query),
    ...rateNotes(query),
  ];
}

/** Which records a profile lets through, where not all. */
function ruleNotes({ datasets, places }: Query): readonly string[] {
  const area = (column: string, code: string) => {
    const [, level = '', vintage = ''] = /^(.+)_([^_]+)$/.exec(column) ?? [];
    return places.at(level, vintage)?.byCode.get(code)?.name ?? null;
  };
  return datasets.flatMap(({ view }) => {
    const words = view.ruleWords(area);
    return words === null ? [] : [`Of ${view.title} your profile shows only records where ${words}.`];
  });
}

/** What was done to counts so that they tell of nobody. A list shows its records, and so counts them as they are. */
function disclosureNotes({ datasets, records }: Query): readonly string[] {
  if (records !== null) return [];
  const notes = datasets.map(({ view: { title, access } }) => ({ title, texts: disclosureTexts(access) }));
  const [first] = notes;
  const same = notes.every(({ texts }) => texts.join() === first?.texts.join());
  if (same) return first?.texts ?? [];
  return notes.flatMap(({ title, texts }) => texts.map((text) => `${title}: ${text}`));
}

function disclosureTexts({ kind, minimumCount, rounding }: CountRule): readonly string[] {
  const { bound } = PERTURBATION;
  const perturbed = kind === 'counts' ? ', perturbed or not' : '';
  return [
    ...(kind === 'counts'
      ? [
          `Counts are perturbed by at most ${bound}, the same records always alike, so that totals differ from the sum of their parts.`,
        ]
      : []),
    ...(rounding > 1 ? [`Counts are rounded to multiples of ${rounding}.`] : []),
    ...(kind === 'counts' || minimumCount > 1
      ? [`c stands for a count that is too small to be shown (fewer than ${minimumCount}${perturbed}).`]
      : []),
  ];
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
    if (measure.kind !== 'rate' && measure.kind !== 'denominator') continue;
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
