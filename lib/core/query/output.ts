import { isExact } from '#core/disclosure/count.ts';
import { ROLLUP_KEYS } from '#core/model/rollup.ts';
import { arithmetic, choose, column, integer, isIn, nullOf, text } from '#core/sql/build.ts';
import type { Expression } from '#core/sql/tree.ts';
import type { ViewField } from '#core/view/field.ts';
import { KNOWN_DAY } from '#core/view/standard.ts';
import { locatedColumn } from './condition.ts';
import type { Places } from './places.ts';
import {
  isUnited,
  type Key,
  type Query,
  type QueryDataset,
  type RecordField,
  type TimeUnit,
} from './query.ts';
import { ringValue } from './ring.ts';
import { spaceColumnsOf } from './space-columns.ts';

/** One aggregate that the engine computes for the measures, per group. `from` names its input, `as` its column. */
export type Input = {
  readonly of: 'count' | 'sum' | 'distinct';
  readonly from: string;
  readonly as: string;
  /** Null counts records. */
  readonly value: ((dataset: QueryDataset) => Expression) | null;
};

/** Name of the column that counts the records of a group, whatever is measured. */
export const ROWS = 'rows';

/** Name of the column that adds up the keys of the records of a group, where counts are perturbed. */
export const KEY_SUM = 'key_sum';

/** Whether a profile gives counts only of a dataset, so that they are perturbed. */
export function isCounted({ view }: QueryDataset): boolean {
  return view.access.kind === 'counts';
}

/** The key of a record, or the sum of those that a row stands for, where its dataset's counts are perturbed; else 0. */
export function recordKey(dataset: QueryDataset): Expression {
  if (!isCounted(dataset)) return integer(0);
  return column(dataset.rolledUp === true ? ROLLUP_KEYS : 'record_key');
}

/** The aggregates behind the measures of a query, each once: `rows` first. */
export function inputsOf(query: Query): readonly Input[] {
  const inputs = new Map<string, Input>([[ROWS, { of: 'count', from: ROWS, as: ROWS, value: null }]]);
  const united = isUnited(query);
  if (query.datasets.some(isCounted))
    inputs.set(KEY_SUM, { of: 'sum', from: 'record_key', as: KEY_SUM, value: recordKey });
  const isLimited = query.datasets.some(({ view }) => !isExact(view.access));
  for (const measure of query.measures) {
    if (measure.kind === 'count' || measure.kind === 'rate' || measure.kind === 'denominator') continue;
    const value = (dataset: QueryDataset) => {
      const field = fieldOf(measure.field, dataset, united);
      return isCounted(dataset) ? nullOf(field.sqlType) : field.value;
    };
    const withKnown = measure.kind === 'average' || (measure.kind === 'sum' && isLimited);
    const of = withKnown ? (['sum', 'count'] as const) : measuredBy(measure.kind);
    for (const one of of) {
      const as = inputName(one, measure.field);
      inputs.set(as, { of: one, from: `value:${measure.field}`, as, value });
    }
  }
  return [...inputs.values()];
}

function measuredBy(kind: 'sum' | 'average' | 'distinct'): readonly Input['of'][] {
  return kind === 'distinct' ? ['distinct'] : ['sum'];
}

/** Name of the column that one aggregate of a field comes back in; with the colon it is no field's. */
export function inputName(of: Input['of'], field: string): string {
  return `${of === 'count' ? 'known' : of}:${field}`;
}

/** What a group by is, for the records of one dataset; NULL where a record cannot tell. */
export function keyValue(key: Key, dataset: QueryDataset, united: boolean, places: Places): Expression {
  switch (key.kind) {
    case 'time':
      return timeValue(key.unit, dataset);
    case 'area': {
      const name = locatedColumn(dataset, key.level, key.vintage);
      return name === null ? nullOf('VARCHAR') : column(name);
    }
    case 'cell':
      return column(`h3_${key.resolution}`);
    case 'dataset':
      return text(dataset.view.dataset);
    case 'ring':
      return ringValue(key, places, spaceColumnsOf(dataset, places));
    case 'field': {
      const field = fieldOf(key.name, dataset, united);
      return isCounted(dataset) ? listedValue(field) : field.value;
    }
  }
}

/** A stored value that the field's list has, else NULL: a spelling that no list knows could name somebody. */
function listedValue({ codes, value }: ViewField): Expression {
  if (codes === null || value.node !== 'column') return value;
  const listed = codes.map(({ code }) => text(code));
  return choose([{ when: isIn(value, listed), value }], null);
}

/** What a listed field is, for the records of one dataset. */
export function recordValue(field: RecordField, dataset: QueryDataset, united: boolean): Expression {
  if (field.area !== null) {
    const name = locatedColumn(dataset, field.area.level, field.area.vintage);
    return name === null ? nullOf('VARCHAR') : column(name);
  }
  if (field.name === 'dataset') return text(dataset.view.dataset);
  const { view } = dataset;
  const own = united ? null : view.field(field.name);
  const found = own ?? view.standard(field.name) ?? view.common(field.name);
  if (found === null) throw new Error('a listed field that the view lost');
  return found.value;
}

function fieldOf(name: string, { view }: QueryDataset, united: boolean): ViewField {
  const field = united ? view.common(name) : (view.field(name) ?? view.common(name));
  if (field === null) throw new Error('a field that the view lost');
  return field;
}

function timeValue(unit: TimeUnit, { view }: QueryDataset): Expression {
  const day = view.time.coarsest === 'day' ? column('date_from') : KNOWN_DAY;
  switch (unit) {
    case 'year':
    case 'month':
    case 'hour':
    case 'weekday':
      return column(unit);
    case 'quarter': {
      const month = column('month');
      const inYear = arithmetic(
        arithmetic(arithmetic(month, '%', integer(100)), '+', integer(2)),
        '/',
        integer(3),
      );
      const year = arithmetic(arithmetic(month, '/', integer(100)), '*', integer(10));
      return arithmetic(year, '+', inYear);
    }
    case 'week':
      return arithmetic(day, '-', arithmetic(arithmetic(day, '+', integer(3)), '%', integer(7)));
    case 'day':
      return day;
  }
}
