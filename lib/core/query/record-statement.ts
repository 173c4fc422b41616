import { and, column, compare, integer } from '#core/sql/build.ts';
import type { Expression, Literal, Select, Statement } from '#core/sql/tree.ts';
import type { ViewField } from '#core/view/field.ts';
import { RECORD_ID } from './compile.ts';
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

/** Records of one event that are read at most. */
export const MOST_VERSIONS = 20;

/** The statement that reads these fields and the ids of all records whose values of the key's fields are these. */
export function sameEventStatement(
  dataset: QueryDataset,
  fields: readonly RecordField[],
  key: ReadonlyMap<ViewField, Literal>,
): Statement {
  const values = fields.map((field) => ({ value: recordValue(field, dataset, false), as: field.name }));
  const where = and(...[...key].map(([field, value]) => field.isOneOf([value])));
  const columns = [{ value: column(RECORD_ID), as: RECORD_ID }, ...values];
  return { query: selectOf(dataset, columns, where, MOST_VERSIONS) };
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
