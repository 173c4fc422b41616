import { firstDayOf, lastDayOf } from '#core/ingest/month.ts';
import type { Coverage } from '#core/model/coverage.ts';
import type { DatasetDefinition, SourceLayout } from '#core/model/dataset.ts';
import type { RejectReason } from '#core/model/delivery.ts';
import { type FieldSql, fieldSql } from './field-sql.ts';
import { integer, name, text, texts } from './literal.ts';
import type { PlaceUnit } from './locate-places.ts';
import { dayNumber, isFuture, timeSql } from './time-sql.ts';

/** What stops a row, by the number that the column `fault` of the parsed table holds. */
export type RowFault = { readonly reason: RejectReason; readonly field: string };

export type ParsePlan = {
  /** Makes the table `parsed` from `raw` (`row`, `c0`, `c1` … of text). */
  readonly sql: string;
  /** Number − 1 in the column `fault` → what it means. */
  readonly faults: readonly RowFault[];
  readonly fields: readonly FieldSql[];
  readonly unit: PlaceUnit;
};

/** How the rows of a layout become typed columns, each row with its first fault, if any. */
export function parsePlan(
  definition: DatasetDefinition,
  layout: SourceLayout,
  coverage: Coverage | null,
  now: Date,
): ParsePlan {
  const used = usedColumns(layout);
  const cleaned = (column: string) => `k${used.indexOf(column)}`;
  const value = (column: string) => `clean.${cleaned(column)}`;
  const fields = definition.fields.map((field) => fieldSql(field, layout.fields[field.name] ?? null, value));
  const time = timeSql(layout.time, value, coverage);
  const conditions: (RowFault & { when: string })[] = [
    { reason: 'COLUMN_COUNT', field: '', when: 'misfit' },
    ...time.required.map((column) => ({
      reason: 'VALUE_REQUIRED' as const,
      field: column,
      when: `${cleaned(column)} IS NULL`,
    })),
    ...time.invalid.map(({ column }, i) => ({
      reason: 'DATE_INVALID' as const,
      field: column,
      when: `bad_time${i}`,
    })),
    { reason: 'DATE_INVALID', field: time.column, when: 'from_date IS NULL' },
    { reason: 'DATE_IN_FUTURE', field: time.column, when: isFuture(now) },
    { reason: 'DATE_OUTSIDE_PERIOD', field: time.column, when: outsidePeriod(coverage) },
    ...fields.flatMap(({ field, column, faults }) =>
      faults.map(({ reason }, i) => ({
        reason,
        field: column ?? field.name,
        when: `${name(`bad${i}_${field.name}`)}`,
      })),
    ),
  ];
  const typed = [
    'clean.row AS row',
    'clean.misfit AS misfit',
    ...used.map((_, i) => `clean.k${i} AS k${i}`),
    `${time.utcMinute} AS utc_minute`,
    `${time.from} AS from_date`,
    `${time.to} AS to_date`,
    `${time.local} AS local_time`,
    `${time.precision} AS time_precision`,
    ...time.invalid.map(({ when }, i) => `${when} AS bad_time${i}`),
    ...fields.flatMap(({ field, stored, unlisted, faults }) => [
      `${stored} AS ${name(field.name)}`,
      ...(unlisted === null ? [] : [`coalesce(${unlisted}, false) AS ${name(`unlisted_${field.name}`)}`]),
      ...faults.map(({ when }, i) => `${when} AS ${name(`bad${i}_${field.name}`)}`),
    ]),
    ...placeSql(layout.place, value),
    `${layout.printedArea === undefined ? 'NULL::VARCHAR' : value(layout.printedArea.column)} AS printed_area`,
  ];
  const joins = fields.flatMap(({ join }) => (join === null ? [] : [join]));
  const cases = conditions.map(({ when }, i) => `WHEN ${when} THEN ${i + 1}`);
  const sql = `CREATE TABLE parsed AS
WITH clean AS (SELECT raw.row AS row, ${misfitSql} AS misfit${used.map((column, i) => `, ${cleanSql(layout, column)} AS k${i}`).join('')} FROM raw),
typed AS (SELECT ${typed.join(', ')} FROM clean ${joins.join(' ')})
SELECT row, CASE ${cases.join(' ')} END AS fault, utc_minute,
  ${dayNumber('from_date')} AS date_from, ${dayNumber('to_date')} AS date_to,
  ${time.hasMonth === 'true' ? 'CAST(year(from_date) * 100 + month(from_date) AS INTEGER)' : 'NULL::INTEGER'} AS month,
  CAST(year(from_date) AS INTEGER) AS year, CAST(hour(local_time) AS INTEGER) AS hour,
  ${weekdaySql(layout)} AS weekday, time_precision,
  CASE WHEN place_state IS NULL THEN x END AS x, CASE WHEN place_state IS NULL THEN y END AS y, place_state,
  ${[...fields.flatMap(({ field, unlisted }) => [name(field.name), ...(unlisted === null ? [] : [name(`unlisted_${field.name}`)])]), 'printed_area'].join(', ')}
FROM typed`;
  const unit = layout.place.kind === 'wgs84' ? 'micro-degree' : 'grid-millimetre';
  return { sql, faults: conditions.map(({ reason, field }) => ({ reason, field })), fields, unit };
}

