import { createHash } from 'node:crypto';
import { audited } from '#app/audit/audited.ts';
import { authorise } from '#app/authorise.ts';
import type { Caller } from '#app/caller.ts';
import { sweepItems } from '#app/every-item.ts';
import { countUse } from '#app/people/use-limit.ts';
import type { Platform, RegistryItem } from '#app/ports.ts';
import { AppError } from '#core/model/error.ts';
import { alertRemoval } from './alert-store.ts';
import { MOST_SAVED, type SavedContent, type SavedQuery } from './saved-query.ts';
import { noSaved, savedCount, savedWrites, seenSaved } from './saved-store.ts';

/** New saved queries of one person: enough for any day's work, too few to fill the store. */
const LIMIT = { what: 'saved queries', most: 200, windowMs: 60 * 60_000 };
const ATTEMPTS = 5;
const KEY_KNOWN_MS = 30 * 24 * 60 * 60_000;

/** Ties an idempotency key to the saved query that was made under it; in one partition, by person and key. */
type SavedKey = { readonly id: string; readonly hash: string; readonly at: string };
const SAVED_KEY_PARTITION = 'saved-query-key';

type Store = Pick<Platform, 'registry' | 'clock' | 'audit' | 'newId'>;

/**
 * Keeps a question. The same idempotency key gives the same saved query, or CONFLICT when the content is another. Fails
 * with CONFLICT when the person keeps as many as they may, TOO_MANY_REQUESTS when they make many within an hour.
 */
export async function saveQuery(
  platform: Store,
  caller: Caller,
  content: SavedContent,
  key: string | null = null,
): Promise<RegistryItem<SavedQuery>> {
  const { registry } = platform;
  const hash = createHash('sha256').update(JSON.stringify(content)).digest('hex');
  const keySort = key === null ? null : `${caller.user}#${key}`;
  const known = keySort === null ? null : await registry.get<SavedKey>(SAVED_KEY_PARTITION, keySort);
  if (known !== null) return again(registry, caller, known.value, hash);
  await countUse(registry, platform.clock, { ...LIMIT, by: caller.user });
  const at = platform.clock().toISOString();
  const saved: SavedQuery = {
    ...content,
    id: platform.newId(),
    owner: caller.user,
    organisation: caller.organisation,
    createdAt: at,
    changedAt: at,
    takenDown: null,
  };
  const write = async () => {
    for (let attempt = 1; ; attempt += 1) {
      const { count, write: counted } = await savedCount(registry, caller.user);
      if (count >= MOST_SAVED)
        throw new AppError('CONFLICT', `you keep ${MOST_SAVED} saved queries already: delete one first`);
      try {
        await registry.transact([
          ...savedWrites(null, saved),
          counted(1),
          ...(keySort === null
            ? []
            : [
                {
                  kind: 'put',
                  partition: SAVED_KEY_PARTITION,
                  sort: keySort,
                  value: { id: saved.id, hash, at } satisfies SavedKey,
                  expected: 0,
                } as const,
              ]),
        ]);
        return;
      } catch (error) {
        const taken = keySort !== null && (await registry.get(SAVED_KEY_PARTITION, keySort)) !== null;
        if (taken || attempt >= ATTEMPTS || !(error instanceof AppError) || error.code !== 'CONFLICT')
          throw error;
      }
    }
  };
  try {
    await recorded(platform, caller, saved, 'save', write);
  } catch (error) {
    const theirs = keySort === null ? null : await registry.get<SavedKey>(SAVED_KEY_PARTITION, keySort);
    if (theirs === null) throw error;
    return again(registry, caller, theirs.value, hash);
  }
  return seenSaved(registry, caller, saved.id);
}

