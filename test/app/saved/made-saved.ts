import { expect } from 'vitest';
import type { Caller } from '#app/caller.ts';
import type { Platform, RegistryItem } from '#app/ports.ts';
import { saveQuery } from '#app/saved/save.ts';
import type { SavedContent, SavedQuery } from '#app/saved/saved-query.ts';
import type { DatasetAccess } from '#core/access/profile.ts';
import type { ParsedQuerySpec } from '#core/model/query-spec.ts';
import { addAccount, addProfile, northProfile, person } from '#test/support/access-platform.ts';

export const BY_CATEGORY: ParsedQuerySpec = {
  datasets: ['north-crime'],
  groupBy: [{ field: 'category' }],
  measures: [{ measure: 'count' }],
};

/** What somebody saves, changed so. */
export function content(change: Partial<SavedContent> = {}): SavedContent {
  return {
    title: 'Crime by type',
    description: '',
    search: 'd=north-crime&g=f:category',
    spec: BY_CATEGORY,
    visibility: 'private',
    ...change,
  };
}

/** Saves it for a caller. */
export function saved(
  platform: Platform,
  caller: Caller,
  change: Partial<SavedContent> = {},
): Promise<RegistryItem<SavedQuery>> {
  return saveQuery(platform, caller, content(change));
}

/** A failure with this code. */
export const code = (value: string) => expect.objectContaining({ code: value });

/** An analyst with a profile of the same name, which shows the northern crimes. */
export async function addAnalyst(
  { registry }: Pick<Platform, 'registry'>,
  name: string,
  change: Partial<DatasetAccess> = {},
): Promise<Caller> {
  const caller = person(name, 'analyst', { profile: name });
  await addProfile(registry, northProfile(name, change));
  await addAccount(registry, caller);
  return caller;
}
