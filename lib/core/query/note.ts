import type { CountRule } from '#core/disclosure/count.ts';
import { PERTURBATION } from '#core/disclosure/perturbation.ts';
import { yearOf } from './calendar.ts';
import type { Denominator } from './denominator.ts';
import type { Query } from './query.ts';
import { unitsOf } from './rate.ts';
import { type AreaPeople, rateNotes } from './rate-notes.ts';
import { shapeNotes } from './shape-place.ts';
import { monthsAsked } from './supplied.ts';

/** What a careful reader should know about an answer. */
export function notesOf(query: Query): readonly string[] {
  return [
    ...ruleNotes(query),
    ...disclosureNotes(query),
    ...shapeNotes(query),
    ...syntheticNotes(query),
    ...coverageNotes(query),
    ...notesOfRates(query),
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

function notesOfRates(query: Query): readonly string[] {
  const years = [...new Set(monthsAsked(query).map(yearOf))];
  return query.measures.flatMap((measure) =>
    measure.kind === 'rate' || measure.kind === 'denominator'
      ? rateNotes(measure.denominator, years, peopleOfAreas(query, measure.denominator))
      : [],
  );
}

/** How many there are in each area that is grouped by, of what was asked for; null where no area is grouped by. */
function peopleOfAreas(
  { keys, space, places }: Query,
  denominator: Denominator,
): ((year: number) => readonly AreaPeople[]) | null {
  const key = keys.find((one) => one.kind === 'area');
  if (key === undefined) return null;
  const units = places.at(denominator.level, denominator.vintage) ?? places.at(denominator.level);
  const areas = places.at(key.level, key.vintage);
  return (year) => {
    const people = new Map<string, number | null>();
    for (const unit of unitsOf(null, space, denominator, places)) {
      const code =
        key.level === units?.geography.level ? unit : (units?.byCode.get(unit)?.parents[key.level] ?? null);
      if (code === null) continue;
      const before = people.get(code) ?? (people.has(code) ? null : 0);
      const value = denominator.value(unit, year);
      people.set(code, before === null || value === null ? null : before + value);
    }
    return [...people].map(([code, number]) => ({
      name: areas?.byCode.get(code)?.name ?? code,
      people: number,
    }));
  };
}
