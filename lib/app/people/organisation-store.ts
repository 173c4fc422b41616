import { findOrganisation, findUser, type Organisation } from '#app/people.ts';
import type { Registry } from '#app/ports.ts';
import type { OrganisationId } from '#core/model/id.ts';
import { type PersonEntry, peoplePartition } from './people-index.ts';

export const ORGANISATION_PARTITION = 'organisation';
export const DOMAIN_PARTITION = 'organisation-domain';

/** The organisation whose people have addresses of this domain, or null. */
export async function organisationOfDomain(registry: Registry, domain: string): Promise<Organisation | null> {
  const key = domain.trim().toLowerCase().slice(0, 253);
  const entry = await registry.get<{ readonly organisation: OrganisationId }>(DOMAIN_PARTITION, key);
  return entry === null ? null : findOrganisation(registry, entry.value.organisation);
}

/** The name of somebody in the organisation who delivers for an agency, or null. Reads all of its people. */
export async function agencyHolder(
  registry: Registry,
  organisation: OrganisationId,
  agency: string,
): Promise<string | null> {
  let after = '';
  for (;;) {
    const page = await registry.list<PersonEntry>(peoplePartition(organisation), { after });
    const last = page.at(-1);
    if (last === undefined) return null;
    after = last.sort;
    for (const { value } of page) {
      const user = await findUser(registry, value.user);
      if (user?.agencies.includes(agency) === true) return user.name;
    }
  }
}
