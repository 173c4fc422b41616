import type { DatasetList, FieldSummary } from '../api/types.ts';
import { type Choice, choiceOf } from './catalogue.ts';
import type { Exploration } from './exploration.ts';

/** Choices of a state that its datasets have no answer to; they are kept, and asked again of datasets that have. */
type Unanswered = {
  readonly hours: boolean;
  readonly weekdays: boolean;
  readonly measure: string | null;
  readonly fields: readonly string[];
  readonly groupBy: readonly string[];
};

function unanswered(choice: Choice, state: Exploration): Unanswered {
  const { measure } = state;
  const filters = [choice.category, ...choice.others, ...choice.ranges];
  const known = new Set(filters.map((field) => field?.name));
  const named = new Set([...Object.keys(state.fields), ...Object.keys(state.tests)]);
  const isMissing = 'field' in measure && !choice.numbers.some((field) => field.name === measure.field);
  const fields = [...named].filter((name) => !known.has(name));
  return {
    hours: state.hours.length > 0 && !choice.knowsHours,
    weekdays: state.weekdays.length > 0 && !choice.knowsDays,
    measure: isMissing ? measure.field : null,
    fields,
    groupBy: state.groupBy.filter((key) => !isAnswered(choice, key)),
  };
}

function isAnswered(choice: Choice, key: string): boolean {
  if (key === 'hour') return choice.knowsHours;
  if (key === 'weekday' || key === 'day' || key === 'week') return choice.knowsDays;
  if (key === 'dataset') return choice.datasets.length > 1;
  if (!key.startsWith('f:')) return true;
  return [choice.category, ...choice.others].some((field) => `f:${field?.name}` === key);
}

/**
 * The state without what its datasets have no answer to: hours and weekdays that their records do not know, and a
 * measure of a field that they do not have.
 */
export function answerable(list: DatasetList, state: Exploration): Exploration {
  const { hours, weekdays, measure } = unanswered(choiceOf(list, state), state);
  return {
    ...state,
    measure: measure === null ? state.measure : { kind: 'count' },
    hours: hours ? [] : state.hours,
    weekdays: weekdays ? [] : state.weekdays,
  };
}

/** What of a state its datasets have no answer to, by name and each with the reason; none when all is asked. */
export function setAside(list: DatasetList, state: Exploration): readonly string[] {
  const choice = choiceOf(list, state);
  const left = unanswered(choice, state);
  const fields = list.items.flatMap((dataset) => dataset.fields).concat(list.commonFields);
  const label = (name: string) => fields.find((field: FieldSummary) => field.name === name)?.label ?? name;
  const whose = choice.datasets.length > 1 ? 'not common to these datasets' : 'not in this dataset';
  const grouped: Readonly<Record<string, string>> = {
    hour: 'hour',
    weekday: 'day of the week',
    dataset: 'dataset',
  };
  return [
    ...(left.hours ? ['Hours of the day: these records do not know the hour'] : []),
    ...(left.weekdays ? ['Days of the week: these records do not know the day'] : []),
    ...(left.measure === null ? [] : [`Measure of ${label(left.measure).toLowerCase()}: ${whose}`]),
    ...left.fields.map((name) => `Filter on ${label(name).toLowerCase()}: ${whose}`),
    ...left.groupBy
      .filter((key) => key !== 'dataset')
      .map((key) => {
        const what = key.startsWith('f:') ? label(key.slice(2)).toLowerCase() : (grouped[key] ?? key);
        return `Grouping by ${what}: ${whose}`;
      }),
  ];
}
