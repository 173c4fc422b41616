import { findProfile } from '#app/access/profile-store.ts';
import { findOrganisation, type User } from '#app/people.ts';
import type { Registry, RegistryItem } from '#app/ports.ts';
import type { OrganisationId, ProfileId } from '#core/model/id.ts';
import { lastSignIn } from './last-sign-in.ts';

/** An account as administrators see it. */
export type PersonView = Omit<User, 'organisation' | 'profile' | 'generation' | 'contactShared'> & {
  readonly organisation: { readonly id: OrganisationId; readonly name: string };
  readonly profile: { readonly id: ProfileId; readonly title: string } | null;
  readonly lastSignInAt: string | null;
  /** Of the registry item, for the next change. */
  readonly version: number;
};

export async function personView(
  registry: Registry,
  { value: user, version }: RegistryItem<User>,
): Promise<PersonView> {
  const { generation: _generation, contactShared: _shared, ...rest } = user;
  return {
    ...rest,
    organisation: await organisationName(registry, user.organisation),
    profile: await profileTitle(registry, user.profile),
    lastSignInAt: await lastSignIn(registry, user.id),
    version,
  };
}

/** An organisation by id and name. */
export async function organisationName(
  registry: Registry,
  id: OrganisationId,
): Promise<{ readonly id: OrganisationId; readonly name: string }> {
  return { id, name: (await findOrganisation(registry, id))?.name ?? id };
}

/** A profile by id and title; null = none. */
export async function profileTitle(
  registry: Registry,
  id: ProfileId | null,
): Promise<{ readonly id: ProfileId; readonly title: string } | null> {
  if (id === null) return null;
  return { id, title: (await findProfile(registry, id))?.profile.title ?? id };
}
