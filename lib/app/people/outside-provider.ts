import { recordRefusal } from '#app/audit/refused.ts';
import { findUser, findUserByEmail, type User } from '#app/people.ts';
import type { Platform } from '#app/ports.ts';
import { AppError } from '#core/model/error.ts';
import type { UserId } from '#core/model/id.ts';
import { changePassword } from './change-password.ts';
import { acceptOpen, openInvitationFor, signUp } from './coming-in.ts';
import { isUnsettled } from './errand.ts';
import { noteSignIn } from './last-sign-in.ts';
import { organisationOfDomain } from './organisation-store.ts';
import { domainOf, EmailSchema, PersonNameSchema } from './person.ts';
import { countUse } from './use-limit.ts';

type Desk = Pick<Platform, 'registry' | 'clock' | 'audit' | 'newId' | 'identity'>;

/** Somebody as an identity provider that keeps its own accounts tells of them; nothing of it has been checked. */
export type Outsider = {
  readonly id: UserId;
  readonly email: string;
  /** Empty where the provider knows none. */
  readonly name: string;
  /** Whether the provider has had the address confirmed by a code that was sent there. */
  readonly verified: boolean;
  /**
   * The domains for whose addresses the agency's own provider, which signed this person in, may speak; null = none did,
   * the person has a password of their own.
   */
  readonly federatedFor: readonly string[] | null;
};

const LIMIT = { most: 5, windowMs: 60 * 60_000 };
const MADE = () => [];

/**
 * Lets somebody ask for an account whose address belongs to an organisation or was invited. Fails with FORBIDDEN in the
 * same words for everybody else, and with TOO_MANY_REQUESTS; which addresses there are is not told.
 */
export async function admitNewcomer(desk: Desk, asking: Omit<Outsider, 'id' | 'verified'>): Promise<void> {
  const email = EmailSchema.safeParse(asking.email);
  if (email.success)
    await countUse(desk.registry, desk.clock, { what: 'sign-up of', by: email.data, ...LIMIT });
  const why = email.success ? await faultOf(desk, email.data, asking) : 'the address is none';
  if (why === null) return;
  await recordRefusal(desk, {
    who: 'unknown',
    organisation: null,
    object: 'sign-in/sign-up',
    detail: { why },
    personal: { name: asking.name.slice(0, 300), email: asking.email.slice(0, 300) },
  });
  throw new AppError(
    'FORBIDDEN',
    'no account can be made with these details: use your name and the address of your work, or ask your organisation for an invitation',
  );
}

/**
 * The account of somebody who has confirmed their address, made now if there is none: as invited, or waiting for approval
 * by the organisation of their domain. Null when none can be made; doing it again changes nothing.
 */
export async function comeIn(desk: Desk, outsider: Outsider): Promise<User | null> {
  const { id, verified, federatedFor } = outsider;
  const known = await findUser(desk.registry, id);
  const email = EmailSchema.safeParse(outsider.email);
  if (known !== null || !email.success || !(verified || federatedFor !== null)) return known;
  if (federatedFor !== null && !federatedFor.includes(domainOf(email.data))) return null;
  const newcomer = { id, email: email.data, name: nameOf(outsider.name, email.data) };
  const invitation = await openInvitationFor(desk, email.data);
  const made =
    invitation === null
      ? await signUp(desk, newcomer, MADE)
      : await acceptOpen(desk, invitation, newcomer, MADE);
  return made ?? findUser(desk.registry, id);
}

/**
 * The account that tokens are issued for: on a sign-in, which is written to the audit, or on a refresh. An account whose
 * making failed when the address was confirmed is made at the sign-in. Fails with FORBIDDEN for somebody without account
 * or whose account is disabled, and with UNAUTHENTICATED for a refresh after sign-ins have been ended.
 */
export async function accountForTokens(
  desk: Desk,
  outsider: Outsider,
  occasion: 'sign-in' | 'refresh',
): Promise<User> {
  const unsettled = await isUnsettled(desk, outsider.id);
  const user =
    occasion === 'sign-in' && !unsettled
      ? await comeIn(desk, outsider)
      : await findUser(desk.registry, outsider.id);
  const refused = refusalOf(user, occasion === 'refresh' && unsettled);
  if (user === null || refused !== null) {
    await recordRefusal(desk, {
      who: user?.id ?? outsider.id,
      organisation: user?.organisation ?? null,
      object: occasion === 'sign-in' ? 'sign-in' : 'sign-in/token',
      detail: { why: user === null ? 'no account' : user.state, code: refused?.code ?? 'FORBIDDEN' },
    });
    throw refused ?? new AppError('FORBIDDEN', 'this sign-in has no account here: ask your administrator');
  }
  if (occasion === 'refresh') return user;
  await desk.audit.record({
    phase: 'outcome',
    action: 'sign-in',
    effect: desk.newId(),
    who: user.id,
    organisation: user.organisation,
    object: 'sign-in',
    detail: {},
  });
  await noteSignIn(desk.registry, desk.clock, user.id);
  return user;
}

/** Ends every sign-in of somebody who has set a new password at their identity provider; nothing without an account. */
export async function passwordReplaced(desk: Desk, id: UserId): Promise<void> {
  const user = await findUser(desk.registry, id);
  if (user !== null) await changePassword(desk, { user: id, organisation: user.organisation }, id, null);
}

function refusalOf(user: User | null, ended: boolean): AppError | null {
  if (user === null) return null;
  if (user.state === 'disabled')
    return new AppError('FORBIDDEN', 'this account is disabled: ask your administrator');
  return ended ? new AppError('UNAUTHENTICATED', 'this sign-in has ended: sign in again') : null;
}

/** Why nobody may come in so; null when they may. */
async function faultOf(
  desk: Desk,
  email: string,
  { name, federatedFor }: Pick<Outsider, 'name' | 'federatedFor'>,
): Promise<string | null> {
  if (federatedFor !== null && !federatedFor.includes(domainOf(email)))
    return 'the provider may not speak for the domain';
  if (name !== '' && !PersonNameSchema.safeParse(name).success) return 'the name is none';
  if ((await findUserByEmail(desk.registry, email)) !== null) return 'the address has an account';
  if ((await openInvitationFor(desk, email)) !== null) return null;
  const organisation = await organisationOfDomain(desk.registry, domainOf(email));
  return organisation === null ? 'no organisation has the domain, and nobody was invited' : null;
}

function nameOf(name: string, email: string): string {
  const parsed = PersonNameSchema.safeParse(name);
  return parsed.success ? parsed.data : email.slice(0, 100);
}
