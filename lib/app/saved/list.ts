import * as z from 'zod';
import type { Caller } from '#app/caller.ts';
import { readCursor, writeCursor } from '#app/cursor.ts';
import type { Platform, RegistryItem } from '#app/ports.ts';
import { type AlertView, alertOf } from './alert-store.ts';
import { disclosedTo } from './naming.ts';
import { type Owner, ownerOf } from './owner.ts';
import type { SavedQuery, TakenDown, Visibility } from './saved-query.ts';
import { findSaved, isSeenBy, listPartition, type SavedEntry, seenSaved } from './saved-store.ts';

const PAGE = 25;
const CHUNK = 200;
/** How many one request looks through for words; the cursor goes on from there. */
const MOST_LOOKED_THROUGH = 2_000;

/** Which saved queries: one's own, those that one's organisation sees, or those that everybody sees. */
export const SCOPES = ['mine', 'organisation', 'everyone'] as const;
export type Scope = (typeof SCOPES)[number];

/** A saved query as somebody sees it: content only as far as their own profile can name it. */
export type SavedView = {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly visibility: Visibility;
  readonly owner: Owner;
  readonly isOwn: boolean;
  readonly search: string;
  /** Datasets of it that the caller's profile shows. */
  readonly datasets: readonly string[];
  /** Null: nothing of it can be named. */
  readonly spec: SavedQuery['spec'] | null;
  /** Whether anything of it was left out. */
  readonly leftOut: boolean;
  readonly createdAt: string;
  readonly changedAt: string;
  /** For its owner only. */
  readonly takenDown: Pick<TakenDown, 'why' | 'at'> | null;
  /** For its owner only; null = none. */
  readonly alert: AlertView | null;
  readonly version: number;
};

export type SavedPage = { readonly items: readonly SavedView[]; readonly nextCursor: string | null };

type Store = Pick<Platform, 'registry' | 'objects' | 'clock'>;

/** Saved queries whose title or description has every word of `q`, newest first. */
export async function listSaved(
  platform: Store,
  caller: Caller,
  { scope, q, cursor }: { readonly scope: Scope; readonly q: string | null; readonly cursor: string | null },
): Promise<SavedPage> {
  const partition = listPartition(
    scope === 'mine'
      ? { of: caller.user }
      : scope === 'organisation'
        ? { organisation: caller.organisation }
        : { everyone: true },
  );
  const words = (q ?? '')
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const { ids, next } = await lookThrough(platform, partition, words, cursor);
  const found = await Promise.all(ids.map((id) => findSaved(platform.registry, id)));
  const seen = found.filter((item) => item !== null).filter(({ value }) => isSeenBy(value, caller));
  const items = await Promise.all(seen.map((item) => savedView(platform, caller, item)));
  return { items, nextCursor: next === null ? null : writeCursor(next) };
}

/** One saved query. Fails with NOT_FOUND for one that is not shared with the caller. */
export async function showSaved(platform: Store, caller: Caller, id: string): Promise<SavedView> {
  return savedView(platform, caller, await seenSaved(platform.registry, caller, id));
}

/** How somebody who may know of it sees a saved query. */
export async function savedView(
  platform: Store,
  caller: Caller,
  { value: saved, version }: RegistryItem<SavedQuery>,
): Promise<SavedView> {
  const isOwn = saved.owner === caller.user;
  const { search, spec, leftOut } = await disclosedTo(platform, caller, saved);
  const { id, title, description, visibility, createdAt, changedAt, takenDown } = saved;
  return {
    id,
    title,
    description,
    visibility,
    owner: await ownerOf(platform.registry, caller, saved),
    isOwn,
    search,
    datasets: spec?.datasets ?? [],
    spec,
    leftOut,
    createdAt,
    changedAt,
    takenDown: isOwn && takenDown !== null ? { why: takenDown.why, at: takenDown.at } : null,
    alert: isOwn ? await alertOf(platform.registry, saved) : null,
    version,
  };
}

async function lookThrough(
  { registry }: Pick<Platform, 'registry'>,
  partition: string,
  words: readonly string[],
  cursor: string | null,
): Promise<{ readonly ids: readonly string[]; readonly next: string | null }> {
  const ids: string[] = [];
  let after = cursor === null ? undefined : readCursor(z.string().max(40), cursor);
  for (let seen = 0; seen < MOST_LOOKED_THROUGH; ) {
    const options = { descending: true, limit: CHUNK, ...(after === undefined ? {} : { after }) };
    const entries = await registry.list<SavedEntry>(partition, options);
    for (const { sort, value } of entries) {
      if (ids.length === PAGE) return { ids, next: after ?? null };
      after = sort;
      if (words.every((word) => value.text.includes(word))) ids.push(value.id);
    }
    if (entries.length < CHUNK) return { ids, next: null };
    seen += entries.length;
  }
  return { ids, next: after ?? null };
}
