import { createHash } from 'node:crypto';
import { audited } from '#app/audit/audited.ts';
import type { Caller } from '#app/caller.ts';
import type { Platform, RegistryItem } from '#app/ports.ts';
import { polygonFaults } from '#core/geo/polygon.ts';
import { AppError, type Fault } from '#core/model/error.ts';
import { areaPlaces } from './area-places.ts';
import {
  type AreaShape,
  findOwnSavedArea,
  MOST_SAVED_AREAS,
  ownSavedAreas,
  type SavedArea,
  savedAreaWrites,
  sharedSavedAreas,
} from './saved-area-store.ts';

/** A saved area as somebody sees it. */
export type SavedAreaView = Pick<SavedArea, 'id' | 'name' | 'shape' | 'createdAt' | 'changedAt'> & {
  /** Whether the people of the owner's organisation see it too. */
  readonly shared: boolean;
  /** Whether it is the caller's own, to be changed by them. */
  readonly own: boolean;
  /** Name of whose it is. */
  readonly owner: string;
  readonly version: number;
};

/** What a person writes of an area of their own. */
export type SavedAreaSpec = {
  readonly name: string;
  readonly shape: AreaShape;
  readonly shared: boolean;
};

type Desk = Pick<Platform, 'registry' | 'objects' | 'audit' | 'newId' | 'clock'>;

/** The caller's own areas by name, then those that others share with their organisation. */
export async function listSavedAreas(
  { registry }: Pick<Platform, 'registry'>,
  caller: Caller,
): Promise<readonly SavedAreaView[]> {
  const [own, shared] = await Promise.all([
    ownSavedAreas(registry, caller.user),
    sharedSavedAreas(registry, caller),
  ]);
  const views = [
    ...own.map((item) => viewOf(item, caller, caller.name)),
    ...shared.map(({ item, owner }) => viewOf(item, caller, owner)),
  ];
  return views.sort((a, b) => Number(b.own) - Number(a.own) || a.name.localeCompare(b.name, 'en-GB'));
}

/** One area, the caller's own or shared with their organisation. Fails with NOT_FOUND. */
export async function getSavedArea(
  { registry }: Pick<Platform, 'registry'>,
  caller: Caller,
  id: string,
): Promise<SavedAreaView> {
  const own = await findOwnSavedArea(registry, caller, id);
  if (own !== null) return viewOf(own, caller, caller.name);
  const shared = (await sharedSavedAreas(registry, caller)).find(({ item }) => item.value.id === id);
  if (shared === undefined) throw noArea(id);
  return viewOf(shared.item, caller, shared.owner);
}

/**
 * Keeps an area for the caller. The same request under the same key gives what it made. Fails with SPEC_INVALID and every
 * fault, with CONFLICT for a name that they have used or a key that was used for something else, with TOO_LARGE.
 */
export async function createSavedArea(
  desk: Desk,
  caller: Caller,
  spec: SavedAreaSpec,
  key: string | null,
): Promise<SavedAreaView> {
  const request = digest(JSON.stringify(spec));
  const id = key === null ? desk.newId() : `key-${digest(`${caller.user}\0${key}`).slice(0, 32)}`;
  const known = key === null ? null : await findOwnSavedArea(desk.registry, caller, id);
  if (known !== null) {
    if (known.value.request === request) return viewOf(known, caller, caller.name);
    throw new AppError('CONFLICT', 'this idempotency key was used for another area; use a new one');
  }
  const own = await ownSavedAreas(desk.registry, caller.user);
  if (own.length >= MOST_SAVED_AREAS)
    throw new AppError('TOO_LARGE', `you keep ${MOST_SAVED_AREAS} areas already: delete one first`);
  await check(desk, own, null, spec);
  const now = desk.clock().toISOString();
  const { name, shape, shared } = spec;
  const sharedWith = shared ? caller.organisation : null;
  const area: SavedArea = {
    id,
    name,
    shape,
    sharedWith,
    owner: caller.user,
    createdAt: now,
    changedAt: now,
    request,
  };
  return write(desk, caller, null, area, 'creation');
}

