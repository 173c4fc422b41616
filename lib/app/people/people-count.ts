import { readStops } from '#app/access/stop-store.ts';
import { allItems } from '#app/every-item.ts';
import type { User, UserState } from '#app/people.ts';
import type { Registry, RegistryWrite } from '#app/ports.ts';
import { AppError } from '#core/model/error.ts';
import { brandId, type OrganisationId, type UserId } from '#core/model/id.ts';
import { isAdministrator, isSuperAdmin, SUPER_ADMIN_PARTITION } from './administrators.ts';

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
    if (guarded && change.administrators < 0) {
      requireAdministrator(sort, value);
      if (before !== null && sort === SUPER_ADMINS) await requireFreeSuperAdmin(registry, before.id);
    }
    writes.push({ kind: 'put', partition: PARTITION, sort, value, expected: item?.version ?? 0 });
  }
  return writes;
}

/**
 * The writes that go with a stop of a person, so that of two Super Admins who stop or demote each other at one moment one
 * is left. Fails with CONFLICT when nobody would be left to lift it.
 */
export async function stopWrites(registry: Registry, person: UserId): Promise<readonly RegistryWrite[]> {
  const item = await registry.get<PeopleCount>(PARTITION, SUPER_ADMINS);
  if (item === null || (await registry.get(SUPER_ADMIN_PARTITION, person)) === null) return [];
  await requireFreeSuperAdmin(registry, person);
  const { partition, sort, value, version } = item;
  return [{ kind: 'put', partition, sort, value, expected: version }];
}

/** Fails with CONFLICT unless there is another active Super Admin who is not stopped. */
async function requireFreeSuperAdmin(registry: Registry, person: UserId): Promise<void> {
  const [supers, { people }] = await Promise.all([
    allItems(registry, SUPER_ADMIN_PARTITION),
    readStops(registry),
  ]);
  if (supers.some(({ sort }) => sort !== person && !people.has(brandId<UserId>(sort)))) return;
  throw new AppError(
    'CONFLICT',
    'no other active Super Admin would be left who is not stopped: give the role to somebody else first, or lift a stop, then repeat',
  );
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
