import { AppError } from '#core/model/error.ts';
import type { ProfileId } from '#core/model/id.ts';

/** Said in the contract of every route whose answer depends on the profile. */
export const PREVIEW = {
  'X-Preview-Profile': 'For administrators: the profile to look through, for this request',
};

/** The profile to look through; whether the caller may is decided by what they ask for. */
export function previewOf(header: string | undefined): ProfileId | null {
  if (header === undefined) return null;
  if (/^[a-z][a-z0-9-]{0,39}$/.test(header)) return header;
  const faults = [{ at: 'X-Preview-Profile', message: 'use the id of a profile, as in borough-counts' }];
  throw new AppError('SPEC_INVALID', 'the header X-Preview-Profile cannot be used', { details: { faults } });
}
