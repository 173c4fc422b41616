import * as z from 'zod';

const CONTROL = /\p{Cc}/u;
const name = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,47}$/, 'use lower case letters, digits and underscores, a letter first');
const line = (max: number) =>
  z
    .string()
    .max(max)
    .refine((value) => !CONTROL.test(value), 'use one line of text without control characters')
    .trim();

/** What bounds a lookup table; `columnBytes` is what one column adds to a statement, of which there may be several. */
export const LOOKUP_LIMITS = { rows: 5_000, columns: 20, cell: 200, columnBytes: 120_000 } as const;

/**
 * A lookup table: what else is known of each value of a field. Each row is a key, compared to the letter, and then a
 * text for each column; an empty text is not known.
 */
export const LookupTableSchema = z.strictObject({
  name,
  title: line(80).min(1),
  /** What the keys are, in words. */
  keyLabel: line(80).min(1),
  columns: z
    .array(z.strictObject({ name, label: line(80).min(1) }))
    .min(1)
    .max(LOOKUP_LIMITS.columns),
  rows: z
    .array(
      z
        .array(line(LOOKUP_LIMITS.cell))
        .min(2)
        .max(1 + LOOKUP_LIMITS.columns),
    )
    .max(LOOKUP_LIMITS.rows),
});

/** A lookup table, well-formed and, from `readLookup`, sound. */
export type LookupTable = z.output<typeof LookupTableSchema>;
/** What a definition needs to know of a lookup table. */
export type LookupShape = Pick<LookupTable, 'columns'>;
