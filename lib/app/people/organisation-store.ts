import { everyItem } from '#app/every-item.ts';
import { findOrganisation, findUser, type Organisation } from '#app/people.ts';
import type { Registry, RegistryItem, RegistryWrite } from '#app/ports.ts';
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

/** Writes an organisation at the version that was read (null = it is new), and what finds it by its domains. */
export function organisationWrites(
  before: RegistryItem<Organisation> | null,
  after: Organisation,
): readonly RegistryWrite[] {
  const had = before?.value.domains ?? [];
  const expected = before?.version ?? 0;
  const value = { organisation: after.id };
  const left = had.filter((domain) => !after.domains.includes(domain));
  const added = after.domains.filter((domain) => !had.includes(domain));
  return [
    { kind: 'put', partition: ORGANISATION_PARTITION, sort: after.id, value: after, expected },
    ...left.map(
      (sort): RegistryWrite => ({ kind: 'delete', partition: DOMAIN_PARTITION, sort, expected: null }),
    ),
    ...added.map(
      (sort): RegistryWrite => ({ kind: 'put', partition: DOMAIN_PARTITION, sort, value, expected: 0 }),
    ),
  ];
}

/** The name of somebody in the organisation who delivers for an agency, or null. Reads all of its people. */
export async function agencyHolder(
  registry: Registry,
  organisation: OrganisationId,
  agency: string,
): Promise<string | null> {
  for await (const { value } of everyItem<PersonEntry>(registry, peoplePartition(organisation))) {
    const user = await findUser(registry, value.user);
    if (user?.agencies.includes(agency) === true) return user.name;
  }
  return null;
}
