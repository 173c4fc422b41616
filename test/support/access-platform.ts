import { putGrant, putProfile } from '#app/access/profile-store.ts';
import type { Caller, Role } from '#app/caller.ts';
import { saveUser } from '#app/people/save-user.ts';
import { newUser, type User } from '#app/people.ts';
import type { Registry } from '#app/ports.ts';
import type { DatasetAccess, ProfileSpec } from '#core/access/profile.ts';
import { brandId, type UserId } from '#core/model/id.ts';
import { analyst } from './query-platform.ts';

/** Access to the fixture's northern crimes, all of it but changed so. */
export function northAccess(change: Partial<DatasetAccess> = {}): DatasetAccess {
  return {
    fields: ['category', 'weapon', 'loss'],
    rowRule: null,
    precision: { exact: false, cell: 8, levels: ['borough'] },
    kind: 'records',
    download: true,
    minimumCount: 1,
    rounding: 1,
    ...change,
  };
}

/** A profile that shows northern crimes so. */
export function northProfile(id: string, change: Partial<DatasetAccess> = {}): ProfileSpec {
  return { id, title: id, description: '', datasets: { 'north-crime': northAccess(change) } };
}

/** Puts a profile in force as its first version and grants it. */
export async function addProfile(
  registry: Registry,
  spec: ProfileSpec,
  organisations: readonly string[] = ['org'],
): Promise<void> {
  const made = { version: 1, state: 'active', createdAt: '2026-01-01T00:00:00Z' } as const;
  await putProfile({ registry }, { ...spec, ...made, createdBy: 'operator', approvedBy: null }, 0);
  for (const id of organisations) await putGrant(registry, id, { profile: spec.id, until: null });
}

/** A person of a role, with a profile or none. */
export function person(user: string, role: Role, change: Partial<Caller> = {}): Caller {
  return { ...analyst(user, user), roles: [role], profile: null, ...change };
}

/** Keeps an account for a caller. */
export async function addAccount(
  registry: Registry,
  { user, email, name, organisation, roles, profile }: Caller,
  change: Partial<User> = {},
): Promise<void> {
  await saveUser(registry, {
    ...newUser({
      id: brandId<UserId>(user),
      email,
      name,
      organisation,
      cameBy: 'operator',
      createdAt: '2026-01-01T00:00:00.000Z',
    }),
    roles,
    profile,
    state: 'active',
    ...change,
  });
}
