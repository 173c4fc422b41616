import { audited } from '#app/audit/audited.ts';
import type { Caller } from '#app/caller.ts';
import type { Platform, RegistryWrite } from '#app/ports.ts';
import { cancelWhere } from '#app/query/status.ts';
import type { Comparison } from '#core/access/compare.ts';
import type { Profile, ProfileSpec } from '#core/access/profile.ts';
import { AppError } from '#core/model/error.ts';
import type { DatasetId } from '#core/model/id.ts';
import { enforcedVersion } from './enforcement-store.ts';
import { putProfile, type StoredProfile } from './profile-store.ts';
import { profileWords, type ShownWords } from './profile-words.ts';

/** One version of a profile, in words too; `itemVersion` is that of the registry item that is current. */
export type ReadProfile = StoredProfile & {
  readonly words: Readonly<Record<DatasetId, ShownWords>>;
  /** The version that the cloud enforces by now; null = none yet. Statements under a later one wait. */
  readonly enforcedVersion: number | null;
};

/** The version that comes after the current one, with this content. */
export function nextVersion(
  { clock }: Pick<Platform, 'clock'>,
  current: StoredProfile | null,
  { id, title, description, datasets }: ProfileSpec,
  by: Pick<Profile, 'createdBy' | 'approvedBy'>,
): Profile {
  const version = (current?.profile.version ?? 0) + 1;
  return {
    id,
    title,
    description,
    datasets,
    version,
    state: 'active',
    createdAt: clock().toISOString(),
    ...by,
  };
}

/** Puts a version in force; what is running under an earlier one ends. */
export async function putInForce(
  platform: Platform,
  caller: Caller,
  profile: Profile,
  expected: number,
  comparison: Comparison,
  also: readonly RegistryWrite[] = [],
): Promise<StoredProfile> {
  const { id, version, state, approvedBy } = profile;
  const detail = { change: 'profile', version, state, approvedBy, ...comparison };
  await audited(platform, caller, 'administration', `profile/${id}`, detail, () =>
    putProfile(platform, profile, expected, also),
  );
  await cancelWhere(
    platform,
    (query) => query.profile.id === id && query.profile.version < version,
    'its profile was changed',
  );
  return { profile, itemVersion: expected + 1 };
}

/** A stored profile with its words; `current` is the version that is to be in force. */
export async function withWords(
  platform: Pick<Platform, 'registry' | 'objects' | 'clock' | 'enforcesProfiles'>,
  stored: StoredProfile,
  current: Pick<Profile, 'id' | 'version'> = stored.profile,
): Promise<ReadProfile> {
  const [words, enforced] = await Promise.all([
    profileWords(platform, stored.profile),
    enforcedVersion(platform, current),
  ]);
  return { ...stored, words, enforcedVersion: enforced };
}

/** Fails with CONFLICT unless the profile is as the one who changes it last read it, and still in use. */
export function refuseMoved(current: StoredProfile | null, expected: number): void {
  if ((current?.itemVersion ?? 0) !== expected)
    throw new AppError('CONFLICT', 'somebody else has changed this profile: read it again', {
      details: { moved: true },
    });
  if (current?.profile.state === 'retired')
    throw new AppError('CONFLICT', 'this profile is retired and its id is not used again: choose another');
}
