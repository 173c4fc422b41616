import type { Fault } from '#core/model/error.ts';
import { faultsOfIssues } from '#core/model/fault.ts';
import { LOOKUP_LIMITS, type LookupTable, LookupTableSchema } from '#core/model/lookup.ts';

const FAULTS_SHOWN = 100;
const QUOTED_BYTES = 4;
const BRANCH_BYTES = 24;

/** Reads what a person wrote as a lookup table; either the table or its faults, at most a hundred, with their paths. */
export function readLookup(
  spec: unknown,
): { readonly table: LookupTable } | { readonly faults: readonly Fault[] } {
  const rows = rowsOf(spec);
  if (rows > LOOKUP_LIMITS.rows)
    return { faults: [{ at: 'rows', message: `takes at most ${LOOKUP_LIMITS.rows} entries, got ${rows}` }] };
  const parsed = LookupTableSchema.safeParse(spec);
  const faults = parsed.success ? tableFaults(parsed.data) : faultsOfIssues(parsed.error.issues);
  if (faults.length > 0) return { faults: faults.slice(0, FAULTS_SHOWN) };
  if (!parsed.success) throw new Error('a lookup table was refused without a fault');
  return { table: parsed.data };
}

/** How many rows were written; counted first, as each of too many would be a fault of its own. */
function rowsOf(spec: unknown): number {
  const rows: unknown = typeof spec === 'object' && spec !== null && 'rows' in spec ? spec.rows : null;
  return Array.isArray(rows) ? rows.length : 0;
}

function tableFaults({ columns, rows }: LookupTable): readonly Fault[] {
  const keys = new Map<string, number>();
  return [
    ...columns.flatMap(({ name }, i) =>
      columns.findIndex((column) => column.name === name) === i
        ? []
        : [
            {
              at: `columns[${i}].name`,
              message: `"${name}" is already taken: give each column its own name`,
            },
          ],
    ),
    ...columns.flatMap(({ name }, i): Fault[] => {
      const bytes = statementBytes(rows, i + 1);
      const most = LOOKUP_LIMITS.columnBytes;
      const message = `"${name}" adds ${bytes} bytes to a query, ${most} are allowed: use fewer rows, or fewer and shorter values`;
      return bytes > most ? [{ at: `columns[${i}]`, message }] : [];
    }),
    ...rows.flatMap((row, i): Fault[] => {
      const [key = ''] = row;
      const first = keys.get(key) ?? i;
      keys.set(key, first);
      return [
        ...(row.length === columns.length + 1
          ? []
          : [
              {
                at: `rows[${i}]`,
                message: `has ${row.length} values; a key and ${columns.length} columns make ${columns.length + 1}`,
              },
            ]),
        ...(key === '' ? [{ at: `rows[${i}][0]`, message: 'has no key' }] : []),
        ...(first === i
          ? []
          : [{ at: `rows[${i}][0]`, message: `has the key of row ${first}: give each key one row` }]),
      ];
    }),
  ];
}

/** What the keys and values of a column take when a statement writes them out. */
function statementBytes(rows: LookupTable['rows'], at: number): number {
  const encoder = new TextEncoder();
  const bytesOf = (text: string) => encoder.encode(text).length;
  const values = new Set<string>();
  let bytes = 0;
  for (const row of rows) {
    const [key = ''] = row;
    const value = row[at] ?? '';
    if (value === '') continue;
    bytes += bytesOf(key) + QUOTED_BYTES;
    if (!values.has(value)) bytes += bytesOf(value) + BRANCH_BYTES;
    values.add(value);
  }
  return bytes;
}
