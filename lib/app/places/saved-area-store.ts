import type { Caller } from '#app/caller.ts';
import { allItems } from '#app/every-item.ts';
import { findUser } from '#app/people.ts';
import type { Registry, RegistryItem, RegistryWrite } from '#app/ports.ts';
import type { OrganisationId, UserId } from '#core/model/id.ts';

/** What a saved area takes in. Positions in degrees, WGS84. */
export type AreaShape =
  | { readonly kind: 'areas'; readonly codes: readonly string[] }
  | { readonly kind: 'polygon'; readonly coordinates: readonly (readonly (readonly [number, number])[])[] }
  | { readonly kind: 'circle'; readonly lon: number; readonly lat: number; readonly metres: number };

/** An area of a person's own, as the registry keeps it under its owner. */
export type SavedArea = {
  readonly id: string;
  readonly name: string;
  readonly shape: AreaShape;
  /** The organisation whose people see it too; null = nobody else does. */
  readonly sharedWith: OrganisationId | null;
  readonly owner: UserId;
  readonly createdAt: string;
  readonly changedAt: string;
  /** sha256 of what its creation asked for, so that the same request again is recognised. */
  readonly request: string;
};

/** Areas that a person may keep. */
export const MOST_SAVED_AREAS = 100;

/** Partition of the registry with the areas of one person, by id. */
function savedAreaPartition(user: UserId): string {
  return `saved-area#${user}`;
}

/** Partition of the registry that says, by id, whose area is shared with an organisation. */
function sharedAreaPartition(organisation: OrganisationId): string {
  return `saved-area-shared#${organisation}`;
}

/** The areas of a person, oldest first. */
export function ownSavedAreas(registry: Registry, user: UserId): Promise<readonly RegistryItem<SavedArea>[]> {
  return allItems<SavedArea>(registry, savedAreaPartition(user));
}

/** One area that is the caller's own, or null. */
export function findOwnSavedArea(
  registry: Registry,
  { user }: Caller,
  id: string,
): Promise<RegistryItem<SavedArea> | null> {
  return registry.get<SavedArea>(savedAreaPartition(user), id);
}

/** The areas that others share with the caller's organisation now: of people who are active in it still. */
export async function sharedSavedAreas(
  registry: Registry,
  caller: Caller,
): Promise<readonly { readonly item: RegistryItem<SavedArea>; readonly owner: string }[]> {
  const { organisation, user } = caller;
  const shared = await allItems<{ readonly user: UserId }>(registry, sharedAreaPartition(organisation));
  const found = await Promise.all(
    shared
      .filter(({ value }) => value.user !== user)
      .map(async ({ sort, value }) => {
        const [item, owner] = await Promise.all([
          registry.get<SavedArea>(savedAreaPartition(value.user), sort),
          findUser(registry, value.user),
        ]);
        const stands = owner?.state === 'active' && owner.organisation === organisation;
        if (item === null || !stands || item.value.sharedWith !== organisation) return [];
        return [{ item, owner: owner.name }];
      }),
  );
  return found.flat();
}

/** The writes that put an area in the place of another (null = none), and keep what is shared in step. */
export function savedAreaWrites(
  before: RegistryItem<SavedArea> | null,
  after: SavedArea | null,
): readonly RegistryWrite[] {
  const { id, owner } = after ?? before?.value ?? { id: '', owner: null };
  if (owner === null) throw new Error('a write of no area');
  const partition = savedAreaPartition(owner);
  const expected = before?.version ?? 0;
  const own: RegistryWrite =
    after === null
      ? { kind: 'delete', partition, sort: id, expected }
      : { kind: 'put', partition, sort: id, value: after, expected };
  const [was, is] = [before?.value.sharedWith ?? null, after?.sharedWith ?? null];
  return [
    own,
    ...(was === null || was === is ? [] : [unshared(was, id)]),
    ...(is === null || was === is
      ? []
      : [
          {
            kind: 'put',
            partition: sharedAreaPartition(is),
            sort: id,
            value: { user: owner },
            expected: null,
          } as const,
        ]),
  ];
}

function unshared(organisation: OrganisationId, id: string): RegistryWrite {
  return { kind: 'delete', partition: sharedAreaPartition(organisation), sort: id, expected: null };
}
