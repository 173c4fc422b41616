import type { TableAccess } from '#core/access/engine-access.ts';
import type { DatasetAccess } from '#core/access/profile.ts';
import { columnsOfRule } from '#core/access/row-rule-plain.ts';
import { rowRuleSql } from '#core/access/row-rule-sql.ts';
import { rowRuleText } from '#core/access/row-rule-text.ts';
import { areaColumnsOf } from '#core/ingest/stage.ts';
import type { DatasetDefinition } from '#core/model/dataset.ts';
import { areaColumn } from '#core/model/geography.ts';
import type { Manifest } from '#core/model/manifest.ts';
import { RECORD_COLUMNS, recordColumns } from '#core/model/record.ts';
import { ROLLUP_COLUMNS, ROLLUP_RECORDS, rollupColumns } from '#core/model/rollup.ts';
import { column, nullOf } from '#core/sql/build.ts';
import type { Expression, SqlType } from '#core/sql/tree.ts';

type Geography = Manifest['geography'];
type Fields = DatasetDefinition['fields'];

/** Type of a column of a dataset's records or of their roll-up; areas are text. */
export function columnType(name: string, fields: Fields): SqlType {
  return { ...ROLLUP_COLUMNS, ...recordColumns(fields, []) }[name] ?? 'VARCHAR';
}

/** The condition that every record must meet to be seen; null when all do. Columns that no file has are NULL. */
export function ruleOf(
  { rowRule }: Pick<DatasetAccess, 'rowRule'>,
  fields: Fields,
  geography: Geography,
  month: number,
): Expression | null {
  if (rowRule === null) return null;
  const stored = storedColumns(fields, geography);
  return rowRuleSql(rowRule, month, (name, type) => (stored.has(name) ? column(name) : nullOf(type)));
}

/** What an engine is to let read: the columns `shown`, those of the places that the profile shows, and of its rule. */
export function tableAccess(
  { rowRule, precision }: Pick<DatasetAccess, 'rowRule' | 'precision'>,
  fields: Fields,
  shown: readonly string[],
  geography: Geography,
  month: number,
): TableAccess {
  const { exact, cell, levels } = precision;
  const standard = Object.keys(RECORD_COLUMNS).filter((name) => {
    const resolution = /^h3_(\d+)$/.exec(name)?.[1];
    if (resolution !== undefined) return exact || Number(resolution) <= (cell ?? 0);
    if (name.startsWith('snapped_')) return exact || cell === 9;
    return exact || (name !== 'longitude' && name !== 'latitude');
  });
  const areas = Object.entries(geography).flatMap(([level, vintages]) =>
    exact || levels.includes(level) ? Object.keys(vintages).map((vintage) => areaColumn(level, vintage)) : [],
  );
  const stored = storedColumns(fields, geography);
  const has = (name: string) => stored.has(name);
  const ruled = rowRule === null ? [] : columnsOfRule(rowRule).filter(has);
  return {
    columns: [...new Set([...standard, ...shown, ...areas, ...ruled])],
    rowFilter: rowRule === null ? null : rowRuleText(rowRule, month, has),
  };
}

/**
 * The same of the roll-ups of those files: what is shown of the records and may be counted by, under the same rule. Null
 * where the rule reads what no roll-up counts by: nothing of them may be read then.
 */
export function rollupAccess(
  { rowRule, precision }: Pick<DatasetAccess, 'rowRule' | 'precision'>,
  fields: Fields,
  shown: readonly string[],
  geography: Geography,
  month: number,
): TableAccess | null {
  const stored = storedColumns(fields, geography);
  const has = (name: string) => stored.has(name);
  const counted = rollupColumns({ fields }, areaColumnsOf(geography));
  const ruled = rowRule === null ? [] : columnsOfRule(rowRule).filter(has);
  if (ruled.some((name) => !(name in counted))) return null;
  const { columns } = tableAccess({ rowRule, precision }, fields, shown, geography, month);
  return {
    columns: [...columns.filter((name) => name in counted), ...Object.keys(ROLLUP_COLUMNS)],
    rowFilter: rowRule === null ? null : rowRuleText(rowRule, month, has, ROLLUP_RECORDS),
  };
}

function storedColumns(fields: Fields, geography: Geography): ReadonlySet<string> {
  return new Set(Object.keys(recordColumns(fields, areaColumnsOf(geography))));
}
