import { authorise } from '#app/authorise.ts';
import type { Caller } from '#app/caller.ts';
import { findDefinition } from '#app/dataset.ts';
import type { Platform } from '#app/ports.ts';
import { type Comparison, compareProfiles, needsApproval } from '#core/access/compare.ts';
import type { Fault } from '#core/model/error.ts';
import type { DatasetId } from '#core/model/id.ts';
import { type Affected, affectedBy, countHolders } from './holders.ts';
import { countPasses, type Passes } from './passes.ts';
import { parseProfile, profileFaults } from './profile-check.ts';
import { findProfile } from './profile-store.ts';
import { type AccessWords, accessWords } from './profile-words.ts';

/** What a profile would do if it were written, before it is. */
export type CheckedProfile = {
  readonly faults: readonly Fault[];
  readonly comparison: Comparison;
  readonly needsApproval: boolean;
  readonly affects: Affected;
  readonly datasets: Readonly<Record<DatasetId, AccessWords & Passes>>;
};

const NOBODY: Affected = { people: 0, organisations: [] };

/**
 * What is wrong with a profile, how it stands to the one in force, whom it affects and how many records its rules let
 * through. Counts are exact and for those who may change profiles. Fails with FORBIDDEN.
 */
export async function checkProfile(
  platform: Platform,
  caller: Caller,
  written: unknown,
): Promise<CheckedProfile> {
  authorise(caller, 'change-profiles');
  const parsed = parseProfile(written);
  if ('faults' in parsed)
    return {
      faults: parsed.faults,
      comparison: { kind: 'same', reasons: [] },
      needsApproval: false,
      affects: NOBODY,
      datasets: {},
    };
  const { spec } = parsed;
  const [faults, current, holders] = await Promise.all([
    profileFaults(platform, spec),
    findProfile(platform.registry, spec.id),
    countHolders(platform.registry),
  ]);
  const comparison = compareProfiles(current?.profile ?? null, spec);
  const datasets = await Promise.all(
    Object.entries(spec.datasets).map(async ([id, access]) => {
      const definition = await findDefinition(platform, id);
      const words = await accessWords(platform, definition, access);
      const wrong = faults.some(({ at }) => at.startsWith(`datasets.${id}.rowRule`));
      const passes =
        definition === null || wrong
          ? { records: null, passes: null }
          : await countPasses(platform, caller, spec.id, definition, access.rowRule);
      return [id, { ...words, ...passes }] as const;
    }),
  );
  return {
    faults,
    comparison,
    needsApproval: needsApproval(comparison, spec),
    affects: await affectedBy(platform.registry, spec.id, holders),
    datasets: Object.fromEntries(datasets),
  };
}
