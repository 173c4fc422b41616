import { csvRows } from '#core/ingest/csv-rows.ts';
import { LOOKUP_LIMITS, type LookupTable } from '#core/model/lookup.ts';
import { fieldNameFor, labelFor } from './field-name.ts';

/**
 * A lookup table out of the text of a CSV file: the first column is the key, the header names the others. Nothing of it
 * is checked yet.
 */
export function lookupOfCsv(text: string): Pick<LookupTable, 'keyLabel' | 'columns' | 'rows'> {
  const [header = [], ...rows] = csvRows(text.replace(/^\ufeff/, ''), LOOKUP_LIMITS.rows + 2).rows;
  const taken = new Set<string>();
  const columns = header.slice(1).map((title, i) => {
    const name = fieldNameFor(title, i + 1, taken);
    taken.add(name);
    return { name, label: labelFor(title, i + 1) };
  });
  return {
    keyLabel: labelFor(header[0] ?? '', 0),
    columns,
    rows: rows.map((row) => row.map((value) => value.trim())),
  };
}
