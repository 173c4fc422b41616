import type { Code } from '#core/model/dataset.ts';
import type { Cell } from '#core/model/result.ts';
import type { Key, Query, RecordField } from './query.ts';
import { ringLabels } from './ring.ts';

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
type Labels = Readonly<Record<string, string>>;

/** What people read for the values of a group, where it differs from the values; null when it never does. */
export function labelsOf(key: Key, values: readonly Cell[], query: Query): Labels | null {
  switch (key.kind) {
    case 'area':
      return areaLabels(key.level, key.vintage, values, query);
    case 'dataset':
      return datasetLabels(query);
    case 'field':
      return codeLabels(key.codes, values);
    case 'time':
      return key.unit === 'weekday'
        ? Object.fromEntries(WEEKDAYS.map((name, index) => [String(index + 1), name]))
        : null;
    case 'ring':
      return ringLabels(key.radii);
    case 'cell':
      return null;
  }
}

/** What people read for the values of a listed field. */
export function fieldLabels(field: RecordField, values: readonly Cell[], query: Query): Labels | null {
  if (field.area !== null) return areaLabels(field.area.level, field.area.vintage, values, query);
  return field.name === 'dataset' ? datasetLabels(query) : codeLabels(field.codes, values);
}

function areaLabels(
  level: string,
  vintage: string,
  values: readonly Cell[],
  { places }: Query,
): Labels | null {
  const byCode = places.at(level, vintage)?.byCode;
  return some(values, (value) => byCode?.get(value)?.name);
}

function datasetLabels({ datasets }: Query): Labels {
  return Object.fromEntries(datasets.map(({ view }) => [view.dataset, view.title]));
}

function codeLabels(codes: readonly Code[] | null, values: readonly Cell[]): Labels | null {
  const byCode = new Map(codes?.map(({ code, label }) => [code, label]));
  return some(values, (value) => byCode.get(value));
}

function some(values: readonly Cell[], labelOf: (value: string) => string | undefined): Labels | null {
  const labels: Record<string, string> = {};
  for (const value of new Set(values)) {
    if (typeof value !== 'string') continue;
    const label = labelOf(value);
    if (label !== undefined && label !== value) labels[value] = label;
  }
  return Object.keys(labels).length === 0 ? null : labels;
}
