import type { User } from '#app/people.ts';
import type { Registry } from '#app/ports.ts';
import type { OrganisationId } from '#core/model/id.ts';

/** Whom people may ask, with the address to ask at. */
export type Administrator = { readonly name: string; readonly email: string };

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

/** The active administrators of an organisation; Super Admins where it has none. At most twenty. */
export async function administratorsOf(
  registry: Registry,
  organisation: OrganisationId,
): Promise<readonly Administrator[]> {
  const options = { limit: MAX_NAMED };
  const own = await registry.list<Administrator>(administratorPartition(organisation), options);
  const items = own.length > 0 ? own : await registry.list<Administrator>(SUPER_ADMIN_PARTITION, options);
  return items.map(({ value: { name, email } }) => ({ name, email }));
}
