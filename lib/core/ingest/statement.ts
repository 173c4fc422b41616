import * as z from 'zod';
import { isMonth } from './month.ts';

const month = z.string().refine(isMonth, 'use a month as in 2018-05');

/** Months (both ends included) and areas that a supplier says a file covers; null areas = everywhere. */
export const CoverageStatementSchema = z
  .strictObject({
    from: month,
    to: month,
    areas: z.array(z.string().trim().min(1).max(20)).min(1).max(5_000).nullable().default(null),
  })
  .refine(({ from, to }) => from <= to, 'the first month is after the last');

/** The manifest that may lie beside a file as `<file>.manifest.json`: coverage, and what to check the file against. */
export const DeliveryStatementSchema = z.strictObject({
  covers: CoverageStatementSchema.optional(),
  /** Data rows, header not counted. */
  rows: z
    .int()
    .min(0)
    .max(2 ** 32)
    .optional(),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/i, 'use the sha256 of the file as 64 hexadecimal digits')
    .optional(),
});

/** What somebody says a file covers, checked. */
export type CoverageStatement = z.output<typeof CoverageStatementSchema>;
/** A manifest, checked. */
export type DeliveryStatement = z.output<typeof DeliveryStatementSchema>;
