import type { GeographySummary } from '../api/types.ts';
import type { Access } from './access.ts';
import type { Choice } from './catalogue.ts';
import type { Exploration } from './exploration.ts';
import type { GroupBy } from './spec.ts';

/** One thing to group by: `key` is what the page's address holds. */
export type Grouping = { readonly key: string; readonly label: string; readonly groupBy: GroupBy };

const TIMES: readonly {
  readonly key: 'year' | 'quarter' | 'month' | 'week' | 'day' | 'weekday' | 'hour';
  readonly label: string;
  readonly needs: 'nothing' | 'months' | 'days' | 'hours';
}[] = [
  { key: 'year', label: 'Year', needs: 'nothing' },
  { key: 'quarter', label: 'Quarter', needs: 'months' },
  { key: 'month', label: 'Month', needs: 'months' },
  { key: 'week', label: 'Week', needs: 'days' },
  { key: 'day', label: 'Day', needs: 'days' },
  { key: 'weekday', label: 'Day of the week', needs: 'days' },
  { key: 'hour', label: 'Hour', needs: 'hours' },
];

/** Of counts, these need whole calendar years. */
const WHOLE_YEARS = ['year', 'quarter'];

/** Hexagons to group by; the sizes are averages. */
const CELLS: readonly Grouping[] = [
  { key: 'c7', label: 'Hexagon of 5 km²', groupBy: { cell: 7 } },
  { key: 'c8', label: 'Hexagon of 0.7 km²', groupBy: { cell: 8 } },
  { key: 'c9', label: 'Hexagon of 0.1 km²', groupBy: { cell: 9 } },
];

/** What people call a level: `borough` → `Borough`, `lsoa` → `LSOA`. */
export function levelLabel(level: string, many = false): string {
  const one =
    level === 'lsoa' || level === 'msoa'
      ? level.toUpperCase()
      : level.charAt(0).toUpperCase() + level.slice(1);
  return many ? `${one}s` : one;
}

/** A label inside a sentence: `Crime type` → `crime type`, but `LSOA` stays. */
export function lowerFirst(label: string): string {
  return label.replace(/^[A-Z](?![A-Z])/, (letter) => letter.toLowerCase());
}

/** Levels that can be mapped and grouped by, coarse to fine: one current vintage of each. */
export function currentLevels(geographies: readonly GeographySummary[]): readonly GeographySummary[] {
  return geographies.filter((geography) => geography.current).sort((a, b) => a.areaCount - b.areaCount);
}

/** Levels that the profile shows. */
export function allowedLevels(
  { levels: shown }: Access,
  levels: readonly GeographySummary[],
): readonly GeographySummary[] {
  return shown === null ? levels : levels.filter(({ level }) => shown.includes(level));
}

/** Everything that the chosen datasets can be grouped by. */
export function groupingsOf(choice: Choice, levels: readonly GeographySummary[]): readonly Grouping[] {
  const { access, knowsMonths, knowsDays, knowsHours } = choice;
  const knows = { nothing: true, months: knowsMonths, days: knowsDays, hours: knowsHours };
  const times = TIMES.filter((time) => knows[time.needs]);
  const fields = [...(choice.category === null ? [] : [choice.category]), ...choice.others];
  return [
    ...allowedLevels(access, levels).map((level) => ({
      key: level.level,
      label: levelLabel(level.level),
      groupBy: { area: level.level },
    })),
    ...(access.kind === 'counts' || access.levels !== null ? [] : CELLS),
    ...times.map((time) => ({ key: time.key, label: time.label, groupBy: { time: time.key } })),
    ...fields.map((field) => ({
      key: `f:${field.name}`,
      label: field.label,
      groupBy: { field: field.name },
    })),
    ...(choice.datasets.length > 1
      ? [{ key: 'dataset', label: 'Dataset', groupBy: { dataset: true } as const }]
      : []),
  ];
}

/**
 * What the table is grouped by: what the state names and the datasets allow, else the coarsest areas. Of counts only one
 * level of areas at a time, and years only where the period has whole years.
 */
export function chosenGroupings(
  available: readonly Grouping[],
  state: Exploration,
  access: Access,
): readonly Grouping[] {
  const named = state.groupBy.flatMap((key) => available.filter((grouping) => grouping.key === key));
  const asked = named.length > 0 ? named.slice(0, 6) : available.slice(0, 1);
  if (access.kind !== 'counts') return asked;
  const place = asked.find(({ groupBy }) => 'area' in groupBy);
  const cut = state.from !== null && !(state.from.endsWith('-01') && state.to?.endsWith('-12'));
  const byMonth = asked.some(({ key }) => key === 'month');
  const fine = asked.filter(
    (grouping) =>
      (!('area' in grouping.groupBy) || grouping === place) &&
      (!WHOLE_YEARS.includes(grouping.key) || byMonth || !cut),
  );
  return fine.length > 0 ? fine : available.slice(0, 1);
}

/** At the beginning of a sentence: `crimes` → `Crimes`. */
export function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
