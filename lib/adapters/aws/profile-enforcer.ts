import type { AthenaClient } from '@aws-sdk/client-athena';
import type { GlueClient } from '@aws-sdk/client-glue';
import type { IAMClient } from '@aws-sdk/client-iam';
import type { LakeFormationClient } from '@aws-sdk/client-lakeformation';
import type { EnforcedProfile, ProfileEnforcement } from '#app/ports.ts';
import type { ProfileId } from '#core/model/id.ts';
import { findStrays } from './lake-strays.ts';
import { Patience } from './patience.ts';
import { ProfileRegion } from './profile-region.ts';
import { ProfileRoles } from './profile-role.ts';

/** A region in which profiles are put in force, with clients for it. */
export type EnforcedRegion = {
  readonly region: string;
  readonly lakeformation: LakeFormationClient;
  readonly athena: AthenaClient;
  readonly glue: GlueClient;
  /** Of the key in this region that encrypts results. */
  readonly resultsKeyArn: string;
};

export type ProfileEnforcerOptions = {
  readonly iam: IAMClient;
  readonly regions: readonly EnforcedRegion[];
  /** The account. */
  readonly catalogId: string;
  /** Of Glue. */
  readonly database: string;
  /** `arn:aws:iam::<account>:role/safestats/profile/ss-p-`, followed by the id of a profile. */
  readonly roleArnPrefix: string;
  /** `ss-`: begins the names of workgroups and filters. */
  readonly workgroupPrefix: string;
  readonly boundaryArn: string;
  readonly policyArn: string;
  /** Who may assume the roles of profiles; `*` may stand in these. */
  readonly queryRoleArns: readonly string[];
  /** Principals of Lake Formation besides the roles of profiles. */
  readonly knownPrincipals: readonly string[];
  readonly bytesScannedLimit: number;
  readonly pause?: (ms: number) => Promise<void>;
};

/**
 * Puts profiles in force on AWS: one role for the account, and in each region a workgroup, a filter for each table, and
 * the grants SELECT on those filters and DESCRIBE on two databases, and no other.
 */
export class ProfileEnforcer implements ProfileEnforcement {
  readonly #options: ProfileEnforcerOptions;
  readonly #roles: ProfileRoles;
  readonly #regions: readonly (readonly [EnforcedRegion, ProfileRegion])[];

  constructor(options: ProfileEnforcerOptions) {
    const patience = new Patience(options.pause ?? wait);
    this.#options = options;
    this.#roles = new ProfileRoles({ ...options, patience });
    this.#regions = options.regions.map((region) => [
      region,
      new ProfileRegion({ ...options, ...region, patience }),
    ]);
  }

  async inspect(profiles: readonly EnforcedProfile[]): Promise<ReadonlyMap<ProfileId, readonly string[]>> {
    const found = new Map<ProfileId, readonly string[]>();
    if (profiles.length === 0) return found;
    const states = await Promise.all(
      this.#regions.map(async ([, region]) => ({ region, state: await region.look() })),
    );
    for (const profile of profiles) {
      const { id } = profile;
      const faults = [...(await this.#roleFaults(profile))];
      for (const { region, state } of states)
        for (const fault of await region.faults(profile, this.#roles.arn(id), state))
          faults.push(`${region.region}: ${fault}`);
      if (faults.length > 0) found.set(id, faults);
    }
    return found;
  }

  async strays(profiles: readonly ProfileId[]): Promise<readonly string[]> {
    const known = new Set(profiles);
    const roles = (await this.#roles.list()).filter((id) => !known.has(id));
    const strays = roles.map((id) => `the role of "${id}" belongs to no profile`);
    for (const [{ lakeformation, region: name }, region] of this.#regions) {
      const options = {
        ...this.#options,
        lakeformation,
        profileOf: (arn: string) => this.#roles.profileOf(arn),
      };
      for (const fault of await findStrays(options, region, await region.look(), known))
        strays.push(`${name}: ${fault}`);
    }
    return strays;
  }

  async apply(profile: EnforcedProfile): Promise<void> {
    const { id, state } = profile;
    if (state === 'active') await this.#roles.ensure(id);
    const done = await Promise.allSettled(
      this.#regions.map(([, region]) => region.apply(profile, this.#roles.arn(id))),
    );
    const failed = done.find((one) => one.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    if (state === 'retired' || state === 'removed') await this.#roles.remove(id);
  }

  async #roleFaults({ id, state }: EnforcedProfile): Promise<readonly string[]> {
    if (state === 'active') return this.#roles.faults(id);
    if (state === 'suspended') return [];
    return (await this.#roles.exists(id)) ? ['its role is still there'] : [];
  }
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
