import { DEMO_ORGANISATIONS } from '#app/people.ts';
import type { Clock, Registry } from '#app/ports.ts';
import { FIRST_DEFINITIONS } from '#core/datasets/first-five.ts';
import { DatasetDefinitionSchema } from '#core/model/dataset.ts';
import { findGrant, findProfile, putGrant, putProfile, wholeProfile } from './profile-store.ts';

/** The profiles that go with the demonstration accounts, granted to their organisations; what is there stays. */
export async function addFirstProfiles(registry: Registry, clock: Clock): Promise<void> {
  const definitions = FIRST_DEFINITIONS.map((spec) => DatasetDefinitionSchema.parse(spec));
  const spec = wholeProfile(definitions);
  if ((await findProfile(registry, spec.id)) === null)
    await putProfile(
      { registry },
      {
        ...spec,
        version: 1,
        state: 'active',
        createdAt: clock().toISOString(),
        createdBy: 'operator',
        approvedBy: null,
      },
      0,
    );
  for (const { id } of DEMO_ORGANISATIONS)
    if ((await findGrant(registry, id, spec.id)) === null)
      await putGrant(registry, id, { profile: spec.id, until: null });
}
