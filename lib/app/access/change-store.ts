import { allItems } from '#app/every-item.ts';
import type { Registry } from '#app/ports.ts';
import type { ProfileSpec } from '#core/access/profile.ts';
import type { UserId } from '#core/model/id.ts';

/** Registry partition of the changes of profiles that wait for a second Super Admin, by id. */
export const CHANGE_PARTITION = 'profile-change';

/** A change of a profile that waits for a second Super Admin, as the registry keeps it. */
export type StoredChange = {
  readonly id: string;
  readonly spec: ProfileSpec;
  /** The version of the profile's item that it changes; 0 = the profile is new. */
  readonly expected: number;
  readonly proposedBy: UserId;
  readonly proposedAt: string;
};

/** The changes that wait, the oldest first. */
export async function waitingChanges(registry: Registry): Promise<readonly StoredChange[]> {
  return (await allItems<StoredChange>(registry, CHANGE_PARTITION)).map(({ value }) => value);
}
