import { formatNumber } from '../format/number.ts';
import { type Choice, codeLabel, periodOf } from '../state/catalogue.ts';
import { type Exploration, withValues } from '../state/exploration.ts';
import { levelLabel, upperFirst } from '../state/grouping.ts';
import { periodLabel } from '../state/month.ts';
import { shapeWords } from '../state/shape.ts';
import type { World } from '../state/world.ts';

const DAYS = ['Mondays', 'Tuesdays', 'Wednesdays', 'Thursdays', 'Fridays', 'Saturdays', 'Sundays'];

function subjectOf(choice: Choice, state: Exploration, partial: boolean): string {
  const field = choice.category;
  const values = field === null ? [] : (state.fields[field.name] ?? []);
  const labels = values.map((value) => codeLabel(field, value));
  if (labels.length === 0)
    return partial ? `${upperFirst(choice.noun.many)} that you may see` : `All ${choice.noun.many}`;
  return labels.length <= 2 ? labels.join(' and ') : `${labels.length} categories of ${choice.noun.many}`;
}

function placeOf(state: Exploration, world: World): string {
  const found = state.areas.map((code) => world.find(code));
  const names = state.areas.map((code, index) => found[index]?.area.name ?? code);
  if (names.length === 0) return state.near === null && state.shape === null ? ' in London' : '';
  if (names.length <= 2) return ` in ${names.join(' and ')}`;
  const levels = new Set(found.map((hit) => hit?.level));
  const level = levels.size === 1 ? found[0]?.level : undefined;
  const word = level === undefined ? 'areas' : levelLabel(level, true);
  return ` in ${names.length} ${/^[A-Z]{2}/.test(word) ? word : word.toLowerCase()}`;
}

/** The heading: `Robbery in 8 boroughs`. `partial`: the profile leaves records out, so that it never says “all”. */
export function headingOf(choice: Choice, state: Exploration, world: World, partial = false): string {
  const near =
    state.near === null
      ? ''
      : ` within ${formatNumber(state.near.metres)} m of ${state.near.lat}, ${state.near.lon}`;
  const drawn = state.shape === null ? '' : ' in a drawn polygon';
  return `${subjectOf(choice, state, partial)}${placeOf(state, world)}${near}${drawn}`;
}

/** What is measured, for sub-titles and legends. */
export function measureLabel(choice: Choice, state: Exploration): string {
  const measure = state.measure;
  if (measure.kind === 'count') return upperFirst(choice.noun.many);
  if (measure.kind === 'rate') return 'Rate per 1,000 residents a year';
  const field =
    choice.numbers.find((other) => other.name === measure.field)?.label.toLowerCase() ?? measure.field;
  if (measure.kind === 'distinct') return `Different values of ${field}`;
  return measure.kind === 'sum' ? `Sum of ${field}` : `Average ${field}`;
}

/** One filter that is on: what it says, and the page without it. */
export type Chip = { readonly key: string; readonly text: string; readonly without: Exploration };

const MOST_AREAS = 8;

export function chipsOf(choice: Choice, state: Exploration, world: World): readonly Chip[] {
  const chips: Chip[] = [];
  const add = (key: string, text: string, without: Exploration) => chips.push({ key, text, without });
  const period = periodOf(choice, state);
  if (period !== null && (state.from !== null || state.to !== null)) {
    add('period', periodLabel(period.from, period.to), { ...state, from: null, to: null });
  }
  if (state.weekdays.length > 0) {
    add('weekdays', state.weekdays.map((day) => DAYS[day - 1]).join(', '), { ...state, weekdays: [] });
  }
  if (state.hours.length > 0) {
    const hours = state.hours.map((hour) => `${String(hour).padStart(2, '0')}:00`);
    add('hours', hours.length <= 4 ? hours.join(', ') : `${hours.length} hours of the day`, {
      ...state,
      hours: [],
    });
  }
  for (const code of state.areas.slice(0, MOST_AREAS)) {
    add(`area ${code}`, world.find(code)?.area.name ?? code, {
      ...state,
      areas: state.areas.filter((other) => other !== code),
    });
  }
  if (state.areas.length > MOST_AREAS) {
    const rest = state.areas.length - MOST_AREAS;
    add('areas', `${rest} more areas`, { ...state, areas: state.areas.slice(0, MOST_AREAS) });
  }
  const fields = [...(choice.category === null ? [] : [choice.category]), ...choice.others];
  for (const field of fields) {
    const values = state.fields[field.name] ?? [];
    for (const value of values) {
      const label = codeLabel(field, value);
      const text = field === choice.category ? label : `${field.label}: ${label}`;
      add(
        `${field.name} ${value}`,
        text,
        withValues(
          state,
          field.name,
          values.filter((other) => other !== value),
        ),
      );
    }
  }
  if (state.near !== null) {
    add('near', `Within ${formatNumber(state.near.metres)} m of ${state.near.lat}, ${state.near.lon}`, {
      ...state,
      near: null,
    });
  }
  if (state.shape !== null) add('shape', shapeWords(state.shape), { ...state, shape: null });
  return chips;
}
