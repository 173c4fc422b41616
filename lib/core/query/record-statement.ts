import { column, compare, integer } from '#core/sql/build.ts';
import type { Expression, Select, Statement } from '#core/sql/tree.ts';
import { recordValue } from './output.ts';
import type { QueryDataset, RecordField } from './query.ts';
import { scanOf } from './source.ts';

/** The statement that reads these fields of one record of the pinned publication, under the row rule. */
export function recordStatement(
  dataset: QueryDataset,
  fields: readonly RecordField[],
  record: number,
): Statement {
  const values = fields.map((field) => ({ value: recordValue(field, dataset, false), as: field.name }));
  return { query: selectOf(dataset, values, isRecord(record), 2) };
}

/** Whether a row is of this record. */
function isRecord(record: number): Expression {
  return compare(column('record_id'), '=', integer(record));
}

function selectOf(
  dataset: QueryDataset,
  columns: Select['columns'],
  where: Expression,
  limit: number | null,
): Select {
  const from = scanOf(dataset, [...columns.map(({ value }) => value), where]);
  return { node: 'select', columns, from, where, groupBy: null, orderBy: [], limit };
}
