import * as z from 'zod';

/** Characters of constants that Lake Formation takes without doubt: letters, digits, space and some punctuation. */
const CONSTANT = /^[\p{L}\p{N} _.,:/()&+'-]{1,200}$/u;

const columnName = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,63}$/, 'use the name of a column: lower case letters, digits and underscores');
const constant = z.union([
  z.string().regex(CONSTANT, "use letters, digits, spaces and _ . , : / ( ) & + ' - only"),
  z.int(),
]);

const ComparisonSchema = z.strictObject({
  column: columnName,
  op: z.enum(['=', '<>', '<', '<=', '>', '>=']),
  value: constant,
});
const MembershipSchema = z.strictObject({ column: columnName, in: z.array(constant).min(1).max(200) });
const KnownSchema = z.strictObject({ column: columnName, is: z.enum(['known', 'unknown']) });
/** The local month of the record is one of the last so many, the current one included. */
const RecentSchema = z.strictObject({ lastMonths: z.int().min(1).max(600) });

/** One condition on one column, without and/or/not. NULL never matches, save `is: unknown`. */
export type RowTest =
  | z.infer<typeof ComparisonSchema>
  | z.infer<typeof MembershipSchema>
  | z.infer<typeof KnownSchema>
  | z.infer<typeof RecentSchema>;

/**
 * Which records a profile lets through: only what Lake Formation's row filters can say, so that one rule holds in SQL,
 * in the local secured view and on AWS. Columns are text or integer columns of the records file: a field of the
 * dataset, an area column (`borough_2022`), `month` (yyyymm), `year`, `hour`, `weekday`, `time_precision`,
 * `location_quality`.
 */
export type RowRule =
  | RowTest
  | { readonly all: readonly RowRule[] }
  | { readonly any: readonly RowRule[] }
  | { readonly not: RowRule };

export const RowRuleSchema: z.ZodType<RowRule> = z.lazy(() =>
  z.union([
    ComparisonSchema,
    MembershipSchema,
    KnownSchema,
    RecentSchema,
    z.strictObject({ all: z.array(RowRuleSchema).min(1).max(50) }),
    z.strictObject({ any: z.array(RowRuleSchema).min(1).max(50) }),
    z.strictObject({ not: RowRuleSchema }),
  ]),
);
