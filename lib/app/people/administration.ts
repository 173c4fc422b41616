import { audited } from '#app/audit/audited.ts';
import { authorise, may } from '#app/authorise.ts';
import type { Caller } from '#app/caller.ts';
import { findOrganisation, findUserItem, type User } from '#app/people.ts';
import type { Platform, RegistryItem } from '#app/ports.ts';
import { AppError } from '#core/model/error.ts';
import { type Assignment, assign, requireMayChange } from './assignment.ts';
import { errandWrites, settleErrand } from './errand.ts';
import { noPerson } from './list.ts';
import { organisationOfDomain } from './organisation-store.ts';
import { type PersonView, personView } from './person-view.ts';
import { changeUser } from './save-user.ts';

/** How often somebody may change their account while they are being shut out. */
const ATTEMPTS = 20;

type Desk = Pick<Platform, 'registry' | 'clock' | 'audit' | 'newId' | 'identity'>;

/** Changes what a person is given. Fails as `assign` does, and with CONFLICT for the last administrator. */
export async function changePerson(
  desk: Desk,
  caller: Caller,
  id: string,
  expected: number,
  given: Assignment,
): Promise<PersonView> {
  authorise(caller, 'manage-people', { organisation: caller.organisation });
  const before = await personAt(desk, caller, id, expected);
  const after = await assign(desk, caller, before.value, given);
  const demoted = before.value.roles.some((role) => !after.roles.includes(role));
  return put(desk, caller, 'change', before, demoted ? signedOut(after) : after);
}

/** Lets a person who waits in, with what they are given. Fails with CONFLICT when they do not wait. */
export async function approvePerson(
  desk: Desk,
  caller: Caller,
  id: string,
  expected: number,
  given: Assignment,
): Promise<PersonView> {
  authorise(caller, 'manage-people', { organisation: caller.organisation });
  const before = await personAt(desk, caller, id, expected);
  requireWaiting(before.value);
  const after = await assign(desk, caller, before.value, given);
  return put(desk, caller, 'approval', before, { ...after, state: 'active' });
}

/** Turns a person away who waits: a new account is removed, one that was transferred is disabled. */
export async function rejectPerson(desk: Desk, caller: Caller, id: string, expected: number): Promise<void> {
  authorise(caller, 'manage-people', { organisation: caller.organisation });
  const before = await personAt(desk, caller, id, expected);
  requireWaiting(before.value);
  if (before.value.cameBy === 'transfer') {
    const disabled = {
      ...before.value,
      state: 'disabled',
      disabledWhy: 'the transfer was rejected',
    } as const;
    await put(desk, caller, 'rejection', before, signedOut(disabled));
    return;
  }
  const detail = { change: 'rejection', before: told(before.value) };
  await audited(desk, caller, 'administration', `user/${id}`, detail, () =>
    changeUser(desk.registry, before, null, errandWrites(desk, before.value.id)),
  );
  await settleErrand(desk, caller, before.value.id);
}

/** Shuts a person out at once, wherever they are signed in, also while their account is being changed. */
export async function disablePerson(
  desk: Desk,
  caller: Caller,
  id: string,
  why: string,
): Promise<PersonView> {
  authorise(caller, 'manage-people', { organisation: caller.organisation });
  for (let attempt = 1; ; attempt++) {
    const before = await personAt(desk, caller, id, null);
    const after = { ...before.value, state: 'disabled', disabledWhy: why } as const;
    try {
      return await put(desk, caller, 'disablement', before, signedOut(after));
    } catch (error) {
      const version = (await findUserItem(desk.registry, id))?.version;
      if (version === before.version || attempt === ATTEMPTS) throw error;
    }
  }
}

/** Lets a person in again who was shut out; what they were given is as it was. */
export async function enablePerson(desk: Desk, caller: Caller, id: string): Promise<PersonView> {
  authorise(caller, 'manage-people', { organisation: caller.organisation });
  const before = await personAt(desk, caller, id, null);
  if (before.value.state !== 'disabled') throw new AppError('CONFLICT', 'this account is not disabled');
  return put(desk, caller, 'enablement', before, { ...before.value, state: 'active', disabledWhy: null });
}

/**
 * Hands a person over to another organisation (its id, or an e-mail domain of it), whose administrator approves: until
 * then they wait, an analyst without profile.
 */
export async function transferPerson(
  desk: Desk,
  caller: Caller,
  id: string,
  expected: number,
  organisation: string,
): Promise<PersonView> {
  authorise(caller, 'manage-people', { organisation: caller.organisation });
  const before = await personAt(desk, caller, id, expected);
  const target =
    (await findOrganisation(desk.registry, organisation)) ??
    (await organisationOfDomain(desk.registry, organisation));
  if (target === null || target.id === before.value.organisation) {
    const message =
      target === null
        ? 'is no organisation: use its id, or a domain of its e-mail addresses'
        : 'is the organisation that the person is in';
    const faults = [{ at: 'organisation', message }];
    throw new AppError('SPEC_INVALID', 'the person cannot be transferred there', { details: { faults } });
  }
  if (before.value.state === 'disabled')
    throw new AppError('CONFLICT', 'this account is disabled: enable it first');
  return put(
    desk,
    caller,
    'transfer',
    before,
    signedOut({
      ...before.value,
      organisation: target.id,
      state: 'pending',
      cameBy: 'transfer',
      roles: ['analyst'],
      agencies: [],
      profile: null,
      profileUntil: null,
    }),
  );
}

/** The account that the caller manages, at the expected version (null = whichever it has). */
async function personAt(
  { registry }: Desk,
  caller: Caller,
  id: string,
  expected: number | null,
): Promise<RegistryItem<User>> {
  const item = await findUserItem(registry, id);
  if (item === null || !may(caller, 'manage-people', { organisation: item.value.organisation }))
    throw noPerson(id);
  requireMayChange(caller, item.value);
  if (expected !== null && item.version !== expected)
    throw new AppError(
      'CONFLICT',
      'somebody else changed this account meanwhile: read it again, then repeat',
      { details: { moved: true } },
    );
  return item;
}

function requireWaiting({ state }: User): void {
  if (state !== 'pending') throw new AppError('CONFLICT', 'this account does not wait for approval');
}

function signedOut(user: User): User {
  return { ...user, generation: user.generation + 1 };
}

async function put(
  desk: Desk,
  caller: Caller,
  change: string,
  before: RegistryItem<User>,
  after: User,
): Promise<PersonView> {
  const detail = { change, before: told(before.value), after: told(after) };
  const { disabledWhy } = after;
  const facts = disabledWhy === null ? {} : { personal: { disabledWhy } };
  const errands = hasShutOrLet(before.value, after) ? errandWrites(desk, after.id) : [];
  const work = () => changeUser(desk.registry, before, after, errands);
  await audited(desk, caller, 'administration', `user/${after.id}`, detail, work, facts);
  if (errands.length > 0) await settleErrand(desk, caller, after.id);
  const item = await findUserItem(desk.registry, after.id);
  if (item === null) throw noPerson(after.id);
  return personView(desk.registry, item);
}

/** Whether sign-ins were ended, or sign-in was made impossible or possible. */
function hasShutOrLet(before: User, after: User): boolean {
  return (
    before.generation !== after.generation || (before.state === 'disabled') !== (after.state === 'disabled')
  );
}

/** What the audit says of an account. */
function told({ organisation, state, roles, agencies, profile, profileUntil }: User) {
  return { organisation, state, roles, agencies, profile, profileUntil };
}
