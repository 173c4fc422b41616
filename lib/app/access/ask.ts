import type { Caller } from '#app/caller.ts';
import { administratorPartition, SUPER_ADMIN_PARTITION } from '#app/people/administrators.ts';
import { findUser } from '#app/people.ts';
import type { Registry } from '#app/ports.ts';

/** Somebody who can help, with the address to reach them at. */
export type Ask = { readonly name: string; readonly email: string };

const MOST = 20;

/**
 * Whom somebody asks about what they may not see: the active administrators of their own organisation; where it has
 * none, Super Admins who share their contact details.
 */
export async function whomToAsk(
  registry: Registry,
  { organisation }: Pick<Caller, 'organisation'>,
): Promise<readonly Ask[]> {
  const own = await registry.list<Ask>(administratorPartition(organisation), { limit: MOST });
  if (own.length > 0) return own.map(({ value: { name, email } }) => ({ name, email }));
  const supers = await registry.list<Ask>(SUPER_ADMIN_PARTITION, { limit: MOST });
  const people = await Promise.all(supers.map(({ sort }) => findUser(registry, sort)));
  return people.flatMap((user) =>
    user === null || !user.contactShared ? [] : [{ name: user.name, email: user.email }],
  );
}
