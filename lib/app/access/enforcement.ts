import { audited } from '#app/audit/audited.ts';
import { withLease } from '#app/ingest/lease.ts';
import type { Platform, ProfileEnforcement } from '#app/ports.ts';
import { wins } from '#app/wins.ts';
import { AppError } from '#core/model/error.ts';
import type { ProfileId } from '#core/model/id.ts';
import {
  isRecorded,
  type Published,
  publishedNow,
  rollupsIn,
  type WantedProfile,
  wantedProfile,
} from './enforced-profile.ts';
import { profilesConcerned, type RegistryChange } from './enforcement-changes.ts';
import { ENFORCEMENT_PARTITION, type Enforcement, findEnforcement, SUSPENDING } from './enforcement-store.ts';
import { findProfile, listProfileItems } from './profile-store.ts';
import { readStops } from './stop-store.ts';

const ATTEMPTS = 5;
const LEASE_MS = 30_000;
const WAIT_MS = 4 * 60_000;
/** Faults that one event of the audit lists; it counts the others. */
export const MOST_LISTED = 50;

/** Who puts profiles in force, in the audit: the product itself. */
export const PROVISIONER = { user: 'provisioner', organisation: null };

/** What it takes to put profiles in force. */
export type EnforcementPlatform = Pick<Platform, 'registry' | 'objects' | 'clock' | 'audit' | 'newId'>;

/** What became of a profile: nothing was to be done, or something was changed and seen to be so. */
export type Enforced = 'unknown' | 'in-force' | 'changed';

/** What became of all profiles. */
export type EnforcedAll = {
  readonly checked: number;
  readonly changed: readonly ProfileId[];
  readonly failed: readonly { readonly profile: ProfileId; readonly error: unknown }[];
};

/**
 * Brings a profile in force as the registry has it: applied, verified, then written down. A version that was overtaken
 * meanwhile is applied again; a profile that is stopped reads nothing, a retired one is removed. Where all is so already
 * nothing is called that changes anything. Fails with UNAVAILABLE; may be run again at any time.
 */
export async function enforceProfile(
  platform: EnforcementPlatform,
  enforcement: ProfileEnforcement,
  id: ProfileId,
): Promise<Enforced> {
  const busy = `the profile ${id} is still being put in force: try again later`;
  return withLease(
    platform,
    `enforce#${id}`,
    async () => {
      let done: Enforced = 'in-force';
      for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
        const wanted = await findWanted(platform, id, publishedNow(platform));
        if (wanted === null) return 'unknown';
        if (wanted.enforced.state === 'suspended') await holdBack(platform, id);
        if (await applied(platform, enforcement, wanted)) done = 'changed';
        if (await written(platform, wanted)) return done;
      }
      throw new AppError('UNAVAILABLE', busy);
    },
    { leaseMs: LEASE_MS, waitMs: WAIT_MS, busy },
  );
}

/**
 * Brings all profiles in force: those that differ from the registry, as the cloud itself says, or are not written down.
 * One that fails keeps no other from it.
 */
export async function enforceAll(
  platform: EnforcementPlatform,
  enforcement: ProfileEnforcement,
): Promise<EnforcedAll> {
  const all = await profilesToEnforce(platform);
  const faults = await enforcement.inspect(all.map(({ wanted: { enforced } }) => enforced));
  const due = all.filter(({ wanted, recorded }) => !recorded || faults.has(wanted.profile.id));
  return enforceEach(platform, enforcement, all.length, due);
}

/**
 * Brings those profiles in force that these changes of the registry concern and that are not written down as they should
 * be now; the cloud is not asked about any other.
 */
export async function enforceChanges(
  platform: EnforcementPlatform,
  enforcement: ProfileEnforcement,
  changes: readonly RegistryChange[],
): Promise<EnforcedAll> {
  const ids = new Set(await profilesConcerned(platform.registry, changes));
  const all = ids.size === 0 ? [] : await profilesToEnforce(platform, ids);
  const due = all.filter(({ recorded }) => !recorded);
  return enforceEach(platform, enforcement, all.length, due);
}

