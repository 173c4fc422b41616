import { otherSeparator } from '#core/catalogue/sample.ts';
import { csvRows } from '#core/ingest/csv-rows.ts';
import type { Fault } from '#core/model/error.ts';
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

/** Why the text of a file can be no lookup table at all; its values are not looked at. */
export function lookupCsvFaults(text: string): readonly Fault[] {
  const { rows, isOpen } = csvRows(text.replace(/^\ufeff/, ''), LOOKUP_LIMITS.rows + 2);
  const [header = []] = rows;
  if (isOpen) return [{ at: 'csv', message: 'opens a quote that it never closes: send the whole file' }];
  if (header.length > 1) return [];
  const separator = otherSeparator(header);
  const message =
    separator === null
      ? 'has no column beside the key: send a header and rows of at least two columns'
      : `is separated by ${separator}: only commas are read, export it again with commas`;
  return [{ at: 'csv', message }];
}
