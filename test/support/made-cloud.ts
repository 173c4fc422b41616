import type { EnforcedProfile, ProfileEnforcement } from '#app/ports.ts';
import type { ProfileId } from '#core/model/id.ts';

/** A cloud that holds what it was last told of each profile, counts what it is asked, and fails when a test says so. */
export class MadeCloud implements ProfileEnforcement {
  readonly held = new Map<ProfileId, EnforcedProfile>();
  readonly applied: EnforcedProfile[] = [];
  looked = 0;
  stray: readonly string[] = [];
  /** Runs within the next `apply`, once. */
  meanwhile: (() => Promise<void>) | null = null;
  readonly failing = new Set<ProfileId>();

  async inspect(profiles: readonly EnforcedProfile[]): Promise<ReadonlyMap<ProfileId, readonly string[]>> {
    this.looked += 1;
    return new Map(
      profiles.flatMap((profile) =>
        JSON.stringify(this.held.get(profile.id)) === JSON.stringify(profile)
          ? []
          : [[profile.id, ['it differs']] as const],
      ),
    );
  }

  async strays(): Promise<readonly string[]> {
    return this.stray;
  }

  async apply(profile: EnforcedProfile): Promise<void> {
    const meanwhile = this.meanwhile;
    this.meanwhile = null;
    await meanwhile?.();
    if (this.failing.has(profile.id)) throw new Error('the cloud does not answer');
    this.applied.push(profile);
    this.held.set(profile.id, profile);
  }
}
