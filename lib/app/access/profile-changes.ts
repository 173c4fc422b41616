import { audited } from '#app/audit/audited.ts';
import { authorise, may } from '#app/authorise.ts';
import type { Caller } from '#app/caller.ts';
import { isSuperAdmin } from '#app/people/administrators.ts';
import { findUser } from '#app/people.ts';
import type { Platform, Registry, RegistryItem } from '#app/ports.ts';
import { type Comparison, compareProfiles } from '#core/access/compare.ts';
import type { ProfileSpec } from '#core/access/profile.ts';
import { AppError } from '#core/model/error.ts';
import type { UserId } from '#core/model/id.ts';
import { CHANGE_PARTITION, type StoredChange, waitingChanges } from './change-store.ts';
import { type Affected, affectedBy, countHolders, type Holders, type Named, namedPerson } from './holders.ts';
import { nextVersion, putInForce, type ReadProfile, refuseMoved, withWords } from './in-force.ts';
import { checkedProfile } from './profile-check.ts';
import { findProfile } from './profile-store.ts';
import { isStopped } from './stop-store.ts';

/** The same as people see it, compared with the profile as it is now. */
export type ProfileChange = {
  readonly id: string;
  readonly profile: { readonly id: string; readonly title: string; readonly version: number | null };
  readonly spec: ProfileSpec;
  readonly proposedBy: Named;
  readonly proposedAt: string;
  readonly comparison: Comparison;
  readonly affects: Affected;
  /** Whether the one who asks may approve it: a second Super Admin, while the first is one and the profile has not moved on. */
  readonly mayApprove: boolean;
};

/** Changes that wait, the oldest first. Fails with FORBIDDEN. */
export async function listChanges(
  { registry }: Pick<Platform, 'registry'>,
  caller: Caller,
): Promise<readonly ProfileChange[]> {
  authorise(caller, 'read-profiles');
  const [changes, holders] = await Promise.all([waitingChanges(registry), countHolders(registry)]);
  return Promise.all(changes.map((change) => shownChange(registry, caller, change, holders)));
}

/** Has a change of a profile wait for a second Super Admin; whoever called this made sure that the caller may. */
export async function proposeChange(
  platform: Pick<Platform, 'registry' | 'audit' | 'newId' | 'clock'>,
  caller: Caller,
  spec: ProfileSpec,
  expected: number,
  comparison: Comparison,
): Promise<ProfileChange> {
  const change: StoredChange = {
    id: platform.newId(),
    spec,
    expected,
    proposedBy: caller.user,
    proposedAt: platform.clock().toISOString(),
  };
  const detail = { change: 'proposal', proposal: change.id, ...comparison };
  await audited(platform, caller, 'administration', `profile/${spec.id}`, detail, () =>
    platform.registry.transact([
      { kind: 'put', partition: CHANGE_PARTITION, sort: change.id, value: change, expected: 0 },
    ]),
  );
  return shownChange(platform.registry, caller, change, await countHolders(platform.registry));
}

/**
 * Puts a change in force that somebody else proposed. Fails with FORBIDDEN for the one who proposed it, NOT_FOUND,
 * CONFLICT when the profile is no longer the one that was to be changed or who proposed it no active Super Admin, and
 * SPEC_INVALID when what it names is gone.
 */
export async function approveChange(platform: Platform, caller: Caller, id: string): Promise<ReadProfile> {
  authorise(caller, 'change-profiles');
  const item = await getChange(platform.registry, id);
  const { spec, expected, proposedBy } = item.value;
  if (proposedBy === caller.user)
    throw new AppError(
      'FORBIDDEN',
      'you proposed this change yourself: it takes a second Super Admin to approve it',
    );
  if (!(await isStillSuperAdmin(platform.registry, proposedBy)))
    throw new AppError(
      'CONFLICT',
      'who proposed this is no active Super Admin any more: drop it, and propose it again yourself',
    );
  const current = await findProfile(platform.registry, spec.id);
  refuseMoved(current, expected);
  await checkedProfile(platform, spec);
  const profile = nextVersion(platform, current, spec, { createdBy: proposedBy, approvedBy: caller.user });
  const comparison = compareProfiles(current?.profile ?? null, spec);
  const stored = await putInForce(platform, caller, profile, expected, comparison, [
    { kind: 'delete', partition: CHANGE_PARTITION, sort: id, expected: item.version },
  ]);
  return withWords(platform, stored);
}

/** Takes a change back, or turns it down. Fails with FORBIDDEN, NOT_FOUND. */
export async function dropChange(
  platform: Pick<Platform, 'registry' | 'audit' | 'newId'>,
  caller: Caller,
  id: string,
): Promise<void> {
  authorise(caller, 'change-profiles');
  const { value, version } = await getChange(platform.registry, id);
  const detail = { change: 'proposal-dropped', proposal: id };
  await audited(platform, caller, 'administration', `profile/${value.spec.id}`, detail, () =>
    platform.registry.transact([
      { kind: 'delete', partition: CHANGE_PARTITION, sort: id, expected: version },
    ]),
  );
}

async function getChange(registry: Registry, id: string): Promise<RegistryItem<StoredChange>> {
  const item = await registry.get<StoredChange>(CHANGE_PARTITION, id);
  if (item === null)
    throw new AppError('NOT_FOUND', 'there is no such change; it may have been approved or taken back');
  return item;
}

async function shownChange(
  registry: Registry,
  caller: Caller,
  { id, spec, expected, proposedBy, proposedAt }: StoredChange,
  holders: Holders,
): Promise<ProfileChange> {
  const current = await findProfile(registry, spec.id);
  return {
    id,
    profile: { id: spec.id, title: spec.title, version: current?.profile.version ?? null },
    spec,
    proposedBy: await namedPerson(registry, proposedBy),
    proposedAt,
    comparison: compareProfiles(current?.profile ?? null, spec),
    affects: await affectedBy(registry, spec.id, holders),
    mayApprove:
      proposedBy !== caller.user &&
      may(caller, 'change-profiles') &&
      (await isStillSuperAdmin(registry, proposedBy)) &&
      (current?.itemVersion ?? 0) === expected,
  };
}

async function isStillSuperAdmin(registry: Registry, person: UserId): Promise<boolean> {
  const user = await findUser(registry, person);
  return user !== null && isSuperAdmin(user) && !(await isStopped(registry, person));
}
