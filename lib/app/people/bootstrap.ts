import { audited } from '#app/audit/audited.ts';
import type { Caller } from '#app/caller.ts';
import { addOrganisation, findUser, findUserByEmail, newUser, type User } from '#app/people.ts';
import type { Platform } from '#app/ports.ts';
import { AppError } from '#core/model/error.ts';
import type { UserId } from '#core/model/id.ts';
import { isSuperAdmin } from './administrators.ts';
import { EmailSchema } from './person.ts';
import { addUser } from './save-user.ts';

type Desk = Pick<Platform, 'registry' | 'clock' | 'audit' | 'newId' | 'identity'>;

const OPERATIONS = 'operations';

/**
 * Makes a Super Admin where the identity provider keeps its own accounts: a sign-in there, which is told a first password
 * by mail, and the account of the registry under its id. Doing it again makes what was missing. `isNew` is false when the
 * account was there. Fails with SPEC_INVALID for what is no address, CONFLICT when another account has it, or the account
 * is no active Super Admin.
 */
export async function bootstrapAdministrator(
  desk: Desk & { readonly identity: NonNullable<Desk['identity']> },
  operator: Pick<Caller, 'user' | 'organisation'>,
  address: string,
): Promise<{ readonly user: User; readonly isNew: boolean }> {
  const email = EmailSchema.safeParse(address);
  if (!email.success)
    throw new AppError('SPEC_INVALID', `${address} is no e-mail address: use one as in name@example.org`);
  const known = await findUserByEmail(desk.registry, email.data);
  if (known !== null && !isSuperAdmin(known))
    throw new AppError('CONFLICT', `${email.data} has an account that is no active Super Admin: use another`);
  const id = await desk.identity.invite(email.data);
  if (known !== null) {
    if (known.id === id) return { user: known, isNew: false };
    throw new AppError('CONFLICT', `${email.data} belongs to an account that the user pool does not know`);
  }
  await addOrganisation(desk.registry, { id: OPERATIONS, name: 'Operations', domains: [], agencies: [] });
  const user = administrator(id, email.data, desk.clock());
  const detail = { change: 'creation', roles: user.roles };
  await audited(desk, operator, 'administration', `user/${id}`, detail, () => addUser(desk.registry, user));
  return { user: (await findUser(desk.registry, id)) ?? user, isNew: true };
}

/** A Super Admin of the operators, under this id. */
function administrator(id: UserId, email: string, now: Date): User {
  const account = newUser({
    id,
    email,
    name: email,
    organisation: OPERATIONS,
    cameBy: 'operator',
    createdAt: now.toISOString(),
  });
  return { ...account, roles: ['super-admin'], state: 'active' };
}
