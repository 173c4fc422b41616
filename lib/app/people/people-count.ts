import type { User, UserState } from '#app/people.ts';
import type { Registry, RegistryWrite } from '#app/ports.ts';
import { AppError } from '#core/model/error.ts';
import type { OrganisationId } from '#core/model/id.ts';
import { isAdministrator, isSuperAdmin } from './administrators.ts';

/** How many people an organisation has, and how many of the active ones administer it. */
export type PeopleCount = Readonly<Record<UserState, number>> & { readonly administrators: number };

const PARTITION = 'people-count';
/** Stands for Super Admins, of all organisations together. */
const SUPER_ADMINS = '*';
const NOBODY: PeopleCount = { pending: 0, active: 0, disabled: 0, administrators: 0 };

/** The people of an organisation, counted. */
export async function peopleCount(registry: Registry, organisation: OrganisationId): Promise<PeopleCount> {
  return (await registry.get<PeopleCount>(PARTITION, organisation))?.value ?? NOBODY;
}

/**
 * The writes that move an account in the counts, each on the count that was read: whoever comes second fails with
 * CONFLICT and counts again. When `guarded`, fails with CONFLICT in words where the last administrator would go.
 */
export async function countWrites(
  registry: Registry,
  before: User | null,
  after: User | null,
  guarded: boolean,
): Promise<readonly RegistryWrite[]> {
  const writes: RegistryWrite[] = [];
  for (const [sort, change] of changesOf(before, after)) {
    if (Object.values(change).every((one) => one === 0)) continue;
    const item = await registry.get<PeopleCount>(PARTITION, sort);
    const value = sum(item?.value ?? NOBODY, change);
    if (guarded && change.administrators < 0) requireAdministrator(sort, value);
    writes.push({ kind: 'put', partition: PARTITION, sort, value, expected: item?.version ?? 0 });
  }
  return writes;
}

function requireAdministrator(
  sort: string,
  { pending, active, disabled, administrators }: PeopleCount,
): void {
  if (administrators > 0) return;
  if (sort === SUPER_ADMINS)
    throw new AppError(
      'CONFLICT',
      'this is the last active Super Admin: give the role to somebody else first, then repeat',
    );
  const others = pending + active + disabled;
  if (others > 1 || (others === 1 && disabled === 0))
    throw new AppError(
      'CONFLICT',
      'this is the last active administrator of an organisation that has other people: give the role to somebody else there first, then repeat',
    );
}

function changesOf(before: User | null, after: User | null): ReadonlyMap<string, PeopleCount> {
  const changes = new Map<string, PeopleCount>();
  const add = (sort: string, change: PeopleCount) =>
    changes.set(sort, sum(changes.get(sort) ?? NOBODY, change));
  for (const [user, sign] of [
    [before, -1],
    [after, 1],
  ] as const) {
    if (user === null) continue;
    add(user.organisation, {
      ...NOBODY,
      [user.state]: sign,
      administrators: isAdministrator(user) ? sign : 0,
    });
    if (isSuperAdmin(user)) add(SUPER_ADMINS, { ...NOBODY, administrators: sign });
  }
  return changes;
}

function sum(one: PeopleCount, other: PeopleCount): PeopleCount {
  return {
    pending: one.pending + other.pending,
    active: one.active + other.active,
    disabled: one.disabled + other.disabled,
    administrators: one.administrators + other.administrators,
  };
}
