import { audited } from '#app/audit/audited.ts';
import { authorise } from '#app/authorise.ts';
import type { Caller } from '#app/caller.ts';
import { findDefinition } from '#app/dataset.ts';
import { forgetCaller } from '#app/people/caller-cache.ts';
import { stopWrites } from '#app/people/people-count.ts';
import { findUser } from '#app/people.ts';
import type { Platform, Registry } from '#app/ports.ts';
import type { QueryRecord } from '#app/query/query-record.ts';
import { cancelWhere } from '#app/query/status.ts';
import { AppError } from '#core/model/error.ts';
import { brandId, type UserId } from '#core/model/id.ts';
import { type Named, namedPerson } from './holders.ts';
import { findProfile } from './profile-store.ts';
import { findStop, listStopItems, putStop, removeStop, type Stop, type StopKind } from './stop-store.ts';

/** A stop as people see it: `name` is that of what is stopped. */
export type ShownStop = Pick<Stop, 'kind' | 'id' | 'why' | 'at'> & {
  readonly name: string;
  readonly by: Named;
};

/** Everything that is stopped now. Fails with FORBIDDEN. */
export async function listStops(
  { registry }: Pick<Platform, 'registry'>,
  caller: Caller,
): Promise<readonly ShownStop[]> {
  authorise(caller, 'stop-access');
  return Promise.all((await listStopItems(registry)).map((stop) => shownStop(registry, stop)));
}

/**
 * Stops everything, a person, a profile or a dataset: what is asked from now on is refused, and what is running ends.
 * Fails with FORBIDDEN, NOT_FOUND, and CONFLICT for oneself and when no Super Admin would be left to lift it.
 */
export async function stopAccess(
  platform: Platform,
  caller: Caller,
  { kind, id, why }: Pick<Stop, 'kind' | 'id' | 'why'>,
): Promise<ShownStop> {
  authorise(caller, 'stop-access');
  await nameOf(platform.registry, kind, id);
  if (kind === 'person' && id === caller.user)
    throw new AppError('CONFLICT', 'you cannot stop yourself: another Super Admin can');
  const stop: Stop = { kind, id, why, by: caller.user, at: platform.clock().toISOString() };
  const also = kind === 'person' ? await stopWrites(platform.registry, brandId<UserId>(id)) : [];
  const work = () => putStop(platform.registry, stop, also);
  const facts = { personal: { why } };
  await audited(platform, caller, 'administration', `stop/${kind}/${id}`, { change: 'stop' }, work, facts);
  if (kind === 'person') forgetCaller(platform.registry, id);
  await cancelWhere(platform, (query) => concerns(stop, query), 'access to it was stopped');
  return shownStop(platform.registry, stop);
}

/** Lifts a stop. Fails with FORBIDDEN, NOT_FOUND. */
export async function releaseAccess(
  platform: Pick<Platform, 'registry' | 'audit' | 'newId'>,
  caller: Caller,
  kind: StopKind,
  id: string,
): Promise<void> {
  authorise(caller, 'stop-access');
  if ((await findStop(platform.registry, kind, id)) === null)
    throw new AppError('NOT_FOUND', 'this is not stopped');
  await audited(platform, caller, 'administration', `stop/${kind}/${id}`, { change: 'release' }, () =>
    removeStop(platform.registry, kind, id),
  );
  if (kind === 'person') forgetCaller(platform.registry, id);
}

function concerns({ kind, id }: Stop, { user, profile, datasets }: QueryRecord): boolean {
  switch (kind) {
    case 'everything':
      return true;
    case 'person':
      return user === id;
    case 'profile':
      return profile.id === id;
    case 'dataset':
      return datasets.includes(id);
  }
}

async function shownStop(registry: Registry, { kind, id, why, by, at }: Stop): Promise<ShownStop> {
  const name = await nameOf(registry, kind, id).catch(() => id);
  return { kind, id, name, why, by: await namedPerson(registry, by), at };
}

/** The name of what can be stopped. Fails with NOT_FOUND. */
async function nameOf(registry: Registry, kind: StopKind, id: string): Promise<string> {
  const name = await findName(registry, kind, id);
  if (name === null) throw new AppError('NOT_FOUND', `there is no ${kind} "${id}" to stop`);
  return name;
}

async function findName(registry: Registry, kind: StopKind, id: string): Promise<string | null> {
  switch (kind) {
    case 'everything':
      return id === 'all' ? 'Everything' : null;
    case 'person':
      return (await findUser(registry, id))?.name ?? null;
    case 'profile':
      return (await findProfile(registry, id))?.profile.title ?? null;
    case 'dataset':
      return (await findDefinition({ registry }, id))?.title ?? null;
  }
}
