import type { Caller } from '#app/caller.ts';
import type { Registry, RegistryItem, RegistryWrite } from '#app/ports.ts';
import { AppError } from '#core/model/error.ts';
import type { OrganisationId, UserId } from '#core/model/id.ts';
import { keptCount } from './kept-count.ts';
import type { SavedQuery } from './saved-query.ts';

/** Registry partition of all saved queries, by id. */
const PARTITION = 'saved-query';
/** How many each person keeps, by person. */
const COUNT_PARTITION = 'saved-query-count';

/** What a list looks through; the query itself is read from its own item. */
export type SavedEntry = { readonly id: string; readonly text: string };

/** A list in which a saved query may stand. */
export type SavedList =
  | { readonly of: UserId }
  | { readonly organisation: OrganisationId }
  | { readonly everyone: true };

/** Registry partition of a list, by id: the order of creation. */
export function listPartition(list: SavedList): string {
  if ('of' in list) return `saved-query-of#${list.of}`;
  return 'organisation' in list ? `saved-query-in#${list.organisation}` : 'saved-query-everyone';
}

export async function findSaved(registry: Registry, id: string): Promise<RegistryItem<SavedQuery> | null> {
  return registry.get<SavedQuery>(PARTITION, id);
}

/** Whether somebody may know that a saved query is there. */
export function isSeenBy(
  saved: SavedQuery,
  { user, organisation }: Pick<Caller, 'user' | 'organisation'>,
): boolean {
  if (saved.owner === user || saved.visibility === 'everyone') return true;
  return saved.visibility === 'organisation' && saved.organisation === organisation;
}

/** A saved query that the caller may know of; any other is NOT_FOUND like one that never was. */
export async function seenSaved(
  registry: Registry,
  caller: Pick<Caller, 'user' | 'organisation'>,
  id: string,
): Promise<RegistryItem<SavedQuery>> {
  const item = await findSaved(registry, id);
  if (item === null || !isSeenBy(item.value, caller)) throw noSaved();
  return item;
}

export function noSaved(): AppError {
  return new AppError('NOT_FOUND', 'there is no such saved query, or it is not shared with you');
}

/** Writes that change a saved query, with the lists that it stands in; null = it is not there before, or after. */
export function savedWrites(
  before: RegistryItem<SavedQuery> | null,
  after: SavedQuery | null,
): readonly RegistryWrite[] {
  const id = after?.id ?? before?.value.id ?? '';
  const expected = before?.version ?? 0;
  const had = before === null ? [] : listsOf(before.value);
  const has = after === null ? [] : listsOf(after);
  const entry: SavedEntry | null = after === null ? null : { id, text: textOf(after) };
  return [
    after === null
      ? { kind: 'delete', partition: PARTITION, sort: id, expected }
      : { kind: 'put', partition: PARTITION, sort: id, value: after, expected },
    ...had
      .filter((partition) => !has.includes(partition))
      .map((partition): RegistryWrite => ({ kind: 'delete', partition, sort: id, expected: null })),
    ...has.map(
      (partition): RegistryWrite => ({ kind: 'put', partition, sort: id, value: entry, expected: null }),
    ),
  ];
}

/** How many saved queries a person keeps; see `keptCount`. */
export function savedCount(registry: Registry, user: UserId) {
  return keptCount(registry, COUNT_PARTITION, user);
}

function listsOf(saved: SavedQuery): readonly string[] {
  const { owner, organisation, visibility } = saved;
  const own = listPartition({ of: owner });
  switch (visibility) {
    case 'private':
      return [own];
    case 'organisation':
      return [own, listPartition({ organisation })];
    case 'everyone':
      return [own, listPartition({ organisation }), listPartition({ everyone: true })];
  }
}

/** What words are looked for in. */
function textOf({ title, description }: SavedQuery): string {
  return `${title} ${description}`.toLowerCase();
}
