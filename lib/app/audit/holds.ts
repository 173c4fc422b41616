import { authorise } from '#app/authorise.ts';
import type { Caller } from '#app/caller.ts';
import { getDefinition } from '#app/dataset.ts';
import { withDatasetLease } from '#app/ingest/lease.ts';
import { findUser } from '#app/people.ts';
import type { Platform } from '#app/ports.ts';
import { readManifest, readPointer } from '#app/publication/manifest-store.ts';
import { AppError, type Fault } from '#core/model/error.ts';
import type { DatasetId, ManifestId } from '#core/model/id.ts';
import { audited } from './audited.ts';
import { findHold, type Hold, type HoldCovers, holdWrites, readHolds } from './hold.ts';
import { type Named, Names } from './names.ts';

const LEASE_WAIT_MS = 5_000;

export type HoldView = Omit<Hold, 'by' | 'endedBy'> & { readonly by: Named; readonly endedBy: Named | null };
export type HoldSpec = { readonly title: string; readonly why: string; readonly covers: HoldCovers };
type Store = Pick<Platform, 'registry' | 'objects' | 'clock' | 'audit' | 'newId'>;

/** Every legal hold, newest first, those that have ended too. Fails with FORBIDDEN. */
export async function listHolds(platform: Store, caller: Caller): Promise<readonly HoldView[]> {
  authorise(caller, 'hold-evidence');
  return audited(platform, caller, 'audit-read', 'audit/holds', {}, async () => {
    const names = new Names(platform.registry);
    return Promise.all((await readHolds(platform, 'all')).map((hold) => viewOf(names, hold)));
  });
}

/**
 * Keeps records, publications, effects or what there is of a person from being removed, until it is released. A hold on a
 * dataset that names no publication holds the one that is current. Fails with FORBIDDEN, SPEC_INVALID when it holds
 * nothing or nobody that there is, DATASET_NOT_FOUND, NOT_FOUND for a publication that is no longer kept.
 */
export async function createHold(platform: Store, caller: Caller, spec: HoldSpec): Promise<HoldView> {
  authorise(caller, 'hold-evidence');
  const faults = faultsOf(spec.covers);
  if (faults.length > 0)
    throw new AppError('SPEC_INVALID', 'the hold cannot be made', { details: { faults } });
  const id = platform.newId();
  const { dataset, person } = spec.covers;
  if (dataset !== null) await getDefinition(platform, dataset);
  if (person !== null && (await findUser(platform.registry, person)) === null) {
    const fault = { at: 'covers.person', message: 'is nobody’s id: take it from an account or an entry' };
    throw new AppError('SPEC_INVALID', 'the hold cannot be made', { details: { faults: [fault] } });
  }
  return audited(
    platform,
    caller,
    'administration',
    `hold/${id}`,
    { change: 'hold', ...namedBy(spec.covers) },
    () =>
      dataset === null
        ? write(platform, caller, id, spec)
        : withDatasetLease(
            platform,
            dataset,
            async () => {
              const manifests = await heldOf(platform, dataset, spec.covers.manifests);
              return write(platform, caller, id, { ...spec, covers: { ...spec.covers, manifests } });
            },
            { waitMs: LEASE_WAIT_MS },
          ),
    { ...(dataset === null ? {} : { datasets: [dataset] }), personal: { title: spec.title, why: spec.why } },
  );
}

/** Ends a hold; what it covered may be removed again. Fails with FORBIDDEN, NOT_FOUND, or CONFLICT when it has ended. */
export async function releaseHold(platform: Store, caller: Caller, id: string): Promise<void> {
  authorise(caller, 'hold-evidence');
  const found = await findHold(platform, id);
  if (found === null) throw new AppError('NOT_FOUND', 'there is no such hold');
  const { hold, version } = found;
  if (hold.endedAt !== null) throw new AppError('CONFLICT', `this hold ended at ${hold.endedAt} already`);
  const ended = { ...hold, endedAt: platform.clock().toISOString(), endedBy: caller.user };
  await audited(platform, caller, 'administration', `hold/${id}`, { change: 'release' }, () =>
    platform.registry.transact(holdWrites(ended, version)),
  );
}

async function write(platform: Store, caller: Caller, id: string, spec: HoldSpec): Promise<HoldView> {
  const at = platform.clock().toISOString();
  const hold = { ...spec, id, by: caller.user, at, endedAt: null, endedBy: null };
  await platform.registry.transact(holdWrites(hold, 0));
  return viewOf(new Names(platform.registry), hold);
}

/** The publications named, or the current one, when all their files are there. */
async function heldOf(
  platform: Store,
  dataset: DatasetId,
  named: readonly ManifestId[],
): Promise<readonly ManifestId[]> {
  const { pointer } = await readPointer(platform, dataset);
  const ids = named.length > 0 || pointer === null ? named : [pointer.manifest];
  for (const id of ids) {
    const manifest = await readManifest(platform, dataset, id);
    const keys = manifest?.periods.flatMap(({ files }) => files.map(({ key }) => key)) ?? [];
    const there = new Set(await platform.objects.list(`lake/${dataset}`));
    if (manifest === null || !keys.every((key) => there.has(key)))
      throw new AppError('NOT_FOUND', `the publication ${id} of ${dataset} is no longer kept`);
  }
  return ids;
}

function faultsOf(covers: HoldCovers): readonly Fault[] {
  const { dataset, manifests, records, effects, person } = covers;
  if (dataset === null && (manifests.length > 0 || records.length > 0))
    return [{ at: 'covers.dataset', message: 'name the dataset of the publications or records' }];
  if (dataset === null && person === null && effects.length === 0)
    return [{ at: 'covers', message: 'name a dataset, effects or a person' }];
  return [];
}

function namedBy({ dataset, manifests, records, effects, person }: HoldCovers) {
  return { dataset, manifests, records: records.length, effects, person };
}

async function viewOf(names: Names, hold: Hold): Promise<HoldView> {
  const { by, endedBy } = hold;
  return {
    ...hold,
    by: await names.person(by),
    endedBy: endedBy === null ? null : await names.person(endedBy),
  };
}
