import type { ColumnFacts } from './column.ts';
import type { FieldGuess } from './field-guess.ts';

/** Which fields identify an event, and what a person should know of it. */
export type KeyGuess = { readonly key: readonly string[] | null; readonly notes: readonly string[] };

const ENOUGH_ROWS = 5;
const NEARLY = 0.95;
const PART_WORDS = /\b(id|no|number|ref|[a-z]*ref ?no|sequence|seq|key|line|item|part)$/;

/**
 * The field whose values are all distinct where they are stated, else two fields of which one is a reference and whose
 * pairs are; none otherwise. A reference that is nearly distinct is only mentioned.
 */
export function guessKey(columns: readonly ColumnFacts[], fields: ReadonlyMap<string, FieldGuess>): KeyGuess {
  const named = columns.flatMap((column) => {
    const field = fields.get(column.header)?.field;
    return field === undefined || column.filled < ENOUGH_ROWS
      ? []
      : [{ column, name: field.name, role: field.role }];
  });
  const references = named.filter(({ role, column }) => role === 'key' && column.filled * 2 >= column.rows);
  const single = references.find(({ column }) => column.distinct.size === column.filled);
  if (single !== undefined) return { key: [single.name], notes: [chosen(single.name)] };
  for (const first of references)
    for (const second of named.filter(
      ({ column, name }) => PART_WORDS.test(column.words) && name !== first.name,
    ))
      if (arePairsDistinct(first.column, second.column)) {
        const key = [first.name, second.name];
        return { key, notes: [chosen(key.join(' with '))] };
      }
  const nearly = references.filter(({ column }) => column.distinct.size >= column.filled * NEARLY);
  return {
    key: null,
    notes: [
      'no column was found that identifies an event: identical rows count as distinct events',
      ...nearly.map(
        ({ name, column }) =>
          `${name} is nearly distinct (${column.distinct.size} of ${column.filled}): make it the key if it names the event`,
      ),
    ],
  };
}

function arePairsDistinct(first: ColumnFacts, second: ColumnFacts): boolean {
  const seen = new Set<string>();
  for (const [row, value] of first.values.entries()) {
    const other = second.values[row] ?? null;
    if (value === null || other === null) return false;
    const pair = JSON.stringify([value, other]);
    if (seen.has(pair)) return false;
    seen.add(pair);
  }
  return true;
}

function chosen(key: string): string {
  return `${key} identifies an event: rows with the same one and the same content count once; this can never be changed later`;
}
