import { accessFor } from '#app/access/access.ts';
import { audited } from '#app/audit/audited.ts';
import type { Caller } from '#app/caller.ts';
import { findDefinition } from '#app/dataset.ts';
import type { Platform } from '#app/ports.ts';
import { readManifest } from '#app/publication/manifest-store.ts';
import type { Profile } from '#core/access/profile.ts';
import { brandId, type ManifestId, type UserId } from '#core/model/id.ts';
import { type Incomparable, incomparable, type Movement, movementOf } from '#core/saved/movement.ts';
import type { Snapshot } from '#core/saved/snapshot.ts';
import { disclosedTo } from './naming.ts';
import { seenSaved } from './saved-store.ts';
import { takeSnapshot } from './take-snapshot.ts';

const WAIT_MS = 15_000;

/** One publication of a dataset: when, and with how many rows where the profile lets that be known. */
export type ToldPublication = { readonly publishedAt: string; readonly rows: number | null };

/** A dataset that was published anew; null = nothing was published of it. */
export type Republished = {
  readonly dataset: string;
  readonly title: string;
  readonly before: ToldPublication | null;
  readonly now: ToldPublication | null;
};

/** What moved since somebody last asked a saved query, or why that cannot be told. */
export type Comparison =
  | { readonly state: 'running' }
  | { readonly state: 'incomparable'; readonly why: NonNullable<Incomparable> | 'left-out' | 'preview' }
  | ({
      readonly state: 'compared';
      readonly before: string;
      readonly now: string;
      readonly measure: Snapshot['measure'];
      readonly publications: readonly Republished[];
    } & Pick<Movement, 'total' | 'groups' | 'groupsMoved' | 'redefined' | 'isMoved'>);

/**
 * What a person's answers to a saved query were, the last two of different publications: opened twice, it is told twice.
 * `total` and groups only, of one profile; in the partition of their runs, by saved query.
 */
type Run = { readonly before: Snapshot | null; readonly now: Snapshot };

/** Registry partition of what a person last saw of saved queries. */
function runPartition(user: UserId): string {
  return `saved-query-run#${user}`;
}

/**
 * Asks a saved query under the caller's own profile and tells what differs from its answer of before the last publication.
 * `key` makes asking again go on with what is running. Fails with NOT_FOUND, and as a query does.
 */
export async function compareSaved(
  platform: Platform,
  caller: Caller,
  id: string,
  key: string,
  waitMs = WAIT_MS,
): Promise<Comparison> {
  const { value: saved } = await seenSaved(platform.registry, caller, id);
  const { spec } = await disclosedTo(platform, caller, saved);
  if (spec !== saved.spec) return { state: 'incomparable', why: 'left-out' };
  const { profile } = await accessFor(platform, caller);
  const on = `saved-query/${id}`;
  const now = await takeSnapshot(platform, caller, spec, { key: `run-${id}-${key}`, waitMs, on });
  if (now === null) return { state: 'running' };
  if (caller.preview !== null) return { state: 'incomparable', why: 'preview' };
  const run = await kept(platform, caller.user, id, now);
  const why = incomparable(run.before, now);
  if (run.before === null || why !== null) return { state: 'incomparable', why: why ?? 'first' };
  const { before } = run;
  const { republished, ...movement } = movementOf(before, now);
  const publications = publicationsOf(before);
  return audited(
    platform,
    caller,
    'consultation',
    on,
    { change: 'comparison', since: before.at },
    async () => ({
      state: 'compared',
      before: before.at,
      now: now.at,
      measure: now.measure,
      publications: await Promise.all(
        republished.map((dataset) => told(platform, profile, dataset, before, now)),
      ),
      ...movement,
    }),
    { profile: { ...before.profile, preview: false }, datasets: spec.datasets, publications },
  );
}

/** Keeps the newest answer, and the one before it when that was of other publications. */
async function kept(
  { registry }: Pick<Platform, 'registry'>,
  user: UserId,
  id: string,
  now: Snapshot,
): Promise<Run> {
  const [partition, sort] = [runPartition(user), id];
  const item = await registry.get<Run>(partition, sort);
  const last = item?.value ?? null;
  const isSame = last !== null && incomparable(last.now, now) === null && samePublications(last.now, now);
  const run: Run = { before: isSame ? last.before : (last?.now ?? null), now: isSame ? last.now : now };
  if (!isSame)
    await registry.transact([{ kind: 'put', partition, sort, value: run, expected: item?.version ?? 0 }]);
  return run;
}

function samePublications(a: Snapshot, b: Snapshot): boolean {
  const text = ({ manifests }: Snapshot) => JSON.stringify(Object.entries(manifests).sort());
  return text(a) === text(b);
}

function publicationsOf({ manifests }: Snapshot): Readonly<Record<string, ManifestId>> {
  return Object.fromEntries(
    Object.entries(manifests).map(([dataset, id]) => [dataset, brandId<ManifestId>(id)]),
  );
}

async function told(
  platform: Pick<Platform, 'registry' | 'objects'>,
  profile: Profile,
  dataset: string,
  before: Snapshot,
  now: Snapshot,
): Promise<Republished> {
  const access = profile.datasets[dataset];
  const showsRows =
    access !== undefined && access.kind === 'records' && access.rowRule === null && access.rounding === 1;
  const publication = async (id: string | undefined): Promise<ToldPublication | null> => {
    const manifest = id === undefined ? null : await readManifest(platform, dataset, brandId<ManifestId>(id));
    if (manifest === null) return null;
    return { publishedAt: manifest.createdAt, rows: showsRows ? manifest.rows : null };
  };
  return {
    dataset,
    title: (await findDefinition(platform, dataset))?.title ?? dataset,
    before: await publication(before.manifests[dataset]),
    now: await publication(now.manifests[dataset]),
  };
}
