import { allItems } from '#app/every-item.ts';
import { findOrganisation, findUser, type User } from '#app/people.ts';
import type { Registry } from '#app/ports.ts';
import type { OrganisationId, ProfileId } from '#core/model/id.ts';

/** The people whom a profile was given, by organisation. Disabled accounts do not count. */
export type Affected = {
  readonly people: number;
  readonly organisations: readonly {
    readonly id: OrganisationId;
    readonly name: string;
    readonly people: number;
  }[];
};

/** Somebody as they are named beside what they did. */
export type Named = { readonly id: string; readonly name: string };

/** How many people of which organisation hold each profile. */
export type Holders = ReadonlyMap<ProfileId, ReadonlyMap<OrganisationId, number>>;

/** Counts who holds which profile. */
export async function countHolders(registry: Registry): Promise<Holders> {
  const holders = new Map<ProfileId, Map<OrganisationId, number>>();
  for (const { value } of await allItems<User>(registry, 'user')) {
    const { profile, organisation, state } = value;
    if (profile === null || state === 'disabled') continue;
    const counts = holders.get(profile) ?? new Map<OrganisationId, number>();
    holders.set(profile, counts.set(organisation, (counts.get(organisation) ?? 0) + 1));
  }
  return holders;
}

/** Who is affected by a change of a profile. */
export async function affectedBy(
  registry: Registry,
  profile: ProfileId,
  holders: Holders,
): Promise<Affected> {
  const organisations = await Promise.all(
    [...(holders.get(profile) ?? [])].map(async ([id, people]) => ({
      id,
      name: (await findOrganisation(registry, id))?.name ?? id,
      people,
    })),
  );
  const people = organisations.reduce((sum, organisation) => sum + organisation.people, 0);
  return { people, organisations: organisations.sort((a, b) => (a.id < b.id ? -1 : 1)) };
}

/** A person by name; one who is no longer there, or who was no person, by their id. */
export async function namedPerson(registry: Registry, id: string): Promise<Named> {
  return { id, name: (await findUser(registry, id))?.name ?? id };
}
