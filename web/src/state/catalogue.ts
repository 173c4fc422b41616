import type { DatasetList, DatasetSummary, FieldSummary } from '../api/types.ts';
import { type Access, accessOf } from './access.ts';
import type { Exploration } from './exploration.ts';
import type { Month } from './month.ts';

/** What can be asked of the chosen datasets together. */
export type Choice = {
  readonly datasets: readonly DatasetSummary[];
  /** What the profile lets be done with them. */
  readonly access: Access;
  /** First and last published month of any of them; null when none is published. */
  readonly bounds: { readonly from: Month; readonly to: Month } | null;
  /** The field that categories are read from: the common one when there are several datasets. */
  readonly category: FieldSummary | null;
  /** Other fields to filter and group by. */
  readonly others: readonly FieldSummary[];
  /** Fields to sum and average. */
  readonly numbers: readonly FieldSummary[];
  /** Fields that a range of numbers can be asked of. */
  readonly ranges: readonly FieldSummary[];
  /** True when every chosen dataset knows the hour. */
  readonly knowsHours: boolean;
  /** True when at least one knows the day. */
  readonly knowsDays: boolean;
  /** True when at least one knows the month; otherwise only years can be told apart. */
  readonly knowsMonths: boolean;
  readonly noun: { readonly one: string; readonly many: string };
};

const FILTERABLE = new Set(['category', 'boolean']);

function isFilter(field: FieldSummary): boolean {
  return field.role === 'dimension' && FILTERABLE.has(field.type) && (field.hidden?.length ?? 0) === 0;
}

function isRange({ type, role, hidden }: FieldSummary): boolean {
  const isNumber = type === 'integer' || type === 'decimal';
  return isNumber && (role === 'measure' || role === 'dimension') && !(hidden ?? []).includes('query');
}

function primary(fields: readonly FieldSummary[]): FieldSummary | null {
  const filters = fields.filter(isFilter);
  return (
    filters.find((field) => field.name === 'category') ??
    filters.find((field) => field.name.includes('category') || field.name.includes('crime_type')) ??
    filters.find((field) => field.type === 'category' && (field.codes?.length ?? 0) > 2) ??
    filters[0] ??
    null
  );
}

function shared(list: DatasetList, datasets: readonly DatasetSummary[]): readonly FieldSummary[] {
  return list.commonFields.filter((field) =>
    datasets.every((dataset) => dataset.common.includes(field.name)),
  );
}

/** The datasets that a state names, or the largest published one; names that are not known are left out. */
export function chosenDatasets(list: DatasetList, state: Exploration): readonly DatasetSummary[] {
  const named = list.items.filter((dataset) => state.datasets.includes(dataset.id));
  if (named.some((dataset) => dataset.access?.kind === 'counts')) return named.slice(0, 1);
  if (named.length > 0) return named;
  const [largest] = list.items
    .filter((dataset) => dataset.published !== null)
    .sort((a, b) => (b.published?.rows ?? 0) - (a.published?.rows ?? 0));
  return largest === undefined ? [] : [largest];
}

function sharedNoun(datasets: readonly DatasetSummary[]): Choice['noun'] {
  const nouns = new Map(datasets.map((dataset) => [dataset.noun.many, dataset.noun]));
  const [first] = nouns.values();
  return first !== undefined && nouns.size === 1 ? first : { one: 'record', many: 'records' };
}

/** See `Choice`. */
export function choiceOf(list: DatasetList, state: Exploration): Choice {
  const datasets = chosenDatasets(list, state);
  const access = accessOf(datasets);
  const counts = access.kind === 'counts';
  const isOffered = (field: FieldSummary) =>
    isFilter(field) && (!counts || field.type === 'boolean' || (field.codes?.length ?? 0) > 0);
  const only = datasets.length === 1 ? datasets[0] : undefined;
  const fields = (only === undefined ? shared(list, datasets) : only.fields).filter(
    (field) => !isFilter(field) || isOffered(field),
  );
  const category = primary(fields) ?? (only === undefined ? null : primary(shared(list, datasets)));
  const published = datasets.flatMap((dataset) => (dataset.published === null ? [] : [dataset.published]));
  const froms = published.map((p) => p.from).sort();
  const tos = published.map((p) => p.to).sort();
  const from = froms[0];
  const to = tos.at(-1);
  return {
    datasets,
    access,
    bounds: from === undefined || to === undefined ? null : { from, to },
    category,
    others: fields.filter((field) => isFilter(field) && field.name !== category?.name),
    numbers: counts
      ? []
      : fields.filter((field) => field.role === 'measure' && (field.hidden?.length ?? 0) === 0),
    ranges: counts ? [] : fields.filter(isRange),
    knowsHours:
      !counts && datasets.length > 0 && datasets.every((dataset) => dataset.timePrecision === 'minute'),
    knowsDays:
      !counts &&
      datasets.some((dataset) => dataset.timePrecision === 'minute' || dataset.timePrecision === 'day'),
    knowsMonths: datasets.some((dataset) => dataset.timePrecision !== 'year'),
    noun: sharedNoun(datasets),
  };
}

/** The months that a state asks for, within what is published. */
export function periodOf(
  choice: Choice,
  state: Exploration,
): { readonly from: Month; readonly to: Month } | null {
  if (choice.bounds === null) return null;
  return { from: state.from ?? choice.bounds.from, to: state.to ?? choice.bounds.to };
}

/** What people read for a code of a field. */
export function codeLabel(field: FieldSummary | null, code: string): string {
  const label = field?.codes?.find((entry) => entry.code === code)?.label;
  if (label !== undefined) return label;
  if (field?.type === 'boolean') return code === 'true' ? 'Yes' : 'No';
  return code;
}
