import { findProfile, putGrant, putProfile, wholeProfile } from '#app/access/profile-store.ts';
import { listDefinitions } from '#app/dataset.ts';
import type { Registry } from '#app/ports.ts';
import type { OrganisationId } from '#core/model/id.ts';

/** Lets an organisation see all of every dataset that there is now: for tests that are not about access. */
export async function grantEverything(registry: Registry, organisation: OrganisationId): Promise<void> {
  const spec = wholeProfile(await listDefinitions({ registry }));
  const before = await findProfile(registry, spec.id);
  const version = (before?.profile.version ?? 0) + 1;
  const made = {
    state: 'active',
    createdAt: '2026-01-01T00:00:00Z',
    createdBy: 'test',
    approvedBy: null,
  } as const;
  await putProfile({ registry }, { ...spec, ...made, version }, before?.itemVersion ?? 0);
  await putGrant(registry, organisation, { profile: spec.id, until: null });
}
