import type * as z from 'zod';
import { AppError } from '#core/model/error.ts';

/** An opaque cursor that stands for the place at which a list goes on. */
export function writeCursor(place: unknown): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/** The place that a cursor stands for. Fails with SPEC_INVALID for text that the list of this schema did not give. */
export function readCursor<Place>(schema: z.ZodType<Place>, cursor: string): Place {
  const place = schema.safeParse(jsonOf(cursor));
  if (place.success) return place.data;
  const faults = [{ at: 'cursor', message: 'is not one that this list gave: begin without it' }];
  throw new AppError('SPEC_INVALID', 'the cursor cannot be used', { details: { faults } });
}

function jsonOf(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