/** Writes a saved query anew. Fails with NOT_FOUND, FORBIDDEN for somebody else's, and CONFLICT when it has moved. */
export async function changeSaved(
  platform: Store,
  caller: Caller,
  id: string,
  expected: number,
  content: SavedContent,
): Promise<RegistryItem<SavedQuery>> {
  const before = await ownSaved(platform, caller, id);
  const { takenDown } = before.value;
  refuseMoved(before, expected);
  if (takenDown !== null && content.visibility !== 'private')
    throw new AppError('CONFLICT', `sharing it was ended by an administrator: ${takenDown.why}`);
  const { organisation } = caller;
  const after = {
    ...before.value,
    ...content,
    organisation,
    changedAt: platform.clock().toISOString(),
  };
  await recorded(platform, caller, after, 'change', () =>
    platform.registry.transact(savedWrites(before, after)),
  );
  return seenSaved(platform.registry, caller, id);
}

/** Deletes a saved query and its alert. Fails as `changeSaved` does. */
export async function removeSaved(
  platform: Store,
  caller: Caller,
  id: string,
  expected: number,
): Promise<void> {
  const before = await ownSaved(platform, caller, id);
  refuseMoved(before, expected);
  await recorded(platform, caller, before.value, 'removal', async () => {
    const { write } = await savedCount(platform.registry, before.value.owner);
    await platform.registry.transact([
      ...savedWrites(before, null),
      ...(await alertRemoval(platform.registry, before.value)),
      write(-1),
    ]);
  });
}

/**
 * Ends the sharing of what somebody else shares: from then on only its owner sees it, with the reason. Fails with
 * NOT_FOUND, FORBIDDEN, and CONFLICT when it has moved or is not shared.
 */
export async function takeDownSaved(
  platform: Store,
  caller: Caller,
  id: string,
  expected: number,
  why: string,
): Promise<void> {
  const before = await seenSaved(platform.registry, caller, id);
  authorise(caller, 'take-down-saved-queries', { organisation: before.value.organisation });
  refuseMoved(before, expected);
  if (before.value.visibility === 'private') throw new AppError('CONFLICT', 'this saved query is not shared');
  const at = platform.clock().toISOString();
  const takenDown = { by: caller.user, why, at };
  const after: SavedQuery = { ...before.value, visibility: 'private', takenDown, changedAt: at };
  await audited(
    platform,
    caller,
    'administration',
    `saved-query/${id}`,
    { change: 'take-down', owner: after.owner },
    () => platform.registry.transact(savedWrites(before, after)),
    { personal: { why, title: after.title } },
  );
}

/** Forgets idempotency keys that are older than 30 days; returns how many. */
export function sweepSavedKeys({ registry, clock }: Pick<Platform, 'registry' | 'clock'>): Promise<number> {
  const since = new Date(clock().getTime() - KEY_KNOWN_MS).toISOString();
  return sweepItems<SavedKey>(registry, SAVED_KEY_PARTITION, ({ value }) => value.at < since);
}

async function ownSaved(
  { registry }: Pick<Platform, 'registry'>,
  caller: Caller,
  id: string,
): Promise<RegistryItem<SavedQuery>> {
  const item = await seenSaved(registry, caller, id);
  authorise(caller, 'change-saved-queries', { user: item.value.owner });
  return item;
}

function refuseMoved({ version }: RegistryItem, expected: number): void {
  if (version !== expected)
    throw new AppError('CONFLICT', 'this saved query has been changed since: read it again', {
      details: { moved: true },
    });
}

async function again(
  registry: Platform['registry'],
  caller: Caller,
  known: SavedKey,
  hash: string,
): Promise<RegistryItem<SavedQuery>> {
  if (known.hash !== hash)
    throw new AppError('CONFLICT', 'this idempotency key was used for another saved query; use a new one');
  const item = await seenSaved(registry, caller, known.id).catch(() => null);
  if (item === null) throw noSaved();
  return item;
}

/** What people typed of it may name a person, so that the audit keeps it apart. */
function recorded<Result>(
  platform: Store,
  caller: Caller,
  { id, title, description, search, spec, visibility, owner }: SavedQuery,
  change: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const detail = { change: `saved query: ${change}`, visibility, owner, datasets: spec.datasets };
  const personal = { title, description, search, spec };
  return audited(platform, caller, 'administration', `saved-query/${id}`, detail, work, { personal });
}
