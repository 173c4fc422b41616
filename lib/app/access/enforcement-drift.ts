import { audited } from '#app/audit/audited.ts';
import type { ProfileEnforcement } from '#app/ports.ts';
import type { ProfileId } from '#core/model/id.ts';
import { type EnforcementPlatform, MOST_LISTED, PROVISIONER, profilesToEnforce } from './enforcement.ts';
import { ENFORCEMENT_PARTITION } from './enforcement-store.ts';

/** Something that is not as it should be: `pending` = not put in force yet; `drift` = changed by somebody else. */
export type EnforcementFinding = {
  readonly kind: 'pending' | 'drift';
  /** Null = of no profile. */
  readonly profile: ProfileId | null;
  readonly fault: string;
};

/** Compares what is in force with what should be. Reads only, and is written down in the audit with what it found. */
export async function compareEnforcement(
  platform: EnforcementPlatform,
  enforcement: ProfileEnforcement,
): Promise<readonly EnforcementFinding[]> {
  return audited(
    platform,
    PROVISIONER,
    'administration',
    ENFORCEMENT_PARTITION,
    { change: 'comparison' },
    () => findings(platform, enforcement),
    {},
    (found) => ({
      detail: {
        count: found.length,
        findings: found.slice(0, MOST_LISTED).map(findingText),
      },
    }),
  );
}

/** A finding as a sentence. */
export function findingText({ kind, profile, fault }: EnforcementFinding): string {
  const subject = profile === null ? 'outside of profiles' : `profile ${profile}`;
  return `${subject} (${kind}): ${fault}`;
}

async function findings(
  platform: EnforcementPlatform,
  enforcement: ProfileEnforcement,
): Promise<readonly EnforcementFinding[]> {
  const all = await profilesToEnforce(platform);
  const faults = await enforcement.inspect(all.map(({ wanted: { enforced } }) => enforced));
  const strays = await enforcement.strays(all.map(({ wanted: { profile } }) => profile.id));
  const own = all.flatMap(({ wanted: { profile }, recorded }) =>
    (faults.get(profile.id) ?? []).map(
      (fault): EnforcementFinding => ({
        kind: recorded ? 'drift' : 'pending',
        profile: profile.id,
        fault,
      }),
    ),
  );
  return [...own, ...strays.map((fault): EnforcementFinding => ({ kind: 'drift', profile: null, fault }))];
}
