import type { Locator } from '#core/geo/locator.ts';
import type { DatasetDefinition } from '#core/model/dataset.ts';
import { areaColumn } from '#core/model/geography.ts';
import { ROWS_PER_DELIVERY } from '#core/model/id.ts';
import { recordColumns } from '#core/model/record.ts';
import { integer, name, text } from './literal.ts';
import { placeColumns } from './locate-places.ts';
import type { ParsePlan } from './parse-sql.ts';

/** Columns that only staged rows have: for duplicates, and to compare with the area that the source prints. */
const STAGE_COLUMNS = { key_hash: 'BIGINT', content_hash: 'BIGINT', printed_area: 'VARCHAR' } as const;

type Vintages = Pick<Locator, 'boundaries'>;

/** Columns of staged rows with their SQL types: those of records, areas, fields, and of the stage itself. */
export function stagedColumns(definition: DatasetDefinition, locator: Vintages): Record<string, string> {
  return { ...recordColumns(definition.fields, areaColumns(locator)), ...STAGE_COLUMNS };
}

/** Names of the area columns of a locator's boundaries, in their order. */
export function areaColumns(locator: Vintages): string[] {
  return locator.boundaries.map(({ level, vintage }) => areaColumn(level, vintage));
}

/**
 * The good rows of `parsed` with what `places` knows of where they are. The secret is the variable `record_secret`.
 * Two rows have the same `content_hash` when time, place and all fields are the same.
 */
export function stagedSql(
  definition: DatasetDefinition,
  plan: ParsePlan,
  locator: Vintages,
  number: number,
): string {
  const recordId = `(${integer(number)}::BIGINT * ${ROWS_PER_DELIVERY} + parsed.row)`;
  const fromPlace = new Set(Object.keys(placeColumns(locator)));
  const fields = plan.fields.map(({ field }) => `parsed.${name(field.name)}`);
  const content = ['utc_minute', 'date_from', 'date_to', 'x', 'y'].map((column) => `parsed.${column}`);
  const keys = definition.key?.map((field) => `parsed.${name(field)}`) ?? null;
  const anyNull = keys?.map((key) => `${key} IS NULL`).join(' OR ') ?? 'true';
  const special: Record<string, string> = {
    record_id: recordId,
    record_key: recordKeySql(definition, [...content, ...fields.toSorted()], keys),
    location_quality: 'coalesce(parsed.place_state, places.location_quality)',
    key_hash: keys === null ? 'NULL::BIGINT' : `CASE WHEN ${anyNull} THEN NULL ELSE ${hashed(keys)} END`,
    content_hash: hashed([...content, ...fields]),
  };
  const columns = Object.keys(stagedColumns(definition, locator)).map((column) => {
    const sql = special[column] ?? `${fromPlace.has(column) ? 'places' : 'parsed'}.${name(column)}`;
    return `${sql} AS ${name(column)}`;
  });
  return `SELECT ${columns.join(', ')} FROM parsed LEFT JOIN places ON places.x = parsed.x AND places.y = parsed.y WHERE parsed.fault IS NULL`;
}

/**
 * 16 bits of a hash under the secret, so that the same record delivered again has the same key: of its business key
 * where it has one, else of all that is known of it. What is NULL takes no part, so that a field that is added later and
 * was never filled changes no key.
 */
function recordKeySql(
  { id }: Pick<DatasetDefinition, 'id'>,
  content: readonly string[],
  keys: readonly string[] | null,
): string {
  const named = (values: readonly string[]) =>
    values.map((value) => `${text(`${value}=`)} || CAST(${value} AS VARCHAR)`).join(', ');
  const told =
    keys === null
      ? `concat_ws(chr(31), ${named(content)})`
      : `CASE WHEN ${keys.map((key) => `${key} IS NULL`).join(' OR ')} THEN concat_ws(chr(31), ${named(content)}) ELSE concat_ws(chr(31), ${named(keys)}) END`;
  const hash = `sha256(concat_ws(chr(31), getvariable('record_secret'), ${text(id)}, ${told}))`;
  return `CAST('0x' || substr(${hash}, 1, 4) AS INTEGER)`;
}

/** 63 bits of an md5 over values, NULL told apart from every text. */
function hashed(values: readonly string[]): string {
  const parts = values.map((value) => `coalesce(CAST(${value} AS VARCHAR), chr(1))`);
  return `CAST(md5_number_lower(concat_ws(chr(31), ${parts.join(', ')})) >> 1 AS BIGINT)`;
}
