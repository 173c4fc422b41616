import type { Caller } from '#app/caller.ts';
import { contactOf } from '#app/people/me.ts';
import { organisationName } from '#app/people/person-view.ts';
import { findUser } from '#app/people.ts';
import type { Registry } from '#app/ports.ts';
import type { OrganisationId, UserId } from '#core/model/id.ts';

/** Whose a saved query is; one whose account is disabled or gone is a former user, and nobody to get in touch with. */
export type Owner = {
  /** Null for a former user. */
  readonly id: UserId | null;
  readonly name: string;
  readonly organisation: { readonly id: OrganisationId; readonly name: string };
  /** Null where they do not share it. */
  readonly email: string | null;
  readonly phone: string | null;
};

const FORMER_USER = 'Former user';

/** The owner of something that was saved in an organisation, as the caller may see them. */
export async function ownerOf(
  registry: Registry,
  caller: Caller,
  { owner, organisation }: { readonly owner: UserId; readonly organisation: OrganisationId },
): Promise<Owner> {
  const user = await findUser(registry, owner);
  const shownIn = await organisationName(registry, organisation);
  if (user === null || user.state !== 'active')
    return { id: null, name: FORMER_USER, organisation: shownIn, email: null, phone: null };
  return { id: owner, ...(await contactOf({ registry }, caller, owner)) };
}
