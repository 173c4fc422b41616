import type { QuerySpec } from '#core/model/query-spec.ts';
import type { Choice } from './catalogue.ts';
import type { Exploration } from './exploration.ts';
import { levelLabel } from './grouping.ts';
import { specOf } from './spec.ts';

/** How the table lists records instead of groups; null = it shows groups. */
export type RecordList = {
  /** Names of the columns; empty = the usual ones. */
  readonly fields: readonly string[];
  readonly sort: { readonly by: string; readonly down: boolean } | null;
};

export const PLAIN_LIST: RecordList = { fields: [], sort: null };
const NAME = /^[a-z][a-z0-9_]{0,63}$/;
const USUAL = 7;

/** Puts a list into the parameters of an address: `rows=month.category`, `rsort=-month`. */
export function putRecords(put: (name: string, value: string) => void, list: RecordList | null): void {
  if (list === null) return;
  put('rows', list.fields.length === 0 ? 'records' : `records.${list.fields.join('.')}`);
  if (list.sort !== null) put('rsort', `${list.sort.down ? '-' : ''}${list.sort.by}`);
}

/** The list that an address names; what cannot be read is left out. */
export function recordsFrom(params: URLSearchParams): RecordList | null {
  const [word, ...fields] = (params.get('rows') ?? '').split('.');
  if (word !== 'records') return null;
  const [, minus, by] = /^(-?)([a-z][a-z0-9_]{0,63})$/.exec(params.get('rsort') ?? '') ?? [];
  return {
    fields: [...new Set(fields.filter((field) => NAME.test(field)))].slice(0, 40),
    sort: by === undefined ? null : { by, down: minus === '-' },
  };
}

/** A column that records can be listed by. */
export type RecordColumn = { readonly name: string; readonly label: string };

/** Every column that the chosen datasets can list together, in the order in which they are offered. */
export function recordColumnsOf(choice: Choice, levels: readonly string[]): readonly RecordColumn[] {
  const [only] = choice.datasets;
  const fields =
    choice.datasets.length === 1 && only !== undefined
      ? only.fields.filter(({ hidden }) => !hidden?.includes('output'))
      : choice.category === null
        ? []
        : [choice.category];
  const columns: readonly RecordColumn[] = [
    ...(choice.knowsDays ? [{ name: 'occurred_on', label: 'Date' }] : []),
    { name: 'month', label: 'Month' },
    ...(choice.knowsHours ? [{ name: 'hour', label: 'Hour' }] : []),
    ...fields.map(({ name, label }) => ({ name, label })),
    ...levels.map((level) => ({ name: level, label: levelLabel(level) })),
    { name: 'location_quality', label: 'Quality of place' },
    { name: 'time_precision', label: 'Precision of time' },
  ];
  return columns.filter(({ name }, at) => columns.findIndex((one) => one.name === name) === at);
}

/** The columns that are shown: those chosen that there are, else the first few. */
function shownColumns(columns: readonly RecordColumn[], list: RecordList): readonly RecordColumn[] {
  const chosen = list.fields.flatMap((name) => columns.filter((column) => column.name === name));
  if (chosen.length > 0) return chosen;
  const places = columns.filter(({ name }) => name === 'borough');
  return [...columns.slice(0, USUAL), ...places].filter(
    ({ name }, at, all) => all.findIndex((one) => one.name === name) === at,
  );
}

/** Whether the profile lets records of the chosen datasets be listed. */
export function listsRecords(choice: Choice): boolean {
  return choice.access.kind === 'records' && choice.datasets.length > 0;
}

/** The query of the list, without a limit; null where the table shows groups or records cannot be listed. */
export function recordsSpec(choice: Choice, state: Exploration, levels: readonly string[]): QuerySpec | null {
  if (state.records === null || state.view !== 'table' || !listsRecords(choice)) return null;
  const shown = shownColumns(recordColumnsOf(choice, levels), state.records);
  const { measures: _measures, ...spec } = specOf(choice, state, { groupBy: [], measures: [] });
  const { sort } = state.records;
  const sorted = sort !== null && shown.some(({ name }) => name === sort.by) ? sort : null;
  return {
    ...spec,
    records: { fields: shown.map(({ name }) => name) },
    ...(sorted === null ? {} : { sort: [{ by: sorted.by, order: sorted.down ? 'desc' : 'asc' }] }),
  };
}
