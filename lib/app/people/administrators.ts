import { findUser, type User } from '#app/people.ts';
import type { Registry } from '#app/ports.ts';
import type { OrganisationId } from '#core/model/id.ts';

/** Whom people may ask, with the address to ask at; null = they do not share it. */
export type Administrator = { readonly name: string; readonly email: string | null };

const MAX_NAMED = 20;

/** Registry partition with the active Super Admins, by id. */
export const SUPER_ADMIN_PARTITION = 'super-admin';

/** Registry partition with the active administrators of an organisation, by id. */
export function administratorPartition(organisation: OrganisationId): string {
  return `administrator#${organisation}`;
}

export function isAdministrator(user: User): boolean {
  return user.state === 'active' && user.roles.includes('org-admin');
}

export function isSuperAdmin(user: User): boolean {
  return user.state === 'active' && user.roles.includes('super-admin');
}

/**
 * Whom somebody may ask: the other active administrators of their organisation, whose address its people may always see;
 * where it has none, Super Admins, with the address if they share it. At most twenty, and nobody only where there is no
 * Super Admin.
 */
export async function administratorsOf(
  registry: Registry,
  { id, organisation }: Pick<User, 'id' | 'organisation'>,
): Promise<readonly Administrator[]> {
  const listed = async (partition: string) => {
    const items = await registry.list(partition, { limit: MAX_NAMED + 1 });
    return (await Promise.all(items.map(({ sort }) => findUser(registry, sort)))).flatMap(
      (user) => user ?? [],
    );
  };
  const [own, supers] = await Promise.all([
    listed(administratorPartition(organisation)),
    listed(SUPER_ADMIN_PARTITION),
  ]);
  const others = [own, supers].map((users) => users.filter((user) => user.id !== id));
  const asked = [...others, own, supers].find((users) => users.length > 0) ?? [];
  return asked.slice(0, MAX_NAMED).map((user) => ({
    name: user.name,
    email: user.contactShared || own.includes(user) ? user.email : null,
  }));
}
