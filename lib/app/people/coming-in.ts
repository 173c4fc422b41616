import { randomBytes } from 'node:crypto';
import { audited } from '#app/audit/audited.ts';
import { recordRefusal } from '#app/audit/refused.ts';
import { findUserByEmail, newUser, type User } from '#app/people.ts';
import type { Platform, RegistryItem, RegistryWrite } from '#app/ports.ts';
import { AppError } from '#core/model/error.ts';
import { brandId, type UserId } from '#core/model/id.ts';
import {
  type Invitation,
  invitationOfSecret,
  invitationsFor,
  invitationWrites,
  isOpen,
} from './invitation.ts';
import { hashOfSecret, requireStillGiven } from './invitations.ts';
import { organisationOfDomain } from './organisation-store.ts';
import { domainOf } from './person.ts';
import { addUser } from './save-user.ts';

type Desk = Pick<Platform, 'registry' | 'clock' | 'audit' | 'newId'>;

/** Writes what the identity provider keeps of a new account, together with it. */
export type WithAccount = (user: UserId) => readonly RegistryWrite[];

/** Who comes in. `id` where an identity provider has given them one already. */
export type Newcomer = { readonly name: string; readonly email: string; readonly id?: UserId };

/**
 * Asks for an account in the organisation that the domain of the address belongs to; its administrator approves.
 * Whether the domain is known, or the address taken, is not told: null then, and nothing was written.
 */
export async function signUp(
  desk: Desk,
  { name, email, id = newUserId() }: Newcomer,
  withAccount: WithAccount,
): Promise<User | null> {
  const organisation = await organisationOfDomain(desk.registry, domainOf(email));
  const why =
    organisation === null
      ? 'no organisation has the domain'
      : (await findUserByEmail(desk.registry, email)) !== null
        ? 'the address has an account'
        : null;
  if (organisation === null || why !== null) {
    await recordRefusal(desk, {
      who: 'unknown',
      organisation: organisation?.id ?? null,
      object: 'sign-in/sign-up',
      detail: { why },
      personal: { name, email },
    });
    return null;
  }
  const user = newUser({
    id,
    email,
    name,
    organisation: organisation.id,
    cameBy: 'sign-up',
    createdAt: desk.clock().toISOString(),
  });
  const detail = { change: 'sign-up' };
  try {
    await audited(
      desk,
      { user: user.id, organisation: user.organisation },
      'administration',
      `user/${user.id}`,
      detail,
      () => addUser(desk.registry, user, withAccount(user.id)),
    );
  } catch (error) {
    if (error instanceof AppError && error.code === 'CONFLICT') return null;
    throw error;
  }
  return user;
}

/** The invitation that a link stands for, while somebody may come in by it; null otherwise. */
export async function openInvitation(
  desk: Pick<Platform, 'registry' | 'clock'>,
  secret: string,
): Promise<RegistryItem<Invitation> | null> {
  const item = await invitationOfSecret(desk.registry, hashOfSecret(secret));
  return item !== null && (await admits(desk, item.value)) ? item : null;
}

/** The latest invitation of an address by which somebody may come in; null = none. */
export async function openInvitationFor(
  desk: Pick<Platform, 'registry' | 'clock'>,
  email: string,
): Promise<RegistryItem<Invitation> | null> {
  for (const item of await invitationsFor(desk.registry, email))
    if (await admits(desk, item.value)) return item;
  return null;
}

/**
 * Makes the account that an invitation promises, active at once. Null when it cannot be used (any more): it was used,
 * withdrawn or is over, who invited may no longer give what it gives, or the address has an account.
 */
export async function acceptInvitation(
  desk: Desk,
  secret: string,
  name: string,
  withAccount: WithAccount,
): Promise<User | null> {
  const item = await openInvitation(desk, secret);
  return item === null ? null : acceptOpen(desk, item, { name }, withAccount);
}

/** Makes the account that an open invitation promises, as `acceptInvitation` does. */
export async function acceptOpen(
  desk: Desk,
  item: RegistryItem<Invitation>,
  { name, id = newUserId() }: Omit<Newcomer, 'email'>,
  withAccount: WithAccount,
): Promise<User | null> {
  const { id: invitation, email, organisation, roles, agencies, profile, profileUntil } = item.value;
  const createdAt = desk.clock().toISOString();
  const user: User = {
    ...newUser({ id, email, name, organisation, cameBy: 'invitation', createdAt }),
    state: 'active',
    roles,
    agencies,
    profile,
    profileUntil,
  };
  const accepted = invitationWrites({ ...item.value, state: 'accepted' }, item.version);
  const detail = {
    change: 'acceptance',
    invitation,
    organisation,
    roles,
    agencies,
    profile,
    profileUntil,
  };
  try {
    await audited(
      desk,
      { user: user.id, organisation: user.organisation },
      'administration',
      `user/${user.id}`,
      detail,
      () => addUser(desk.registry, user, [...accepted, ...withAccount(user.id)]),
    );
  } catch (error) {
    if (error instanceof AppError && error.code === 'CONFLICT') return null;
    throw error;
  }
  return user;
}

async function admits(desk: Pick<Platform, 'registry' | 'clock'>, invitation: Invitation): Promise<boolean> {
  if (!isOpen(invitation, desk.clock())) return false;
  try {
    await requireStillGiven(desk, invitation);
    return true;
  } catch (error) {
    if (error instanceof AppError && (error.code === 'FORBIDDEN' || error.code === 'SPEC_INVALID'))
      return false;
    throw error;
  }
}

function newUserId(): UserId {
  return brandId<UserId>(`user-${randomBytes(9).toString('hex')}`);
}
