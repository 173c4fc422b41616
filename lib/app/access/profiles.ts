import { authorise } from '#app/authorise.ts';
import type { Caller } from '#app/caller.ts';
import type { Platform } from '#app/ports.ts';
import { type Comparison, compareProfiles, needsApproval } from '#core/access/compare.ts';
import type { Profile, ProfileSpec } from '#core/access/profile.ts';
import { AppError } from '#core/model/error.ts';
import type { DatasetId, ProfileId } from '#core/model/id.ts';
import { countHolders, type Named, namedPerson } from './holders.ts';
import { nextVersion, putInForce, type ReadProfile, refuseMoved, withWords } from './in-force.ts';
import { type ProfileChange, proposeChange } from './profile-changes.ts';
import { checkedProfile } from './profile-check.ts';
import {
  findProfile,
  getProfile,
  listGrantees,
  listProfileItems,
  listProfileVersions,
  profileVersion,
} from './profile-store.ts';
import { readStops } from './stop-store.ts';

const MOST_BYTES = 350_000;

/** A profile in a list of all. */
export type ProfileSummary = Pick<Profile, 'id' | 'title' | 'description' | 'version' | 'state'> & {
  readonly datasets: readonly DatasetId[];
  /** Organisations that may give it, people who hold it. */
  readonly organisations: number;
  readonly people: number;
  readonly stopped: boolean;
};

/** When a version came and whose it was. */
export type ProfileVersion = {
  readonly version: number;
  readonly createdAt: string;
  readonly createdBy: Named;
  readonly approvedBy: Named | null;
};

/** What became of a profile that was written: in force at once, or waiting for a second Super Admin. */
export type WrittenProfile =
  | { readonly state: 'in-force'; readonly profile: ReadProfile }
  | { readonly state: 'awaiting-approval'; readonly change: ProfileChange };

type Store = Pick<Platform, 'registry' | 'objects' | 'clock' | 'enforcesProfiles'>;

/** Every profile, by id. Fails with FORBIDDEN. */
export async function listProfiles(
  { registry }: Pick<Platform, 'registry'>,
  caller: Caller,
): Promise<readonly ProfileSummary[]> {
  authorise(caller, 'read-profiles');
  const [items, holders, stops] = await Promise.all([
    listProfileItems(registry),
    countHolders(registry),
    readStops(registry),
  ]);
  return Promise.all(
    items.map(async ({ profile: { id, title, description, version, state, datasets } }) => ({
      id,
      title,
      description,
      version,
      state,
      datasets: Object.keys(datasets).sort(),
      organisations: (await listGrantees(registry, id)).length,
      people: [...(holders.get(id)?.values() ?? [])].reduce((sum, people) => sum + people, 0),
      stopped: stops.profiles.has(id),
    })),
  );
}

/** One profile as it is now, or in an earlier version. Fails with FORBIDDEN, NOT_FOUND. */
export async function readProfile(
  platform: Store,
  caller: Caller,
  id: ProfileId,
  version: number | null = null,
): Promise<ReadProfile> {
  authorise(caller, 'read-profiles');
  const { profile, itemVersion } = await getProfile(platform.registry, id);
  if (version === null) return withWords(platform, { profile, itemVersion });
  const asked = await profileVersion(platform.registry, id, version);
  return withWords(platform, { profile: asked, itemVersion }, profile);
}

/** The versions of a profile, newest first. Fails with FORBIDDEN, NOT_FOUND. */
export async function readProfileVersions(
  { registry }: Pick<Platform, 'registry'>,
  caller: Caller,
  id: ProfileId,
): Promise<readonly ProfileVersion[]> {
  authorise(caller, 'read-profiles');
  await getProfile(registry, id);
  const versions = await listProfileVersions(registry, id);
  return Promise.all(
    [...versions].reverse().map(async ({ version, createdAt, createdBy, approvedBy }) => ({
      version,
      createdAt,
      createdBy: await namedPerson(registry, createdBy),
      approvedBy: approvedBy === null ? null : await namedPerson(registry, approvedBy),
    })),
  );
}

/**
 * Writes a profile. What shows no more than before is in force at once; what may show more waits for a second Super
 * Admin. `expected` is the version of the item that is changed, 0 for a new profile. Fails with FORBIDDEN, SPEC_INVALID
 * and every fault at once, TOO_LARGE, and CONFLICT when it was changed meanwhile or is retired.
 */
export async function writeProfile(
  platform: Platform,
  caller: Caller,
  id: ProfileId,
  written: unknown,
  expected: number,
): Promise<WrittenProfile> {
  authorise(caller, 'change-profiles');
  const spec = await checkedProfile(platform, written);
  refuseOtherId(spec, id);
  const current = await findProfile(platform.registry, id);
  refuseMoved(current, expected);
  const comparison = compareProfiles(current?.profile ?? null, spec);
  if (needsApproval(comparison, spec)) {
    const change = await proposeChange(platform, caller, spec, expected, comparison);
    return { state: 'awaiting-approval', change };
  }
  if (current !== null && sameText(current.profile, spec, comparison))
    return { state: 'in-force', profile: await withWords(platform, current) };
  const profile = nextVersion(platform, current, spec, { createdBy: caller.user, approvedBy: null });
  const stored = await putInForce(platform, caller, profile, expected, comparison);
  return { state: 'in-force', profile: await withWords(platform, stored) };
}

/** Takes a profile out of use, for good: its id is never used again. Fails with FORBIDDEN, NOT_FOUND, CONFLICT. */
export async function retireProfile(
  platform: Platform,
  caller: Caller,
  id: ProfileId,
  expected: number,
): Promise<ReadProfile> {
  authorise(caller, 'change-profiles');
  const current = await getProfile(platform.registry, id);
  refuseMoved(current, expected);
  const profile = {
    ...nextVersion(platform, current, current.profile, { createdBy: caller.user, approvedBy: null }),
    state: 'retired',
  } as const;
  const comparison: Comparison = { kind: 'narrower', reasons: ['the profile is retired'] };
  return withWords(platform, await putInForce(platform, caller, profile, expected, comparison));
}

function refuseOtherId(spec: ProfileSpec, id: ProfileId): void {
  if (spec.id !== id) {
    const faults = [{ at: 'id', message: `is not "${id}", the profile that is written` }];
    throw new AppError('SPEC_INVALID', 'the profile has 1 fault', { details: { faults } });
  }
  const bytes = Buffer.byteLength(JSON.stringify(spec));
  if (bytes > MOST_BYTES)
    throw new AppError('TOO_LARGE', `the profile takes ${bytes} bytes, ${MOST_BYTES} are allowed`);
}

function sameText(before: Profile, after: ProfileSpec, { kind }: Comparison): boolean {
  return kind === 'same' && before.title === after.title && before.description === after.description;
}
