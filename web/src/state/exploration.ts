import { type CompareKind, compareFrom } from './compare.ts';
import { type FieldTests, testParams, testsFrom, withTest } from './field-test.ts';
import { type Graphic, graphicFrom, graphicParams } from './graphic.ts';
import { type Look, lookFrom, PLAIN_LOOK, putLook } from './look.ts';
import { isMonth, type Month } from './month.ts';
import { nearFrom, nearText } from './near.ts';
import { type RateChoice, rateFrom, rateText } from './rate.ts';
import { putRecords, type RecordList, recordsFrom } from './records.ts';
import { type Relative, relativeFrom } from './relative.ts';
import { savedFrom } from './saved.ts';
import { type DrawnShape, shapeFrom, shapeText } from './shape.ts';
import { putTable, type TableLayout, tableFrom } from './table.ts';

export type View = 'dashboard' | 'map' | 'charts' | 'table';
export const VIEWS: readonly View[] = ['dashboard', 'map', 'charts', 'table'];

export type MeasureChoice =
  | { readonly kind: 'count' }
  | RateChoice
  | { readonly kind: 'sum' | 'average' | 'distinct'; readonly field: string };

export type Near = {
  readonly lat: number;
  readonly lon: number;
  readonly metres: number;
  /** Only what lies farther off than this: a ring; absent = the whole circle. */
  readonly beyond?: number;
};

/** Everything that the page shows, and nothing else: the address of the page is made of it and it of the address. */
export type Exploration = {
  /** Empty = the largest published dataset. */
  readonly datasets: readonly string[];
  readonly measure: MeasureChoice;
  /** Null = from the first published month. */
  readonly from: Month | null;
  readonly to: Month | null;
  /** Takes the place of `from` and `to`. */
  readonly relative: Relative | null;
  readonly hours: readonly number[];
  /** Monday = 1. */
  readonly weekdays: readonly number[];
  readonly areas: readonly string[];
  /** Field → chosen codes. */
  readonly fields: Readonly<Record<string, readonly string[]>>;
  /** What other fields must be; a field with chosen codes has none. */
  readonly tests: FieldTests;
  readonly near: Near | null;
  readonly shape: DrawnShape | null;
  /** Keys of `grouping.ts`; empty = by borough. */
  readonly groupBy: readonly string[];
  /** Area level of map and ranking; null = the coarsest. */
  readonly level: string | null;
  readonly view: View;
  readonly compare: CompareKind;
  /** Titles, notes and axes that were changed. */
  readonly graphic: Graphic;
  readonly look: Look;
  /** Records instead of groups in the table; null = groups. */
  readonly records: RecordList | null;
  readonly table: TableLayout;
  /** The saved query that it was opened from; null = none. */
  readonly saved: string | null;
};

export const EMPTY: Exploration = {
  datasets: [],
  measure: { kind: 'count' },
  from: null,
  to: null,
  relative: null,
  hours: [],
  weekdays: [],
  areas: [],
  fields: {},
  tests: {},
  near: null,
  shape: null,
  groupBy: [],
  level: null,
  view: 'dashboard',
  compare: 'none',
  graphic: {},
  look: PLAIN_LOOK,
  records: null,
  table: 'list',
  saved: null,
};

function joinList(items: readonly (string | number)[]): string {
  return items.map((item) => String(item).replaceAll('~', '~t').replaceAll('.', '~d')).join('.');
}

/** The items of a list in an address. */
export function splitList(text: string | null): readonly string[] {
  if (text === null || text === '') return [];
  return text.split('.').map((item) => item.replaceAll('~d', '.').replaceAll('~t', '~'));
}

const LIST = { join: joinList, split: splitList };

function integers(text: string | null, min: number, max: number): readonly number[] {
  const numbers = splitList(text).map(Number);
  return [...new Set(numbers.filter((n) => Number.isInteger(n) && n >= min && n <= max))].sort(
    (a, b) => a - b,
  );
}

function measureText(measure: MeasureChoice): string {
  if (measure.kind === 'rate') return rateText(measure);
  return 'field' in measure ? `${measure.kind}-${measure.field}` : measure.kind;
}

/** The measure that an address names; records are counted where it names none that there is. */
export function measureFrom(text: string | null): MeasureChoice {
  const rate = rateFrom(text ?? '');
  if (rate !== null) return rate;
  const match = /^(sum|average|distinct)-([a-z][a-z0-9_]*)$/.exec(text ?? '');
  const kind = match?.[1];
  const field = match?.[2];
  if (field !== undefined && (kind === 'sum' || kind === 'average' || kind === 'distinct'))
    return { kind, field };
  return { kind: 'count' };
}