const misfitSql = 'raw.row IN (SELECT row FROM misfits)';

function usedColumns(layout: SourceLayout): string[] {
  const { time, place } = layout;
  const timeColumns =
    time.kind === 'local'
      ? [time.date, ...(time.time === undefined ? [] : [time.time])]
      : time.kind === 'delivery-year'
        ? []
        : [time.column];
  const printed = layout.printedArea === undefined ? [] : [layout.printedArea.column];
  return [...new Set([...timeColumns, ...placeColumns(place), ...Object.values(layout.fields), ...printed])];
}

/** A value without the spaces around it and the layout's prefix; NULL when it says nothing. */
function cleanSql(layout: SourceLayout, column: string): string {
  const raw = `raw.c${layout.columns.indexOf(column)}`;
  const trimmed = `(CASE WHEN regexp_matches(${raw}, '^\\s|\\s$') THEN trim(${raw}, E' \\t\\r\\n') ELSE ${raw} END)`;
  const prefix = layout.stripPrefix ?? '';
  const bare =
    prefix === ''
      ? trimmed
      : `CASE WHEN starts_with(${trimmed}, ${text(prefix)}) THEN substr(${trimmed}, ${prefix.length + 1}) ELSE ${trimmed} END`;
  const nulls = ['', ...layout.nulls];
  return nulls.length === 1
    ? `nullif(${bare}, '')`
    : `CASE WHEN ${bare} NOT IN ${texts(nulls)} THEN ${bare} END`;
}

/** The columns across and up; none where the layout has no coordinates. */
function placeColumns(place: SourceLayout['place']): readonly string[] {
  if (place.kind === 'none') return [];
  return place.kind === 'wgs84' ? [place.longitude, place.latitude] : [place.easting, place.northing];
}

/** `x` and `y` in the unit of the place; `place_state` says why there are none to look for. */
function placeSql(place: SourceLayout['place'], value: (column: string) => string): string[] {
  const [across, up] = placeColumns(place);
  if (across === undefined || up === undefined)
    return ['NULL::BIGINT AS x', 'NULL::BIGINT AS y', "'missing' AS place_state"];
  const [type, factor] = place.kind === 'wgs84' ? ['DECIMAL(12,9)', 1_000_000] : ['DECIMAL(13,6)', 1_000];
  const number = (column: string) =>
    `TRY_CAST(round(TRY_CAST(${value(column)} AS ${type}) * ${factor}) AS BIGINT)`;
  const [x, y] = [number(across), number(up)];
  const beyond = place.kind === 'wgs84' ? `abs(${x}) > 180000000 OR abs(${y}) > 180000000` : 'false';
  const zero = place.kind === 'wgs84' ? '' : `WHEN ${x} = 0 AND ${y} = 0 THEN 'zero' `;
  return [
    `${x} AS x`,
    `${y} AS y`,
    `CASE WHEN ${value(across)} IS NULL AND ${value(up)} IS NULL THEN 'missing' WHEN ${x} IS NULL OR ${y} IS NULL OR ${beyond} THEN 'invalid' ${zero}END AS place_state`,
  ];
}

function outsidePeriod(coverage: Coverage | null): string {
  if (coverage === null || coverage.stated === 'assumed') return 'false';
  const from = integer(firstDayOf(coverage.from));
  const to = integer(lastDayOf(coverage.to));
  return `${dayNumber('from_date')} < ${from} OR ${dayNumber('to_date')} > ${to}`;
}

function weekdaySql(layout: SourceLayout): string {
  const isKnown = layout.time.kind === 'instant' || layout.time.kind === 'local';
  return isKnown ? 'CAST(isodow(from_date) AS INTEGER)' : 'NULL::INTEGER';
}
