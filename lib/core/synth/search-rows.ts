import { daysOf, monthIndex, utcText, weekdayOf, yearOf } from './calendar.ts';
import { lockdownIn } from './crime-shape.ts';
import { apportion, drawOf, drawValue } from './draw.ts';
import { IMPERFECTIONS } from './imperfection.ts';
import { type BoroughPlaces, degreesText } from './places.ts';
import { Random } from './random.ts';
import { DEFINED, LEGISLATION_OF, OUTCOMES_OF, objectsIn, PEOPLE } from './search-shape.ts';

export const SEARCH_HEADER =
  'Type,Date,Part of a policing operation,Policing operation,Latitude,Longitude,Gender,Age range,Self-defined ethnicity,Officer-defined ethnicity,Legislation,Object of search,Outcome,Outcome linked to object of search,Removal of more than just outer clothing';

/** What one month of searches is made from. */
export type SearchMonth = {
  readonly seed: string;
  readonly month: string;
  readonly rows: number;
  readonly boroughs: readonly BoroughPlaces[];
};

const WEEKDAYS = [88, 97, 103, 112, 115, 102, 83] as const;
const HOURS = [
  44, 38, 30, 20, 12, 8, 6, 7, 11, 17, 25, 36, 45, 54, 60, 80, 88, 84, 72, 62, 64, 60, 54, 52,
] as const;
const WEEKEND_HOURS = [
  78, 70, 58, 40, 24, 12, 7, 6, 9, 14, 22, 32, 42, 50, 54, 60, 64, 64, 60, 58, 62, 64, 64, 70,
] as const;
const SEASON = [95, 92, 101, 100, 104, 99, 101, 98, 99, 106, 104, 96] as const;

/** How many searches a month has, relative to other months: they rose under lockdown. */
export function searchVolume(month: string): number {
  const level = Math.max(0.4, 1 - 0.05 * (yearOf(month) - 2020));
  return ((SEASON[monthIndex(month)] ?? 100) / 100) * level * (1 + 0.4 * lockdownIn(month));
}

/** Rows of one local month in order of time, without line ends, exactly as many as asked for. */
export function* searchRows({ seed, month, rows, boroughs }: SearchMonth): Generator<string> {
  const random = new Random(`${seed}/search/${month}`);
  const drawBorough = drawOf(boroughs.map(({ volume, central }) => volume * (central ? 1.2 : 1)));
  const drawObject = drawValue(objectsIn(month));
  const days = daysOf(month);
  const perDay = apportion(
    rows,
    days.map((day) => (WEEKDAYS[weekdayOf(day)] ?? 100) * (0.85 + 0.3 * random.unit())),
  );
  for (const [i, day] of days.entries()) {
    for (const minute of minutesOf(day, perDay[i] ?? 0, random)) {
      const at = boroughs[drawBorough(random)];
      const place = at?.places[at.draw(random)];
      const unplaced = place === undefined || random.chance(IMPERFECTIONS.noPlace['mps-stop-search']);
      const where = unplaced ? ',' : `${degreesText(place.latitude)},${degreesText(place.longitude)}`;
      const when = random.chance(IMPERFECTIONS.undated) ? '' : utcText(day, minute);
      const kind = DRAW_TYPE(random);
      const object = random.chance(IMPERFECTIONS.unlisted) ? 'Corrosive substances' : drawObject(random);
      const outcome = (DRAW_OUTCOMES[object] ?? DRAW_OTHER_OUTCOME)(random);
      yield `${kind},${when},False,,${where},${personText(kind, random)},${LEGISLATION_OF[object] ?? LEGISLATION_OF['']},${object},${outcome},${DRAW_FLAGS(random)}`;
    }
  }
}

const DRAW_TYPE = drawValue([
  ['Person search', 80],
  ['Person and Vehicle search', 18.7],
  ['Vehicle search', 1.3],
]);
const DRAW_FLAGS = drawValue([
  [',', 80],
  ['False,False', 15],
  ['True,False', 4.6],
  ['True,True', 0.4],
]);
const DRAW_OUTCOMES = Object.fromEntries(
  Object.entries(OUTCOMES_OF).map(([object, outcomes]) => [object, drawValue(outcomes)]),
);
const DRAW_OTHER_OUTCOME = drawValue(OUTCOMES_OF[''] ?? []);
const DRAW_GENDER = drawValue(PEOPLE.gender);
const DRAW_AGE = drawValue(PEOPLE.age);
const DRAW_OFFICER_DEFINED = drawValue(PEOPLE.officerDefined);
const DRAW_SELF_DEFINED = Object.fromEntries(
  Object.entries(DEFINED).map(([officer, groups]) => [officer, drawValue(groups)]),
);

function personText(kind: string, random: Random): string {
  if (kind === 'Vehicle search') return ',,,';
  const officer = DRAW_OFFICER_DEFINED(random);
  const self = DRAW_SELF_DEFINED[officer]?.(random) ?? '';
  return `${DRAW_GENDER(random)},${DRAW_AGE(random)},${self},${officer}`;
}

/** Local minutes of a day's searches in order; officers write most of them down to five minutes. */
function minutesOf(day: number, count: number, random: Random): Uint16Array {
  const draw = weekdayOf(day) >= 5 ? DRAW_WEEKEND_HOUR : DRAW_HOUR;
  return Uint16Array.from({ length: count }, () => {
    const minute = random.below(60);
    return draw(random) * 60 + (random.chance(0.7) ? minute - (minute % 5) : minute);
  }).sort();
}

const DRAW_HOUR = drawOf(HOURS);
const DRAW_WEEKEND_HOUR = drawOf(WEEKEND_HOURS);