/** Changes an area of the caller's own that is at the expected version. Fails as keeping it does, and with NOT_FOUND. */
export async function changeSavedArea(
  desk: Desk,
  caller: Caller,
  id: string,
  expected: number,
  change: Partial<SavedAreaSpec>,
): Promise<SavedAreaView> {
  const before = await mustFind(desk, caller, id, expected);
  const { name, shape, sharedWith } = before.value;
  const spec: SavedAreaSpec = { name, shape, shared: sharedWith !== null, ...change };
  await check(desk, await ownSavedAreas(desk.registry, caller.user), id, spec);
  const after: SavedArea = {
    ...before.value,
    name: spec.name,
    shape: spec.shape,
    sharedWith: spec.shared ? caller.organisation : null,
    changedAt: desk.clock().toISOString(),
  };
  return write(desk, caller, before, after, 'change');
}

/** Deletes an area of the caller's own that is at the expected version. Fails with NOT_FOUND and CONFLICT. */
export async function deleteSavedArea(
  desk: Desk,
  caller: Caller,
  id: string,
  expected: number,
): Promise<void> {
  const before = await mustFind(desk, caller, id, expected);
  await audited(desk, caller, 'administration', `area/${id}`, { change: 'deletion' }, () =>
    desk.registry.transact(savedAreaWrites(before, null)),
  );
}

async function write(
  desk: Desk,
  caller: Caller,
  before: RegistryItem<SavedArea> | null,
  after: SavedArea,
  change: string,
): Promise<SavedAreaView> {
  const { name, shape, sharedWith } = after;
  const size = shape.kind === 'areas' ? { areas: shape.codes.length } : {};
  const detail = { change, kind: shape.kind, ...size, sharedWith };
  await audited(
    desk,
    caller,
    'administration',
    `area/${after.id}`,
    detail,
    () => desk.registry.transact(savedAreaWrites(before, after)),
    { personal: { name, shape } },
  );
  return viewOf({ value: after, version: (before?.version ?? 0) + 1 }, caller, caller.name);
}

async function check(
  desk: Pick<Platform, 'registry' | 'objects'>,
  own: readonly RegistryItem<SavedArea>[],
  id: string | null,
  { name, shape }: SavedAreaSpec,
): Promise<void> {
  const faults = await shapeFaults(desk, shape);
  if (faults.length > 0)
    throw new AppError('SPEC_INVALID', `the area has ${faults.length} faults`, { details: { faults } });
  const same = (other: SavedArea) => other.id !== id && other.name.toLowerCase() === name.toLowerCase();
  if (own.some(({ value }) => same(value)))
    throw new AppError('CONFLICT', `you keep an area called "${name}" already: use another name`);
}

async function shapeFaults(
  desk: Pick<Platform, 'registry' | 'objects'>,
  shape: AreaShape,
): Promise<readonly Fault[]> {
  if (shape.kind === 'polygon')
    return polygonFaults(
      shape.coordinates.map((ring) => ring.map(([lon, lat]) => [lon, lat] as [number, number])),
      'shape.coordinates',
    );
  if (shape.kind === 'circle') return [];
  const { byCode } = await areaPlaces(desk);
  const unknown = shape.codes.filter((code) => !byCode.has(code));
  if (unknown.length === 0) return [];
  const more = unknown.length > 5 ? ` and ${unknown.length - 5} more` : '';
  return [{ at: 'shape.codes', message: `there are no areas ${unknown.slice(0, 5).join(', ')}${more}` }];
}

async function mustFind(
  { registry }: Pick<Platform, 'registry'>,
  caller: Caller,
  id: string,
  expected: number,
): Promise<RegistryItem<SavedArea>> {
  const item = await findOwnSavedArea(registry, caller, id);
  if (item === null) throw noArea(id);
  if (item.version === expected) return item;
  throw new AppError(
    'CONFLICT',
    'this area has been changed since you read it, perhaps in another window: read it again, then repeat',
    { details: { moved: true } },
  );
}

function viewOf(
  { value, version }: Pick<RegistryItem<SavedArea>, 'value' | 'version'>,
  caller: Caller,
  owner: string,
): SavedAreaView {
  const { id, name, shape, sharedWith, createdAt, changedAt } = value;
  return {
    id,
    name,
    shape,
    shared: sharedWith !== null,
    own: value.owner === caller.user,
    owner,
    createdAt,
    changedAt,
    version,
  };
}

function noArea(id: string): AppError {
  return new AppError('NOT_FOUND', `there is no saved area "${id}"`);
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