/** The query string of a state, without `?`; empty for the state of a first visit. Short, readable, stable. */
export function toSearch(state: Exploration): string {
  const params = new URLSearchParams();
  const put = (name: string, value: string) => {
    if (value !== '') params.set(name, value);
  };
  put('d', joinList(state.datasets));
  if (state.measure.kind !== 'count') put('m', measureText(state.measure));
  if (state.relative === null) {
    put('from', state.from ?? '');
    put('to', state.to ?? '');
  } else put('p', state.relative);
  put('h', joinList(state.hours));
  put('w', joinList(state.weekdays));
  put('a', joinList(state.areas));
  for (const [field, values] of Object.entries(state.fields)) put(`f.${field}`, joinList(values));
  for (const [name, value] of testParams(state.tests, LIST)) put(name, value);
  put('near', nearText(state.near));
  put('shape', shapeText(state.shape));
  put('g', joinList(state.groupBy));
  put('l', state.level ?? '');
  if (state.view !== 'dashboard') put('v', state.view);
  if (state.compare !== 'none') put('compare', state.compare);
  for (const [name, value] of graphicParams(state.graphic)) put(name, value);
  putLook(put, state.look);
  putRecords(put, state.records);
  putTable(put, state.table);
  put('saved', state.saved ?? '');
  return params.toString().replaceAll('%2C', ',').replaceAll('%3A', ':');
}

/** The state that a query string names. What cannot be read is left out, never an error. */
export function fromSearch(search: string): Exploration {
  const params = new URLSearchParams(search);
  const month = (name: string) => {
    const value = params.get(name);
    return value !== null && isMonth(value) ? value : null;
  };
  const fields: [string, readonly string[]][] = [];
  for (const [name, value] of params) {
    const values = splitList(value);
    if (/^f\.[a-z][a-z0-9_]*$/.test(name) && values.length > 0) fields.push([name.slice(2), values]);
  }
  const relative = relativeFrom(params.get('p'));
  const chosen = Object.fromEntries(fields);
  const tests = Object.entries(testsFrom(params, LIST)).filter(([field]) => chosen[field] === undefined);
  return {
    datasets: splitList(params.get('d')),
    measure: measureFrom(params.get('m')),
    from: relative === null ? month('from') : null,
    to: relative === null ? month('to') : null,
    relative,
    hours: integers(params.get('h'), 0, 23),
    weekdays: integers(params.get('w'), 1, 7),
    areas: splitList(params.get('a')),
    fields: chosen,
    tests: Object.fromEntries(tests),
    near: nearFrom(params.get('near')),
    shape: shapeFrom(params.get('shape')),
    groupBy: splitList(params.get('g')),
    level: params.get('l'),
    view: VIEWS.find((view) => view === params.get('v')) ?? 'dashboard',
    compare: compareFrom(params.get('compare')),
    graphic: graphicFrom(params),
    look: lookFrom(params),
    records: recordsFrom(params),
    table: tableFrom(params),
    saved: savedFrom(params),
  };
}

/** The state with these codes of a field, instead of whatever was asked of it. */
export function withValues(state: Exploration, field: string, values: readonly string[]): Exploration {
  const { [field]: _, ...others } = state.fields;
  const tests = withTest(state.tests, field, null);
  return { ...state, tests, fields: values.length === 0 ? others : { ...others, [field]: values } };
}

/** The state with another test of a field, instead of whatever was asked of it; null = nothing is. */
export function withFieldTest(
  state: Exploration,
  field: string,
  test: FieldTests[string] | null,
): Exploration {
  const { [field]: _, ...fields } = state.fields;
  return { ...state, fields, tests: withTest(state.tests, field, test) };
}

/** Adds what is not there and takes away what is. */
export function toggled<Item>(items: readonly Item[], item: Item): readonly Item[] {
  return items.includes(item) ? items.filter((other) => other !== item) : [...items, item];
}

/** The one that is chosen instead of another, or none when it was chosen already. */
export function toggledAlone<Item>(items: readonly Item[], item: Item): readonly Item[] {
  return items.includes(item) ? [] : [item];
}

/** The same page without its filters; datasets, measure, grouping, level and view stay. */
export function cleared(state: Exploration): Exploration {
  return {
    ...state,
    from: null,
    to: null,
    relative: null,
    hours: [],
    weekdays: [],
    areas: [],
    fields: {},
    tests: {},
    near: null,
    shape: null,
  };
}
