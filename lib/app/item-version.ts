import { AppError } from '#core/model/error.ts';
import type { RegistryItem } from './ports.ts';

/**
 * Fails with CONFLICT unless an item has the version that a writer read; null = it is not there, which is version 0.
 * `what` names it with its kind: `lookup table "ward_profile"`.
 */
export function requireVersion(what: string, item: RegistryItem | null, expected: number): void {
  if ((item?.version ?? 0) === expected) return;
  throw new AppError(
    'CONFLICT',
    item === null
      ? `there is no ${what} yet: send If-Match "0"`
      : `the ${what} has been changed since you read it: read it again`,
  );
}
