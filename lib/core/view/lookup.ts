import type { DatasetDefinition, LookupField } from '#core/model/dataset.ts';
import { mappedField, storedField, type ViewField } from './field.ts';

/** A lookup table: rows of a key and then the values of the columns. */
export type LookupTable = {
  readonly columns: readonly { readonly name: string }[];
  readonly rows: readonly (readonly string[])[];
};

/** Lookup tables by name. */
export type Lookups = ReadonlyMap<string, LookupTable>;

/**
 * The field that a lookup gives, as a crosswalk of the field that it is on, which need not be shown itself. Null when
 * that field, the table or the column is not there. Its codes are the values of the table, each once, in order.
 */
export function lookupField(
  lookup: LookupField,
  { fields, codeLists }: Pick<DatasetDefinition, 'fields' | 'codeLists'>,
  lookups: Lookups,
): ViewField | null {
  const on = fields.find(({ name }) => name === lookup.on);
  const table = lookups.get(lookup.lookup);
  const at = table?.columns.findIndex(({ name }) => name === lookup.column) ?? -1;
  if (on === undefined || table === undefined || at < 0) return null;
  const codes = on.codeList === undefined ? null : (codeLists[on.codeList] ?? null);
  const source = storedField({ ...on, role: 'dimension', hidden: [] }, codes);
  const pairs = table.rows.flatMap(([key, ...values]): readonly (readonly [string, string])[] => {
    const value = values[at];
    return key === undefined || value === undefined || value === '' ? [] : [[key, value]];
  });
  const listed = [...new Set(pairs.map(([, value]) => value))].sort();
  const { name, label } = lookup;
  return mappedField(
    { name, label, codes: listed.map((code) => ({ code, label: code, sources: [] })) },
    source,
    pairs,
  );
}
