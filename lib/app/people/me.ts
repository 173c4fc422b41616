import { findProfile } from '#app/access/profile-store.ts';
import { chosenReason, listReasons } from '#app/access/reason.ts';
import { audited } from '#app/audit/audited.ts';
import { may } from '#app/authorise.ts';
import type { Caller, Role } from '#app/caller.ts';
import { findUser, findUserItem, type User, type UserState } from '#app/people.ts';
import type { Platform } from '#app/ports.ts';
import type { OrganisationId, ProfileId, UserId } from '#core/model/id.ts';
import { type Administrator, administratorsOf, isAdministrator } from './administrators.ts';
import { noPerson } from './list.ts';
import { organisationName } from './person-view.ts';
import { changeUser } from './save-user.ts';
import { countUse } from './use-limit.ts';

/** Each change moves the version that administrators must name: without a limit nobody could be demoted. */
const LIMIT = { most: 30, windowMs: 60 * 60_000 };

/** A person as they see themselves. */
export type Me = {
  readonly user: UserId;
  readonly state: UserState;
  readonly name: string;
  readonly email: string;
  readonly phone: string | null;
  readonly contactShared: boolean;
  readonly organisation: { readonly id: OrganisationId; readonly name: string };
  readonly roles: readonly Role[];
  readonly agencies: readonly string[];
  readonly profile: {
    readonly id: ProfileId;
    readonly title: string;
    readonly version: number;
    readonly until: string | null;
  } | null;
  /** Whom they may ask. */
  readonly administrators: readonly Administrator[];
  /** What they said, in this sign-in, that they use records for; null = nothing. */
  readonly reason: string | null;
  /** What may be said. */
  readonly reasons: readonly string[];
};

/** How somebody gets in touch with a person: null where the person does not share it, but for an administrator's address. */
export type ContactView = {
  readonly name: string;
  readonly organisation: { readonly id: OrganisationId; readonly name: string };
  readonly email: string | null;
  readonly phone: string | null;
};

/** The person who asks, also while they wait for approval or are stopped. */
export async function showMe(platform: Pick<Platform, 'registry' | 'clock'>, caller: Caller): Promise<Me> {
  const { registry } = platform;
  const user = await findUser(registry, caller.user);
  if (user === null) throw noPerson(caller.user);
  const { id, state, name, email, phone, contactShared, roles, agencies } = user;
  return {
    user: id,
    state,
    name,
    email,
    phone,
    contactShared,
    organisation: await organisationName(registry, user.organisation),
    roles,
    agencies,
    profile: await ownProfile(platform, user),
    administrators: await administratorsOf(registry, user),
    reason: await chosenReason(platform, caller),
    reasons: await listReasons(registry),
  };
}

/** Changes what a person says of themselves. Fails with TOO_MANY_REQUESTS when they do so again and again. */
export async function changeMe(
  platform: Pick<Platform, 'registry' | 'clock' | 'audit' | 'newId'>,
  caller: Caller,
  change: Partial<Pick<User, 'name' | 'phone' | 'contactShared'>>,
): Promise<Me> {
  await countUse(platform.registry, platform.clock, { what: 'own details', by: caller.user, ...LIMIT });
  const before = await findUserItem(platform.registry, caller.user);
  if (before === null) throw noPerson(caller.user);
  const after: User = { ...before.value, ...change };
  const detail = { change: 'own details', fields: Object.keys(change), contactShared: after.contactShared };
  await audited(platform, caller, 'administration', `user/${caller.user}`, detail, () =>
    changeUser(platform.registry, before, after),
  );
  return showMe(platform, caller);
}

/** How to get in touch with an active person. Fails with NOT_FOUND for anybody else. */
export async function contactOf(
  { registry }: Pick<Platform, 'registry'>,
  caller: Caller,
  id: string,
): Promise<ContactView> {
  const user = await findUser(registry, id);
  const manages = user !== null && may(caller, 'read-people', { organisation: user.organisation });
  if (user === null || (user.state !== 'active' && !manages)) throw noPerson(id);
  const shown = user.contactShared || user.id === caller.user || manages;
  const administers = isAdministrator(user) && user.organisation === caller.organisation;
  return {
    name: user.name,
    organisation: await organisationName(registry, user.organisation),
    email: shown || administers ? user.email : null,
    phone: shown ? user.phone : null,
  };
}

async function ownProfile({ registry }: Pick<Platform, 'registry'>, user: User): Promise<Me['profile']> {
  if (user.profile === null) return null;
  const found = (await findProfile(registry, user.profile))?.profile;
  if (found === undefined || found.state !== 'active') return null;
  return { id: found.id, title: found.title, version: found.version, until: user.profileUntil };
}
