import { denominatorLabel } from '#core/query/rate-label.ts';
import { hoursText, joined, lower, NAMED, reach, weekdaysText } from '#core/query/spoken.ts';
import type { FieldSummary } from '../../api/types.ts';
import { type Choice, codeLabel, periodOf } from '../../state/catalogue.ts';
import type { CompareKind } from '../../state/compare.ts';
import type { Exploration, Near } from '../../state/exploration.ts';
import type { FieldTest } from '../../state/field-test.ts';
import { levelLabel, lowerFirst, upperFirst } from '../../state/grouping.ts';
import { monthLabel, periodLabel } from '../../state/month.ts';
import { partsOf, rateLabel } from '../../state/rate.ts';
import { relativeWords } from '../../state/relative.ts';
import type { World } from '../../state/world.ts';

/** One part of the query in words, and the id of the control of the panel that it is chosen with. */
export type Phrase = { readonly key: string; readonly text: string; readonly opens: string };

/** What words are made of: the datasets, the state (with the months that it means) and the names of areas. */
export type Told = {
  readonly choice: Choice;
  readonly state: Exploration;
  readonly find: World['find'];
  /** The profile leaves records out, so that nothing says “all”. */
  readonly partial: boolean;
};

/** The heading: `Robbery in 8 boroughs`. */
export function headingText(told: Told): string {
  const { near, shape } = told.state;
  return [
    subjectText(told),
    ...(isAnywhere(told.state) || told.state.areas.length > 0 ? [placeText(told)] : []),
    ...(near === null ? [] : [nearText(near)]),
    ...(shape === null ? [] : [SHAPE_TEXT]),
  ].join(' ');
}

/** The query as a sentence, part by part; `by` is what is shown it is grouped by. */
export function phrasesOf(
  told: Told,
  by: { readonly text: string; readonly opens: string },
): readonly Phrase[] {
  const { choice, state } = told;
  const phrases: Phrase[] = [{ key: 'subject', text: subjectText(told), opens: 'panel-category' }];
  const add = (key: string, text: string, opens: string) => phrases.push({ key, text, opens });
  if (choice.datasets.length > 1) add('datasets', datasetsText(told), 'panel-datasets');
  if (isAnywhere(state) || state.areas.length > 0) add('areas', placeText(told), 'panel-areas');
  if (state.near !== null) add('near', nearText(state.near), 'panel-near');
  if (state.shape !== null) add('shape', SHAPE_TEXT, 'panel-shape');
  const period = periodText(told);
  if (period !== '') add('period', period, 'panel-period');
  if (state.weekdays.length > 0) add('weekdays', `on ${weekdaysText(state.weekdays)}`, 'panel-weekdays');
  if (state.hours.length > 0) add('hours', joined(hoursText(state.hours)), 'panel-hours');
  for (const field of filteredFields(choice, state))
    add(`field ${field.name}`, fieldText(field, state), `panel-field-${field.name}`);
  add('measure', measureText(told), 'panel-measure');
  if (state.compare !== 'none') add('compare', `compared with ${COMPARED[state.compare]}`, 'panel-compare');
  if (by.text !== '') add('by', `by ${by.text}`, by.opens);
  return phrases;
}

const COMPARED: Readonly<Record<Exclude<CompareKind, 'none'>, string>> = {
  'year-before': 'the same months a year before',
  'months-before': 'as many months before',
  'year-to-date': 'the year before to date',
};

/** As the server says it. */
const SHAPE_TEXT = 'within a drawn area';

function isAnywhere({ areas, near, shape }: Exploration): boolean {
  return areas.length === 0 && near === null && shape === null;
}

function subjectText({ choice, state, partial }: Told): string {
  const field = choice.category;
  const values = field === null ? [] : (state.fields[field.name] ?? []);
  const test = field === null ? undefined : state.tests[field.name];
  const labels = values.map((value) => codeLabel(field, value));
  const { many } = choice.noun;
  if (labels.length > NAMED) return `${labels.length} categories of ${many}`;
  if (labels.length > 0) return joined(labels);
  const all = partial ? `${upperFirst(many)} that you may see` : `All ${many}`;
  if (field === null || test === undefined) return all;
  const which =
    test.kind === 'not'
      ? `other than ${listText(field, test.values, 'and')}`
      : `of ${test.kind} ${lower(field.label)}`;
  return `${upperFirst(many)} ${partial ? 'that you may see ' : ''}${which}`;
}

function datasetsText({ choice, state }: Told): string {
  const titles = choice.datasets.map((dataset) => dataset.title);
  const named = titles.length > NAMED ? `${titles.length} datasets` : joined(titles);
  return `from ${named} ${state.groupBy.includes('dataset') ? 'side by side' : 'together'}`;
}

function placeText({ state, find }: Told): string {
  const found = state.areas.map((code) => find(code));
  const names = state.areas.map((code, index) => found[index]?.area.name ?? code);
  if (names.length === 0) return 'in London';
  if (names.length <= NAMED) return `in ${joined(names)}`;
  const levels = new Set(found.map((hit) => hit?.level));
  const level = levels.size === 1 ? found[0]?.level : undefined;
  return `in ${names.length} ${level === undefined ? 'areas' : lowerFirst(levelLabel(level, true))}`;
}

function nearText(near: Near): string {
  return `${reach(near)} ${near.lat}, ${near.lon}`;
}

function periodText({ choice, state }: Told): string {
  const period = periodOf(choice, state);
  if (period === null) return '';
  const months = periodLabel(period.from, period.to);
  if (state.relative !== null) return `in ${relativeWords(state.relative)}, ${months}`;
  return period.from === period.to ? monthLabel(period.from) : months;
}

function filteredFields(choice: Choice, state: Exploration): readonly FieldSummary[] {
  const others = new Map([...choice.others, ...choice.ranges].map((field) => [field.name, field]));
  return [...others.values()].filter(
    ({ name }) => (state.fields[name] ?? []).length > 0 || state.tests[name] !== undefined,
  );
}

function fieldText(field: FieldSummary, state: Exploration): string {
  const test = state.tests[field.name];
  const name = lower(field.label);
  if (test !== undefined) return `where ${name} ${testText(field, test)}`;
  return `where ${name} is ${listText(field, state.fields[field.name] ?? [])}`;
}

function listText(field: FieldSummary, values: readonly string[], word = 'or'): string {
  const labels = values.map((value) => codeLabel(field, value));
  return labels.length > NAMED ? `one of ${labels.length}` : joined(labels, word);
}

/** A test as it follows the name of what is tested. */
export function testText(field: FieldSummary, test: FieldTest): string {
  switch (test.kind) {
    case 'not':
      return `is not ${listText(field, test.values)}`;
    case 'range':
      if (test.from === null) return `is at most ${test.to}`;
      return test.to === null ? `is at least ${test.from}` : `is ${test.from} to ${test.to}`;
    default:
      return `is ${test.kind}`;
  }
}

/** What is measured, for the sentence: `counted`, `as a rate per 1,000 residents a year`. */
function measureText({ choice, state }: Told): string {
  const { measure } = state;
  if (measure.kind === 'count') return 'counted';
  if (measure.kind === 'rate') {
    const label = rateLabel(measure, denominatorLabel(partsOf(measure).denominator));
    return `counted, and as a ${lowerFirst(label)}`;
  }
  const field = choice.numbers.find((other) => other.name === measure.field);
  const name = lower(field?.label ?? measure.field);
  if (measure.kind === 'distinct') return `counted, with different values of ${name}`;
  return `counted, with the ${measure.kind === 'sum' ? 'sum of' : 'average'} ${name}`;
}
