import type * as z from 'zod';
import { AppError } from '#core/model/error.ts';
import { faultsOfIssues } from '#core/model/fault.ts';

/** Parses what a caller sent; fails with SPEC_INVALID and every fault. `what` names the part: `the body`. */
export function parseSent<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  what: string,
): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const faults = faultsOfIssues(parsed.error.issues);
  throw new AppError(
    'SPEC_INVALID',
    `${what} has ${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}`,
    { details: { faults } },
  );
}
