import type { User, UserState } from '#app/people.ts';
import type { RegistryWrite } from '#app/ports.ts';
import type { OrganisationId } from '#core/model/id.ts';
import {
  administratorPartition,
  isAdministrator,
  isSuperAdmin,
  SUPER_ADMIN_PARTITION,
} from './administrators.ts';

/** What the lists of people find a person by. */
export type PersonEntry = { readonly user: string; readonly name: string; readonly email: string };

type Place = { readonly partition: string; readonly sort: string };

const ORDER: Readonly<Record<UserState, string>> = { pending: '1', active: '2', disabled: '3' };

/** Registry partition that lists people by state and name: of one organisation, or of all (null). */
export function peoplePartition(organisation: OrganisationId | null): string {
  return `people#${organisation ?? '*'}`;
}

/** What the keys of people of one state begin with in that partition; those who wait come first. */
export function statePrefix(state: UserState): string {
  return `${ORDER[state]}#`;
}

/** Moves an account in the lists that find it; null = it is not there. */
export function indexWrites(before: User | null, after: User | null): readonly RegistryWrite[] {
  const places = after === null ? [] : placesOf(after);
  const kept = new Set(places.map(keyOf));
  const left = (before === null ? [] : placesOf(before)).filter((place) => !kept.has(keyOf(place)));
  return [
    ...left.map((place): RegistryWrite => ({ kind: 'delete', ...place, expected: null })),
    ...places.map(
      (place): RegistryWrite => ({ kind: 'put', ...place, value: entryOf(after), expected: null }),
    ),
  ];
}

function placesOf(user: User): readonly Place[] {
  const sort = `${statePrefix(user.state)}${user.name.toLowerCase()}#${user.id}`;
  return [
    { partition: peoplePartition(null), sort },
    { partition: peoplePartition(user.organisation), sort },
    ...(isAdministrator(user)
      ? [{ partition: administratorPartition(user.organisation), sort: user.id }]
      : []),
    ...(isSuperAdmin(user) ? [{ partition: SUPER_ADMIN_PARTITION, sort: user.id }] : []),
  ];
}

function keyOf({ partition, sort }: Place): string {
  return `${partition} ${sort}`;
}

function entryOf(user: User | null): PersonEntry | null {
  return user === null ? null : { user: user.id, name: user.name, email: user.email };
}
