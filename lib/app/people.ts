import { AppError } from '#core/model/error.ts';
import { brandId, type OrganisationId, type ProfileId, type UserId } from '#core/model/id.ts';
import type { Caller, Role } from './caller.ts';
import { barOf } from './people/bar.ts';
import { organisationWrites } from './people/organisation-store.ts';
import { saveUser } from './people/save-user.ts';
import type { Registry, RegistryItem } from './ports.ts';

/** `pending`: may sign in, and nothing else until an administrator of the organisation approves. */
export const USER_STATES = ['pending', 'active', 'disabled'] as const;
export type UserState = (typeof USER_STATES)[number];

export const CAME_BY = ['sign-up', 'invitation', 'transfer', 'operator'] as const;

/** One person's account, as the registry says. The identity provider knows the password, nobody else. */
export type User = {
  readonly id: UserId;
  /** Lower case; unique. */
  readonly email: string;
  readonly name: string;
  readonly phone: string | null;
  /** Whether e-mail and phone are shown to everybody who is signed in. */
  readonly contactShared: boolean;
  readonly organisation: OrganisationId;
  readonly roles: readonly Role[];
  readonly agencies: readonly string[];
  readonly state: UserState;
  /** Why it is disabled; null when it is not. */
  readonly disabledWhy: string | null;
  readonly profile: ProfileId | null;
  /** Last local day of it, `yyyy-mm-dd`; null = no end. */
  readonly profileUntil: string | null;
  /** How it came to its organisation. */
  readonly cameBy: (typeof CAME_BY)[number];
  readonly createdAt: string;
  /** Grows by one when every sign-in of the account is ended at once: a token of an earlier one counts no more. */
  readonly generation: number;
};

export type Organisation = {
  readonly id: OrganisationId;
  readonly name: string;
  /** E-mail domains whose people sign up to it; no two organisations share one. */
  readonly domains: readonly string[];
  /** Agencies whose deliveries its people may be given to make. */
  readonly agencies: readonly string[];
};

export const DEMO_ORGANISATIONS: readonly Organisation[] = [
  {
    id: 'city-authority',
    name: 'City Authority, Community Safety',
    domains: ['city-authority.example'],
    agencies: [],
  },
  {
    id: 'metropolitan-police',
    name: 'Metropolitan Police Service',
    domains: ['metropolitan-police.example'],
    agencies: ['mps'],
  },
];

/** One account per role, in two organisations, and a second Super Admin; for demonstration and tests only. */
export const DEMO_PEOPLE: readonly User[] = [
  demoUser('super-admin', 'Sam Okafor', 'city-authority'),
  demoUser('org-admin', 'Olivia Byrne', 'metropolitan-police'),
  demoUser('analyst', 'Anna Lindqvist', 'city-authority'),
  demoUser('supplier', 'Sanjay Rao', 'metropolitan-police', { agencies: ['mps'], profile: null }),
  demoUser('auditor', 'Audrey Clarke', 'city-authority', { profile: null }),
  demoUser('super-admin', 'Amara Nwosu', 'city-authority', {
    id: brandId<UserId>('demo-approver'),
    email: 'approver@safestats.local',
    profile: null,
  }),
];

/** The account of this subject, or null. */
export async function findUser(registry: Registry, id: string): Promise<User | null> {
  return (await findUserItem(registry, id))?.value ?? null;
}

/** The account of this subject with the version of its registry item, or null. */
export async function findUserItem(registry: Registry, id: string): Promise<RegistryItem<User> | null> {
  return registry.get<User>('user', id);
}

/** The account of this address, whatever its case, or null. */
export async function findUserByEmail(registry: Registry, email: string): Promise<User | null> {
  const entry = await registry.get<{ readonly user: string }>('user-email', email.trim().toLowerCase());
  return entry === null ? null : findUser(registry, entry.value.user);
}

export async function findOrganisation(registry: Registry, id: string): Promise<Organisation | null> {
  return (await registry.get<Organisation>('organisation', id))?.value ?? null;
}

/** The demonstration organisations and accounts; those that exist stay as they are. Returns the accounts added. */
export async function addDemoPeople(registry: Registry): Promise<readonly User[]> {
  for (const organisation of DEMO_ORGANISATIONS) await addOrganisation(registry, organisation);
  const added: User[] = [];
  for (const user of DEMO_PEOPLE) {
    if ((await findUserByEmail(registry, user.email)) !== null) continue;
    await saveUser(registry, user);
    added.push(user);
  }
  return added;
}

/** Adds an organisation with its domains; one that exists stays as it is. */
export async function addOrganisation(registry: Registry, organisation: Organisation): Promise<void> {
  if ((await findOrganisation(registry, organisation.id)) !== null) return;
  await registry.transact(organisationWrites(null, organisation));
}

/** An account as the one who asks, and why it may not ask now: null when it may. */
export type Standing = {
  readonly caller: Caller;
  readonly bar: AppError | null;
  readonly generation: number;
};

/** How a verified subject stands. Fails with FORBIDDEN when there is no such account or it is disabled. */
export async function standingOf(registry: Registry, subject: string): Promise<Standing> {
  const user = await findUser(registry, subject);
  if (user === null)
    throw new AppError('FORBIDDEN', 'this sign-in has no account here: ask your administrator for one');
  if (user.state === 'disabled')
    throw new AppError('FORBIDDEN', 'this account is disabled: ask your administrator');
  const { id, name, email, organisation, roles, agencies, profile, profileUntil, generation } = user;
  return {
    caller: {
      user: id,
      name,
      email,
      organisation,
      roles,
      agencies,
      profile,
      profileUntil,
      preview: null,
      session: null,
    },
    bar: await barOf(registry, user),
    generation,
  };
}

/** The caller that a verified subject stands for. Fails with FORBIDDEN unless there is an account that may ask now. */
export async function callerFor(registry: Registry, subject: string): Promise<Caller> {
  const { caller, bar } = await standingOf(registry, subject);
  if (bar !== null) throw bar;
  return caller;
}

/** A new account as it is before anything was given to it. */
export function newUser(
  user: Pick<User, 'id' | 'email' | 'name' | 'organisation' | 'cameBy' | 'createdAt'>,
): User {
  return {
    ...user,
    phone: null,
    contactShared: false,
    roles: ['analyst'],
    agencies: [],
    state: 'pending',
    disabledWhy: null,
    profile: null,
    profileUntil: null,
    generation: 1,
  };
}

function demoUser(role: Role, name: string, organisation: string, change: Partial<User> = {}): User {
  return {
    ...newUser({
      id: brandId<UserId>(`demo-${role}`),
      email: `${role}@safestats.local`,
      name,
      organisation,
      cameBy: 'operator',
      createdAt: '2026-01-01T00:00:00.000Z',
    }),
    roles: [role],
    state: 'active',
    profile: 'all-records',
    ...change,
  };
}
