import { areaColumnsOf, type Stage } from '#core/ingest/stage.ts';
import { type Replacement, replacementsOf } from '#core/ingest/window.ts';
import type { DatasetDefinition } from '#core/model/dataset.ts';
import { integer, name, text, texts } from './literal.ts';

/** What composing needs to know of a staged delivery. */
export type StagedFile = { readonly stage: Stage; readonly path: string };

const JUDGED = ['record_id', 'key_hash', 'content_hash', 'month', 'year'] as const;

/** What replaces rows of one staged delivery, leaving out what covers none of its months. */
export function effectiveReplacements(
  file: StagedFile,
  files: readonly StagedFile[],
  definition: DatasetDefinition,
): Replacement[] {
  const { coverage } = file.stage;
  const overlapping = files
    .map(({ stage }) => stage)
    .filter((later) => later.coverage.from <= coverage.to && later.coverage.to >= coverage.from);
  return replacementsOf(file.stage, overlapping, definition.contract.window);
}

/** Makes the table of the values of `within` fields that occur in a delivery. */
export function withinTableSql(file: StagedFile, within: readonly string[]): string {
  return `CREATE TABLE IF NOT EXISTS ${withinTable(file.stage.number)} AS SELECT DISTINCT ${tuple(file.stage, within)} AS value FROM read_parquet(${text(file.path)})`;
}

function withinTable(number: number): string {
  return name(`within_${number}`);
}

/** Rows of one staged delivery in these years, narrow: whose they are, and whether a later delivery replaced them. */
export function judgedSql(
  file: StagedFile,
  replacements: readonly Replacement[],
  years: readonly string[],
): string {
  const replaced = replacements.map((replacement) => `(${replacedSql(file.stage, replacement)})`);
  const columns = JUDGED.map((column) =>
    column in file.stage.columns ? column : `NULL::BIGINT AS ${column}`,
  );
  return `SELECT ${columns.join(', ')}, ${integer(file.stage.number)} AS delivery,
    ${replaced.length === 0 ? 'false' : `coalesce(${replaced.join(' OR ')}, false)`} AS replaced
    FROM read_parquet(${text(file.path)}) WHERE year IN (${years.map(Number).map(integer).join(', ')})`;
}

function replacedSql(stage: Stage, { by, fromDay, toDay, areas, within }: Replacement): string {
  const parts = [`date_from >= ${integer(fromDay)}`, `date_to <= ${integer(toDay)}`];
  if (areas !== null) {
    const inside = areaColumnsOf(stage.geography).map(
      (column) => `coalesce(${name(column)} IN ${texts(areas)}, false)`,
    );
    parts.push(inside.length === 0 ? 'false' : `(${inside.join(' OR ')})`);
  }
  if (within.length > 0) parts.push(`${tuple(stage, within)} IN (SELECT value FROM ${withinTable(by)})`);
  return parts.join(' AND ');
}

/** The rows of one year of a stage as they are published; a column that it does not have is NULL. */
export function publishedRowsSql(
  file: StagedFile,
  columns: Readonly<Record<string, string>>,
  year: string,
): string {
  const selected = Object.entries(columns).map(([column, type]) =>
    file.stage.columns[column] === type
      ? name(column)
      : `${column in file.stage.columns ? `TRY_CAST(${name(column)} AS ${type})` : `NULL::${type}`} AS ${name(column)}`,
  );
  return `SELECT ${selected.join(', ')} FROM read_parquet(${text(file.path)}) WHERE year = ${integer(Number(year))}`;
}

function tuple(stage: Stage, fields: readonly string[]): string {
  const parts = fields.map((field) =>
    field in stage.columns ? `coalesce(CAST(${name(field)} AS VARCHAR), chr(1))` : 'chr(1)',
  );
  return `concat_ws(chr(31), ${parts.join(', ')})`;
}
