import type { ManifestPeriod } from '#core/model/manifest.ts';
import { column, compare, integer, text } from '#core/sql/build.ts';
import type { Expression, Select, Statement } from '#core/sql/tree.ts';
import { recordValue } from './output.ts';
import type { QueryDataset, RecordField } from './query.ts';
import { scanOf } from './source.ts';

/** Name of the column that says which of several publications a row is from. */
export const EDITION = 'edition';

/** A publication to look into: its place in a list of the caller's, and the periods to read. */
export type Edition = { readonly at: number; readonly periods: readonly ManifestPeriod[] };

/** The statement that reads these fields of one record of the pinned publication, under the row rule. */
export function recordStatement(
  dataset: QueryDataset,
  fields: readonly RecordField[],
  record: number,
): Statement {
  const values = fields.map((field) => ({ value: recordValue(field, dataset, false), as: field.name }));
  return { query: selectOf(dataset, values, isRecord(record), 2) };
}

/**
 * The statement that reads the same fields as earlier publications had them, of the same record or of those that
 * `same` holds for, each row with the place of its publication.
 */
export function editionsStatement(
  dataset: QueryDataset,
  fields: readonly RecordField[],
  condition: Expression,
  editions: readonly Edition[],
  rows: number,
): Statement {
  const terms = editions.map(({ at, periods }) => {
    const values = fields.map((field) => ({ value: recordValue(field, dataset, false), as: field.name }));
    return selectOf(
      { ...dataset, periods },
      [{ value: text(String(at)), as: EDITION }, ...values],
      condition,
      null,
    );
  });
  const names = [EDITION, ...fields.map(({ name }) => name)];
  return {
    query: {
      node: 'select',
      columns: names.map((as) => ({ value: column(as), as })),
      from: { node: 'union', terms },
      where: null,
      groupBy: null,
      orderBy: names.map((_, index) => ({ by: index + 1, descending: false })),
      limit: rows,
    },
  };
}

/** Whether a row is of this record. */
export function isRecord(record: number): Expression {
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
