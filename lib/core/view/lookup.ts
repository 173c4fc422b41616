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
  if (on === undefined || table?.columns.some(({ name }) => name === lookup.column) !== true) return null;
  const codes = on.codeList === undefined ? null : (codeLists[on.codeList] ?? null);
  const source = storedField({ ...on, role: 'dimension', hidden: [] }, codes);
  const pairs = pairsOf(table, lookup.column);
  const listed = [...new Set(pairs.map(([, value]) => value))].sort();
  const { name, label } = lookup;
  return mappedField(
    { name, label, codes: listed.map((code) => ({ code, label: code, sources: [] })) },
    source,
    pairs,
  );
}

/**
 * What each code of a field belongs to, by code, from the first lookup on that field which gathers its codes into fewer
 * groups than there are codes, two at least. Only lookups that the view shows are looked at; empty where none is such,
 * and a code of which the table says nothing is left out.
 */
export function codeParents(
  { name, codes }: Pick<ViewField, 'name' | 'codes'>,
  definition: Pick<DatasetDefinition, 'lookups'>,
  lookups: Lookups,
  view: { readonly field: (name: string) => ViewField | null },
): ReadonlyMap<string, string> {
  for (const lookup of definition.lookups) {
    if (lookup.on !== name || view.field(lookup.name)?.inOutput !== true) continue;
    const table = lookups.get(lookup.lookup);
    const values = new Map(table === undefined ? [] : pairsOf(table, lookup.column));
    const parents = new Map(
      (codes ?? []).flatMap(({ code }): readonly (readonly [string, string])[] => {
        const parent = values.get(code);
        return parent === undefined ? [] : [[code, parent]];
      }),
    );
    const groups = new Set(parents.values()).size;
    if (groups > 1 && groups < parents.size) return parents;
  }
  return new Map();
}

/** Keys of a table with what a column says of them, where it says something; none where there is no such column. */
function pairsOf({ columns, rows }: LookupTable, column: string): readonly (readonly [string, string])[] {
  const at = columns.findIndex(({ name }) => name === column);
  return rows.flatMap(([key, ...values]): readonly (readonly [string, string])[] => {
    const value = values[at];
    return key === undefined || value === undefined || value === '' ? [] : [[key, value]];
  });
}
