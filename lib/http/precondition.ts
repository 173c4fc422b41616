import { AppError } from '#core/model/error.ts';

/** Said of the header `If-Match` in the contract of every write to something that others may change too. */
export const IF_MATCH = {
  'If-Match': 'The `etag` of what is being changed, as it was last read; "0" = it is new',
};

/** The entity tag of a registry item's version. */
export function etagOf(version: number): string {
  return `"${version}"`;
}

/** The version that a write says it changes. Fails with PRECONDITION_REQUIRED without it, SPEC_INVALID for another form. */
export function expectedVersion(header: string | undefined): number {
  if (header === undefined)
    throw new AppError(
      'PRECONDITION_REQUIRED',
      'send the etag of what you are changing in the header If-Match, so that nobody’s change is lost',
    );
  const digits = /^"?(\d{1,9})"?$/.exec(header.trim())?.[1];
  if (digits !== undefined) return Number(digits);
  const faults = [{ at: 'If-Match', message: 'use the etag that the last read gave, as in "3"' }];
  throw new AppError('SPEC_INVALID', 'the header If-Match cannot be used', { details: { faults } });
}
