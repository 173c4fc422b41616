import type { EngineAccess } from '#core/access/engine-access.ts';
import type { ProfileId, UserId } from '#core/model/id.ts';
import type { Query } from './query.ts';

/** What the engine is to let the statements of a query read: of each dataset what its profile shows. */
export function engineAccessOf(
  query: Pick<Query, 'datasets'>,
  profile: { readonly id: ProfileId; readonly version: number },
  person: UserId,
): EngineAccess {
  return {
    profile: profile.id,
    version: profile.version,
    person,
    tables: new Map(
      query.datasets.map(({ view, manifest }) => [view.dataset, view.table(manifest?.geography ?? {})]),
    ),
    rollups: new Map(
      query.datasets.flatMap(({ view, manifest }) => {
        const access = view.rollup(manifest?.geography ?? {});
        return access === null ? [] : [[view.dataset, access] as const];
      }),
    ),
  };
}
