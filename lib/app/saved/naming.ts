import { accessFor } from '#app/access/access.ts';
import type { Caller } from '#app/caller.ts';
import { findDefinition } from '#app/dataset.ts';
import { currentLookups, loadLookups } from '#app/lookup/store.ts';
import type { Platform } from '#app/ports.ts';
import { localMonth } from '#core/access/local-day.ts';
import { AppError } from '#core/model/error.ts';
import { type Disclosed, disclose } from '#core/saved/disclose.ts';
import { type DatasetView, viewFor } from '#core/view/view.ts';
import type { SavedQuery } from './saved-query.ts';

type Store = Pick<Platform, 'registry' | 'objects' | 'clock'>;

/** The views that the caller's profile gives now of these datasets; those that it does not show are not there. */
async function viewsFor(
  platform: Store,
  caller: Caller,
  datasets: readonly string[],
): Promise<readonly DatasetView[]> {
  const access = await accessFor(platform, caller).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'FORBIDDEN') return null;
    throw error;
  });
  if (access === null) return [];
  const month = localMonth(platform.clock());
  const views = await Promise.all(
    datasets.map(async (id) => {
      const shown = access.profile.datasets[id];
      const definition = shown === undefined ? null : await findDefinition(platform, id);
      if (shown === undefined || definition === null || definition.retired) return [];
      const joined = definition.lookups.map(({ lookup }) => lookup);
      const lookups = await loadLookups(platform, await currentLookups(platform, joined));
      return [viewFor(definition, shown, month, lookups)];
    }),
  );
  return views.flat();
}

/** What of a saved query the caller may see: all of it when it is theirs, else what their own profile can name. */
export async function disclosedTo(
  platform: Store,
  caller: Caller,
  saved: Pick<SavedQuery, 'owner' | 'search' | 'spec'>,
): Promise<Disclosed> {
  const { owner, search, spec } = saved;
  if (owner === caller.user) return { search, spec, leftOut: false };
  return disclose(saved, await viewsFor(platform, caller, spec.datasets));
}
