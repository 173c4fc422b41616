import { AppError } from '#core/model/error.ts';

/** An opaque cursor that stands for the last key of a page. */
export function writeCursor(key: string): string {
  return Buffer.from(JSON.stringify([key])).toString('base64url');
}

/** The key that a cursor stands for. Fails with SPEC_INVALID for text that is no cursor. */
export function readCursor(cursor: string): string {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(parsed) && parsed.length === 1 && typeof parsed[0] === 'string') return parsed[0];
  } catch {}
  const faults = [{ at: 'cursor', message: 'is not one that this list gave: begin without it' }];
  throw new AppError('SPEC_INVALID', 'the cursor cannot be used', { details: { faults } });
}
