import { AppError } from '#core/model/error.ts';
import { brandId, type ProfileId, type UserId } from '#core/model/id.ts';
import type { Caller, Role } from './caller.ts';
import type { Registry } from './ports.ts';

/** One person's account, as the registry says. The identity provider knows the password, nobody else. */
export type User = {
  readonly id: UserId;
  /** Lower case; unique. */
  readonly email: string;
  readonly name: string;
  readonly organisation: string;
  readonly roles: readonly Role[];
  readonly agencies: readonly string[];
  readonly disabled: boolean;
  readonly profile: ProfileId | null;
  /** Last local day of it, `yyyy-mm-dd`; null = no end. */
  readonly profileUntil: string | null;
};

export type Organisation = { readonly id: string; readonly name: string };

export const DEMO_ORGANISATIONS: readonly Organisation[] = [
  { id: 'city-authority', name: 'City Authority, Community Safety' },
  { id: 'metropolitan-police', name: 'Metropolitan Police Service' },
];

/** One account per role, in two organisations; for demonstration and tests only. */
export const DEMO_PEOPLE: readonly User[] = [
  demoUser('super-admin', 'Sam Okafor', 'city-authority'),
  demoUser('org-admin', 'Olivia Byrne', 'metropolitan-police'),
  demoUser('analyst', 'Anna Lindqvist', 'city-authority'),
  demoUser('supplier', 'Sanjay Rao', 'metropolitan-police', ['mps']),
  demoUser('auditor', 'Audrey Clarke', 'city-authority'),
];

/** The account of this subject, or null. */
export async function findUser(registry: Registry, id: string): Promise<User | null> {
  return (await registry.get<User>('user', id))?.value ?? null;
}

/** The account of this address, whatever its case, or null. */
export async function findUserByEmail(registry: Registry, email: string): Promise<User | null> {
  const entry = await registry.get<{ readonly user: string }>('user-email', email.trim().toLowerCase());
  return entry === null ? null : findUser(registry, entry.value.user);
}

export async function findOrganisation(registry: Registry, id: string): Promise<Organisation | null> {
  return (await registry.get<Organisation>('organisation', id))?.value ?? null;
}

/** Adds or replaces an account. Fails with CONFLICT when another account has the address. */
export async function saveUser(registry: Registry, user: User): Promise<void> {
  const before = await registry.get<User>('user', user.id);
  const holder = await registry.get<{ readonly user: string }>('user-email', user.email);
  if (holder !== null && holder.value.user !== user.id) {
    throw new AppError('CONFLICT', 'another account has this e-mail address');
  }
  const renamed = before !== null && before.value.email !== user.email ? before.value.email : null;
  await registry.transact([
    { kind: 'put', partition: 'user', sort: user.id, value: user, expected: before?.version ?? 0 },
    {
      kind: 'put',
      partition: 'user-email',
      sort: user.email,
      value: { user: user.id },
      expected: holder?.version ?? 0,
    },
    ...(renamed === null
      ? []
      : [{ kind: 'delete' as const, partition: 'user-email', sort: renamed, expected: null }]),
  ]);
}

/** The demonstration organisations and accounts; those that exist stay as they are. Returns the accounts added. */
export async function addDemoPeople(registry: Registry): Promise<readonly User[]> {
  for (const organisation of DEMO_ORGANISATIONS) {
    if ((await findOrganisation(registry, organisation.id)) !== null) continue;
    await registry.transact([
      { kind: 'put', partition: 'organisation', sort: organisation.id, value: organisation, expected: null },
    ]);
  }
  const added: User[] = [];
  for (const user of DEMO_PEOPLE) {
    if ((await findUserByEmail(registry, user.email)) !== null) continue;
    await saveUser(registry, user);
    added.push(user);
  }
  return added;
}

/** The caller that a verified subject stands for. Fails with FORBIDDEN when there is no such account or it is disabled. */
export async function callerFor(registry: Registry, subject: string): Promise<Caller> {
  const user = await findUser(registry, subject);
  if (user === null)
    throw new AppError('FORBIDDEN', 'this sign-in has no account here: ask your administrator for one');
  if (user.disabled) throw new AppError('FORBIDDEN', 'this account is disabled: ask your administrator');
  const { id, name, email, organisation, roles, agencies, profile, profileUntil } = user;
  return {
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
  };
}

function demoUser(role: Role, name: string, organisation: string, agencies: readonly string[] = []): User {
  return {
    id: brandId<UserId>(`demo-${role}`),
    email: `${role}@safestats.local`,
    name,
    organisation,
    roles: [role],
    agencies,
    disabled: false,
    profile: role === 'supplier' || role === 'auditor' ? null : 'all-records',
    profileUntil: null,
  };
}
