import { allItems } from '#app/every-item.ts';
import type { Platform, Registry, RegistryWrite } from '#app/ports.ts';
import type { DatasetId, ManifestId } from '#core/model/id.ts';

const PARTITION = 'audit-hold';
const GUARD_PARTITION = 'audit-hold-guard';
const GUARD = 'open';

/** What a legal hold keeps from being changed or removed; an empty list names nothing. */
export type HoldCovers = {
  readonly dataset: DatasetId | null;
  /** Publications of the dataset whose files are kept. */
  readonly manifests: readonly ManifestId[];
  /** `record_id`s of the dataset; empty with a dataset = all its records. */
  readonly records: readonly string[];
  /** Effects of the audit whose personal values are kept. */
  readonly effects: readonly string[];
  /** A person, with everything that the audit has of them. */
  readonly person: string | null;
};

export type Hold = {
  readonly id: string;
  readonly title: string;
  readonly why: string;
  readonly covers: HoldCovers;
  readonly by: string;
  readonly at: string;
  readonly endedAt: string | null;
  readonly endedBy: string | null;
};

/** One thing that somebody is about to change or remove. */
export type Holdable = {
  readonly dataset?: DatasetId;
  readonly record?: string;
  readonly manifest?: ManifestId;
  readonly effect?: string;
  readonly person?: string;
};

type Store = { readonly registry: Registry };

/** Holds that are in force, or all, newest first. */
export async function readHolds({ registry }: Store, which: 'open' | 'all'): Promise<readonly Hold[]> {
  const items = await allItems<Hold>(registry, PARTITION, { descending: true });
  const holds = items.map(({ value }) => value);
  return which === 'all' ? holds : holds.filter(({ endedAt }) => endedAt === null);
}

/** Whether a hold in force covers any of what is named. */
export async function isHeld(platform: Pick<Platform, 'registry'>, thing: Holdable): Promise<boolean> {
  return (await readHolds(platform, 'open')).some(({ covers }) => coversThing(covers, thing));
}

/** The publications of a dataset that are held. */
export async function heldManifests(
  platform: Pick<Platform, 'registry'>,
  dataset: DatasetId,
): Promise<readonly ManifestId[]> {
  const holds = await readHolds(platform, 'open');
  return holds.flatMap(({ covers }) => (covers.dataset === dataset ? covers.manifests : []));
}

/** What makes a transaction fail with CONFLICT when a hold began or ended since; read it before the holds. */
export async function holdGuard({ registry }: Store): Promise<RegistryWrite> {
  const item = await registry.get(GUARD_PARTITION, GUARD);
  return { kind: 'check', partition: GUARD_PARTITION, sort: GUARD, expected: item?.version ?? 0 };
}

/** Writes that begin or end a hold, `expected` being the version of its item. */
export function holdWrites(hold: Hold, expected: number): readonly RegistryWrite[] {
  return [
    { kind: 'put', partition: PARTITION, sort: hold.id, value: hold, expected },
    { kind: 'put', partition: GUARD_PARTITION, sort: GUARD, value: { changedBy: hold.id }, expected: null },
  ];
}

/** One hold with the version of its item, or null. */
export async function findHold(
  { registry }: Store,
  id: string,
): Promise<{ readonly hold: Hold; readonly version: number } | null> {
  const item = await registry.get<Hold>(PARTITION, id);
  return item === null ? null : { hold: item.value, version: item.version };
}

function coversThing(covers: HoldCovers, thing: Holdable): boolean {
  const ofDataset = covers.dataset !== null && covers.dataset === thing.dataset;
  const { record, manifest, effect, person } = thing;
  return (
    (ofDataset && record === undefined && manifest === undefined) ||
    (ofDataset && record !== undefined && (covers.records.length === 0 || covers.records.includes(record))) ||
    (ofDataset && manifest !== undefined && covers.manifests.includes(manifest)) ||
    (effect !== undefined && covers.effects.includes(effect)) ||
    (person !== undefined && covers.person === person)
  );
}
