import * as z from 'zod';
import { authorise, may } from '#app/authorise.ts';
import type { Caller } from '#app/caller.ts';
import { readCursor, writeCursor } from '#app/cursor.ts';
import { findUserItem, type User, type UserState } from '#app/people.ts';
import type { Platform, Registry, RegistryItem } from '#app/ports.ts';
import { AppError } from '#core/model/error.ts';
import type { OrganisationId } from '#core/model/id.ts';
import { type PersonEntry, peoplePartition, statePrefix } from './people-index.ts';
import { type PersonView, personView } from './person-view.ts';

const PAGE = 50;
/** How many people one request looks through for a word; the cursor goes on from there. */
const MOST_LOOKED_THROUGH = 2_000;
const CHUNK = 200;

export type PeopleFilter = {
  readonly organisation: OrganisationId | null;
  readonly state: UserState | null;
  /** Part of a name or an e-mail address. */
  readonly q: string | null;
  readonly cursor: string | null;
};

export type Page<Item> = { readonly items: readonly Item[]; readonly nextCursor: string | null };

/** People by state (those who wait first) and name: of one organisation, or of all whom the caller may see. */
export async function listPeople(
  { registry }: Pick<Platform, 'registry'>,
  caller: Caller,
  filter: PeopleFilter,
): Promise<Page<PersonView>> {
  authorise(caller, 'read-people', { organisation: filter.organisation ?? caller.organisation });
  const all = filter.organisation === null && may(caller, 'read-people');
  const partition = peoplePartition(all ? null : (filter.organisation ?? caller.organisation));
  const { found, nextKey } = await lookThrough(registry, partition, filter);
  const people = await Promise.all(found.map(({ user }) => findUserItem(registry, user)));
  const there = people.filter((item): item is RegistryItem<User> => item !== null);
  return {
    items: await Promise.all(there.map((item) => personView(registry, item))),
    nextCursor: nextKey === null ? null : writeCursor(nextKey),
  };
}

/** One person. Fails with NOT_FOUND for somebody whom the caller may not see. */
export async function showPerson(
  { registry }: Pick<Platform, 'registry'>,
  caller: Caller,
  id: string,
): Promise<PersonView> {
  authorise(caller, 'read-people', { organisation: caller.organisation });
  const item = await findUserItem(registry, id);
  if (item === null || !may(caller, 'read-people', { organisation: item.value.organisation }))
    throw noPerson(id);
  return personView(registry, item);
}

/** What is said of a person who is not there, or not the caller's to know of. */
export function noPerson(id: string): AppError {
  return new AppError('NOT_FOUND', `there is no person "${id}" here`);
}

async function lookThrough(
  registry: Registry,
  partition: string,
  { state, q, cursor }: PeopleFilter,
): Promise<{ readonly found: readonly PersonEntry[]; readonly nextKey: string | null }> {
  const word = q?.trim().toLowerCase() ?? '';
  const prefix = state === null ? '' : statePrefix(state);
  const found: PersonEntry[] = [];
  let after = cursor === null ? undefined : readCursor(z.string(), cursor);
  for (let seen = 0; seen < MOST_LOOKED_THROUGH; ) {
    const options = { prefix, limit: CHUNK, ...(after === undefined ? {} : { after }) };
    const entries = await registry.list<PersonEntry>(partition, options);
    for (const { sort, value } of entries) {
      if (found.length === PAGE) return { found, nextKey: after ?? null };
      after = sort;
      if (`${value.name} ${value.email}`.toLowerCase().includes(word)) found.push(value);
    }
    if (entries.length < CHUNK) return { found, nextKey: null };
    seen += entries.length;
  }
  return { found, nextKey: after ?? null };
}