/** A profile with how it should be in force, and whether it is written down as that. */
export type Looked = { readonly wanted: WantedProfile; readonly recorded: boolean };

async function enforceEach(
  platform: EnforcementPlatform,
  enforcement: ProfileEnforcement,
  checked: number,
  due: readonly Looked[],
): Promise<EnforcedAll> {
  const changed: ProfileId[] = [];
  const failed: { profile: ProfileId; error: unknown }[] = [];
  for (const { wanted } of due) {
    const { id } = wanted.profile;
    try {
      if ((await enforceProfile(platform, enforcement, id)) === 'changed') changed.push(id);
    } catch (error) {
      failed.push({ profile: id, error });
    }
  }
  return { checked, changed, failed };
}

/** Every profile, or these, with how it should be in force, but for those that are known to be gone. */
export async function profilesToEnforce(
  platform: EnforcementPlatform,
  ids: ReadonlySet<ProfileId> | null = null,
): Promise<readonly Looked[]> {
  const { registry } = platform;
  const [stored, stops] = await Promise.all([listProfileItems(registry), readStops(registry)]);
  const published = publishedNow(platform);
  const looked = await Promise.all(
    stored
      .filter(({ profile }) => ids?.has(profile.id) ?? true)
      .map(async (one) => {
        const wanted = await wantedProfile(platform, one, stops, published);
        return { wanted, recorded: isRecorded(wanted, await findEnforcement(registry, one.profile.id)) };
      }),
  );
  return looked.filter(({ wanted, recorded }) => !(recorded && wanted.enforced.state === 'removed'));
}

async function findWanted(
  platform: EnforcementPlatform,
  id: ProfileId,
  published: Published,
): Promise<WantedProfile | null> {
  const [stored, stops] = await Promise.all([
    findProfile(platform.registry, id),
    readStops(platform.registry),
  ]);
  return stored === null ? null : wantedProfile(platform, stored, stops, published);
}

/** Applies what differs, between its intent and its outcome; whether anything did. */
async function applied(
  platform: EnforcementPlatform,
  enforcement: ProfileEnforcement,
  { profile: { id, version }, enforced }: WantedProfile,
): Promise<boolean> {
  const faults = (await enforcement.inspect([enforced])).get(id) ?? [];
  if (faults.length === 0) return false;
  const detail = {
    change: 'profile-enforcement',
    version,
    state: enforced.state,
    count: faults.length,
    faults: faults.slice(0, MOST_LISTED),
  };
  await audited(platform, PROVISIONER, 'administration', `profile/${id}`, detail, () =>
    enforcement.apply(enforced),
  );
  return true;
}

/** Writes down what is in force, if it is still what should be; whether it is. */
async function written({ registry, clock }: EnforcementPlatform, wanted: WantedProfile): Promise<boolean> {
  const { profile, digest, checks } = wanted;
  const item = await findEnforcement(registry, profile.id);
  if (isRecorded(wanted, item)) return true;
  const { id, version } = profile;
  if ((item?.value.version ?? 0) > version) return false;
  const value: Enforcement = {
    version: wanted.enforced.state === 'suspended' ? 0 : version,
    at: clock().toISOString(),
    digest,
    rollups: rollupsIn(wanted.enforced),
  };
  const expected = item?.version ?? 0;
  return wins(
    registry.transact([
      ...checks,
      { kind: 'put', partition: ENFORCEMENT_PARTITION, sort: id, value, expected },
    ]),
  );
}

/** Has statements under a profile wait, before what it reads is taken away. */
async function holdBack({ registry, clock }: EnforcementPlatform, id: ProfileId): Promise<void> {
  const item = await findEnforcement(registry, id);
  if (item !== null && item.value.version === 0) return;
  const value: Enforcement = { version: 0, at: clock().toISOString(), digest: SUSPENDING };
  const expected = item?.version ?? 0;
  await registry.transact([{ kind: 'put', partition: ENFORCEMENT_PARTITION, sort: id, value, expected }]);
}
