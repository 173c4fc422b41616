import type { QuerySpec } from '#core/model/query-spec.ts';
import type { Choice } from './catalogue.ts';
import type { Exploration, MeasureChoice } from './exploration.ts';
import type { FieldTest } from './field-test.ts';
import { firstDay, lastDay } from './month.ts';
import { partsOf } from './rate.ts';
import { ringOf } from './shape.ts';

/** What a chart shows and therefore must not be filtered by. */
export type Facet =
  | { readonly kind: 'area' | 'period' | 'hours' }
  | { readonly kind: 'field'; readonly field: string };

type Where = NonNullable<QuerySpec['where']>;
export type GroupBy = NonNullable<QuerySpec['groupBy']>[number];
export type Measure = NonNullable<QuerySpec['measures']>[number];

export const RATE: Measure = { measure: 'rate', per: 1_000, denominator: 'population', annualised: true };
export const COUNT: Measure = { measure: 'count' };

export function measureOf(choice: MeasureChoice): Measure {
  if (choice.kind === 'count') return COUNT;
  if (choice.kind === 'rate') return { measure: 'rate', ...partsOf(choice) };
  return { measure: choice.kind, field: choice.field };
}

function timeOf(state: Exploration, without: Facet | null): Where['time'] {
  const period = without?.kind !== 'period';
  const hours = without?.kind !== 'hours';
  const time = {
    ...(period && state.from !== null ? { from: firstDay(state.from) } : {}),
    ...(period && state.to !== null ? { to: lastDay(state.to) } : {}),
    ...(hours && state.hours.length > 0 ? { hours: [...state.hours] } : {}),
    ...(hours && state.weekdays.length > 0 ? { weekdays: [...state.weekdays] } : {}),
  };
  return Object.keys(time).length > 0 ? time : undefined;
}

function spaceOf(state: Exploration, without: Facet | null): Where['space'] {
  const areas = without?.kind !== 'area' && state.areas.length > 0;
  if (!areas && state.near === null && state.shape === null) return undefined;
  return {
    ...(areas ? { areas: [...state.areas].sort() } : {}),
    ...(state.near === null ? {} : { near: { ...state.near } }),
    ...(state.shape === null
      ? {}
      : { within: { type: 'Polygon' as const, coordinates: [ringOf(state.shape)] } }),
  };
}

type FieldFilter = NonNullable<Where['fields']>[number];

function filterValues(choice: Choice, field: string, values: readonly string[]): (string | boolean)[] {
  const known = [choice.category, ...choice.others].find((other) => other?.name === field);
  const sorted = [...values].sort();
  return known?.type === 'boolean' ? sorted.map((value) => value === 'true') : sorted;
}

function testOf(choice: Choice, field: string, test: FieldTest): FieldFilter {
  switch (test.kind) {
    case 'not':
      return { field, notIn: filterValues(choice, field, test.values) };
    case 'range':
      return {
        field,
        ...(test.from === null ? {} : { from: test.from }),
        ...(test.to === null ? {} : { to: test.to }),
      };
    default:
      return { field, is: test.kind };
  }
}

function fieldsOf(choice: Choice, state: Exploration, without: Facet | null): Where['fields'] {
  const names = new Set(
    [choice.category, ...choice.others, ...choice.ranges].flatMap((field) =>
      field === null ? [] : [field.name],
    ),
  );
  const isAsked = (field: string) =>
    names.has(field) && !(without?.kind === 'field' && without.field === field);
  const filters: readonly FieldFilter[] = [
    ...Object.entries(state.fields).map(([field, values]) => ({
      field,
      in: filterValues(choice, field, values),
    })),
    ...Object.entries(state.tests).map(([field, test]) => testOf(choice, field, test)),
  ];
  const asked = filters.filter(({ field }) => isAsked(field)).sort((a, b) => (a.field < b.field ? -1 : 1));
  return asked.length > 0 ? asked : undefined;
}

/** The filters of a state, all but those of the facet that asks. */
export function whereOf(choice: Choice, state: Exploration, without: Facet | null = null): Where | undefined {
  const time = timeOf(state, without);
  const space = spaceOf(state, without);
  const fields = fieldsOf(choice, state, without);
  if (time === undefined && space === undefined && fields === undefined) return undefined;
  return {
    ...(time === undefined ? {} : { time }),
    ...(space === undefined ? {} : { space }),
    ...(fields === undefined ? {} : { fields }),
  };
}

/** The query of one chart. Equal states make equal specs, so that charts that ask the same share one answer. */
export function specOf(
  choice: Choice,
  state: Exploration,
  ask: {
    readonly groupBy: readonly GroupBy[];
    readonly measures: readonly Measure[];
    readonly without?: Facet | null;
  },
): QuerySpec {
  const where = whereOf(choice, state, ask.without ?? null);
  return {
    datasets: choice.datasets.filter((dataset) => dataset.published !== null).map((dataset) => dataset.id),
    ...(where === undefined ? {} : { where }),
    ...(ask.groupBy.length > 0 ? { groupBy: [...ask.groupBy] } : {}),
    measures: [...ask.measures],
  };
}
