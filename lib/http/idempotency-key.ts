import { AppError } from '#core/model/error.ts';

/** What a key may look like. */
export const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,100}$/;

/** The key of a creation that may be sent again; null = none. Fails with SPEC_INVALID for another form. */
export function idempotencyKey(header: string | undefined): string | null {
  if (header === undefined) return null;
  if (IDEMPOTENCY_KEY.test(header)) return header;
  const faults = [{ at: 'Idempotency-Key', message: 'use 1 to 100 printable characters' }];
  throw new AppError('SPEC_INVALID', 'the header Idempotency-Key cannot be used', { details: { faults } });
}
