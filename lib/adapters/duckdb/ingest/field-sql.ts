import type { DatasetDefinition, Field } from '#core/model/dataset.ts';
import type { RejectReason } from '#core/model/delivery.ts';
import { storedType } from '#core/model/record.ts';
import { name, text } from './literal.ts';

/** Longest value of one field, in characters. */
const MAX_VALUE_CHARACTERS = 4_000;

/** A dataset's field as SQL over the cleaned value of its source column. */
export type FieldSql = {
  readonly field: Field;
  /** Source column; null when the layout has none and the field is unknown throughout. */
  readonly column: string | null;
  readonly stored: string;
  /** When the value is in no code list, or cannot be read as what it should be and is left out; null = never. */
  readonly unlisted: string | null;
  /** Table of spellings to join, if any. */
  readonly join: string | null;
  readonly faults: readonly { readonly reason: RejectReason; readonly when: string }[];
};

/** Name of the table that holds a code list's spellings. */
function codeTable(codeList: string): string {
  return name(`codes_${codeList}`);
}

/** Makes one table of spellings (`source`, `code`) for each code list of a definition. */
export function codeTablesSql(definition: DatasetDefinition): string[] {
  return Object.entries(definition.codeLists).map(([codeList, codes]) => {
    const spellings = new Map<string, string>();
    for (const { code, sources } of codes) for (const source of sources) spellings.set(source.trim(), code);
    for (const { code } of codes) spellings.set(code, code);
    const rows = [...spellings].map(([source, code]) => `(${text(source)}, ${text(code)})`);
    const values = rows.length > 0 ? `VALUES ${rows.join(', ')}` : 'SELECT NULL, NULL WHERE false';
    return `CREATE TABLE ${codeTable(codeList)} AS FROM (${values}) AS spelling(source, code)`;
  });
}

/** How one field is read from the column of a layout; `value` gives the SQL of a column's cleaned value. */
export function fieldSql(field: Field, column: string | null, value: (column: string) => string): FieldSql {
  const type = storedType(field.type);
  if (column === null) {
    const missing = field.required ? [{ reason: 'VALUE_REQUIRED' as const, when: 'true' }] : [];
    return { field, column, stored: `NULL::${type}`, unlisted: null, join: null, faults: missing };
  }
  const raw = value(column);
  const faults: { reason: RejectReason; when: string }[] = [
    { reason: 'VALUE_TOO_LONG', when: `length(${raw}) > ${MAX_VALUE_CHARACTERS}` },
  ];
  if (field.required) faults.push({ reason: 'VALUE_REQUIRED', when: `${raw} IS NULL` });
  const plain = { field, column, unlisted: null, join: null, faults };
  switch (field.type) {
    case 'text':
    case 'category':
      return field.codeList === undefined ? { ...plain, stored: raw } : listed(plain, field.codeList, raw);
    case 'boolean':
      return {
        ...plain,
        stored: `CASE WHEN lower(${raw}) IN ('true', 'yes', 'y', '1') THEN true WHEN lower(${raw}) IN ('false', 'no', 'n', '0') THEN false END`,
        unlisted: `lower(${raw}) NOT IN ('true', 'yes', 'y', '1', 'false', 'no', 'n', '0')`,
      };
    case 'integer': {
      const stored = `CASE WHEN regexp_full_match(${raw}, '[+-]?\\d{1,18}') THEN TRY_CAST(${raw} AS BIGINT) END`;
      faults.push({ reason: 'NUMBER_INVALID', when: `${raw} IS NOT NULL AND (${stored}) IS NULL` });
      return { ...plain, stored };
    }
    case 'decimal': {
      const scaled = `TRY_CAST(${raw} AS DECIMAL(24,6)) * ${10 ** (field.scale ?? 0)}`;
      const stored = `CASE WHEN regexp_full_match(${raw}, '[+-]?\\d{1,12}(\\.\\d+)?') THEN TRY_CAST(round(${scaled}) AS BIGINT) END`;
      faults.push({ reason: 'NUMBER_INVALID', when: `${raw} IS NOT NULL AND (${stored}) IS NULL` });
      return { ...plain, stored };
    }
  }
}

function listed(plain: Omit<FieldSql, 'stored'>, codeList: string, raw: string): FieldSql {
  const alias = name(`list_${plain.field.name}`);
  return {
    ...plain,
    stored: `coalesce(${alias}.code, ${raw})`,
    unlisted: `${raw} IS NOT NULL AND ${alias}.code IS NULL`,
    join: `LEFT JOIN ${codeTable(codeList)} AS ${alias} ON ${alias}.source = ${raw}`,
  };
}
