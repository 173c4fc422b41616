import { denominatorLabel } from '#core/query/rate-label.ts';
import { hoursText, joined, reach, weekdaysText } from '#core/query/spoken.ts';
import { type Choice, codeLabel, periodOf } from '../state/catalogue.ts';
import { type Exploration, withFieldTest, withValues } from '../state/exploration.ts';
import { upperFirst } from '../state/grouping.ts';
import { periodLabel } from '../state/month.ts';
import { partsOf, rateLabel } from '../state/rate.ts';
import { relativeWords } from '../state/relative.ts';
import { shapeWords } from '../state/shape.ts';
import type { World } from '../state/world.ts';
import { headingText, testText } from './sentence/phrases.ts';

/** The heading: `Robbery in 8 boroughs`. `partial`: the profile leaves records out, so that it never says “all”. */
export function headingOf(choice: Choice, state: Exploration, world: World, partial = false): string {
  return headingText({ choice, state, find: world.find, partial });
}

/** What is measured, for sub-titles and legends. */
export function measureLabel(choice: Choice, state: Exploration): string {
  const measure = state.measure;
  if (measure.kind === 'count') return upperFirst(choice.noun.many);
  if (measure.kind === 'rate') return rateLabel(measure, denominatorLabel(partsOf(measure).denominator));
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
    const months = periodLabel(period.from, period.to);
    const words =
      state.relative === null ? months : `${upperFirst(relativeWords(state.relative))}: ${months}`;
    add('period', words, { ...state, from: null, to: null, relative: null });
  }
  if (state.weekdays.length > 0) {
    add('weekdays', upperFirst(weekdaysText(state.weekdays)), { ...state, weekdays: [] });
  }
  if (state.hours.length > 0) {
    add('hours', joined(hoursText(state.hours)), { ...state, hours: [] });
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
  const fields = [...(choice.category === null ? [] : [choice.category]), ...choice.others, ...choice.ranges];
  for (const field of new Map(fields.map((one) => [one.name, one])).values()) {
    const test = state.tests[field.name];
    if (test !== undefined)
      add(
        `test ${field.name}`,
        `${field.label} ${testText(field, test)}`,
        withFieldTest(state, field.name, null),
      );
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
    add('near', `${upperFirst(reach(state.near))} ${state.near.lat}, ${state.near.lon}`, {
      ...state,
      near: null,
    });
  }
  if (state.shape !== null) add('shape', shapeWords(state.shape), { ...state, shape: null });
  return chips;
}
