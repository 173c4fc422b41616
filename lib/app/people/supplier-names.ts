import { allItems } from '#app/every-item.ts';
import type { Organisation } from '#app/people.ts';
import type { Registry } from '#app/ports.ts';
import { agencyName } from '#core/datasets/agency-name.ts';
import { ORGANISATION_PARTITION } from './organisation-store.ts';

/** Names agencies: by the organisation that delivers for them, else as `agencyName` does. */
export async function supplierNames(registry: Pick<Registry, 'list'>): Promise<(agency: string) => string> {
  const organisations = await allItems<Organisation>(registry, ORGANISATION_PARTITION);
  const named = new Map(
    organisations.flatMap(({ value: { name, agencies } }) =>
      agencies.map((agency) => [agency, name] as const),
    ),
  );
  return (agency) => named.get(agency) ?? agencyName(agency);
}
