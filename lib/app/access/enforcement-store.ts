import type { Platform, Registry, RegistryItem } from '#app/ports.ts';
import type { DatasetId, ProfileId } from '#core/model/id.ts';

/** Registry partition of what is in force of each profile, by profile; written by the enforcement alone. */
export const ENFORCEMENT_PARTITION = 'profile-enforcement';

/** Digest of a profile that is suspended, and of one that is about to be. */
export const SUSPENDED = 'suspended';
export const SUSPENDING = 'suspending';

/** What was last seen in force of a profile, in every region. */
export type Enforcement = {
  /** Of the profile, growing; statements under a later version wait. 0 while the profile is suspended. */
  readonly version: number;
  readonly at: string;
  /** Of all that was in force, which also depends on definitions, publications and the month. */
  readonly digest: string;
  /** The columns that the profile may read of each dataset's roll-ups; absent = nothing of any. */
  readonly rollups?: Readonly<Record<DatasetId, readonly string[]>>;
};

/** What is in force of a profile, or null: nothing yet. */
export async function findEnforcement(
  registry: Pick<Registry, 'get'>,
  id: ProfileId,
): Promise<RegistryItem<Enforcement> | null> {
  return registry.get<Enforcement>(ENFORCEMENT_PARTITION, id);
}

/** The version of a profile that is in force, which without enforcement is the current one; null = none is. */
export async function enforcedVersion(
  { registry, enforcesProfiles = false }: Pick<Platform, 'registry' | 'enforcesProfiles'>,
  { id, version }: { readonly id: ProfileId; readonly version: number },
): Promise<number | null> {
  if (!enforcesProfiles) return version;
  const enforced = (await findEnforcement(registry, id))?.value.version ?? 0;
  return enforced === 0 ? null : enforced;
}

/** What statements under a profile may read of each dataset's roll-ups by now; undefined = whatever the profile shows. */
export async function enforcedRollups(
  { registry, enforcesProfiles = false }: Pick<Platform, 'registry' | 'enforcesProfiles'>,
  id: ProfileId,
): Promise<ReadonlyMap<DatasetId, ReadonlySet<string>> | undefined> {
  if (!enforcesProfiles) return undefined;
  const rollups = (await findEnforcement(registry, id))?.value.rollups ?? {};
  return new Map(Object.entries(rollups).map(([dataset, columns]) => [dataset, new Set(columns)]));
}
