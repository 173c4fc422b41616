import type { ResultColumn } from '#core/model/result.ts';
import type { EngineRows } from './complete.ts';
import { fieldLabels } from './label.ts';
import type { Query } from './query.ts';
import { readField } from './reading.ts';

/** Columns of some of the records that a query lists, in the engine's order. */
export function recordColumns(query: Query, rows: EngineRows): readonly ResultColumn[] {
  return (query.records ?? []).map((field) => {
    const values = (rows.columns[rows.names.indexOf(field.name)] ?? []).map((value) =>
      readField(field, value),
    );
    const labels = fieldLabels(field, values, query);
    const { name, label, type } = field;
    return {
      name,
      label,
      role: 'record',
      type: field.area === null ? type : 'area',
      values,
      ...(labels === null ? {} : { labels }),
    };
  });
}
