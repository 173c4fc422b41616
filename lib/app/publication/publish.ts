import { getDefinition } from '#app/dataset.ts';
import { geographyHashes, readAllBoundaries } from '#app/geography/store.ts';
import { listPublished, readStage, writeStage } from '#app/ingest/delivery-store.ts';
import type { ComposeOutcome, IngestPlatform, OnStep, RegistryWrite } from '#app/ports.ts';
import { deliveryFolder, type Stage, sameGeography } from '#core/ingest/stage.ts';
import { touchedYears } from '#core/ingest/window.ts';
import type { DatasetDefinition } from '#core/model/dataset.ts';
import { AppError } from '#core/model/error.ts';
import { brandId, type DatasetId, type ManifestId, type VersionId } from '#core/model/id.ts';
import { type Manifest, manifestKey, versionFolder } from '#core/model/manifest.ts';
import { assembleManifest } from './assemble.ts';
import {
  historyPartition,
  POINTER_PARTITION,
  type Pointer,
  readManifest,
  readPointer,
} from './manifest-store.ts';
import { addToTables } from './tables.ts';

const ATTEMPTS = 5;

/** What changes the set of deliveries that a publication is made of. */
export type Change = {
  readonly reason: Manifest['reason'];
  /** Comes in, staged. */
  readonly arriving: Stage | null;
  /** Number of the delivery that goes. */
  readonly leaving: number | null;
  /** Years to write anew besides those that the deliveries touch. */
  readonly years?: readonly string[];
  /** The definition that what arrives was read with; the current one when not given. */
  readonly definition?: DatasetDefinition;
};

export type Publication = {
  readonly manifest: Manifest;
  readonly previous: Manifest | null;
  readonly outcome: ComposeOutcome;
};

/**
 * Composes, writes and points at a new publication of a dataset. `also` is written in the same transaction as the
 * pointer. Whoever calls holds the dataset's lease; should another move the pointer all the same, it is composed anew.
 */
export async function publish(
  platform: IngestPlatform,
  dataset: DatasetId,
  change: Change,
  also: (publication: Publication) => readonly RegistryWrite[],
  onStep: OnStep,
): Promise<Publication> {
  for (let attempt = 1; ; attempt++) {
    const { publication, definition, version } = await compose(platform, dataset, change, onStep);
    const { manifest } = publication;
    await addToTables(platform, definition, manifest);
    await platform.objects.put(manifestKey(dataset, manifest.id), JSON.stringify(manifest), {
      ifAbsent: true,
    });
    await onStep('manifest-written');
    try {
      await platform.registry.transact([...pointerWrites(dataset, manifest, version), ...also(publication)]);
      await onStep('pointer-moved');
      return publication;
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'CONFLICT')) throw error;
      await discard(platform, dataset, manifest, publication.outcome);
      if (attempt >= ATTEMPTS) throw error;
    }
  }
}

/** Writes that make a manifest the current one, if the pointer still has this version. */
export function pointerWrites(dataset: DatasetId, manifest: Manifest, version: number): RegistryWrite[] {
  const pointer: Pointer = { manifest: manifest.id, previous: manifest.previous };
  return [
    { kind: 'put', partition: POINTER_PARTITION, sort: dataset, value: pointer, expected: version },
    {
      kind: 'put',
      partition: historyPartition(dataset),
      sort: manifest.id,
      value: { manifest: manifest.id, at: manifest.createdAt },
      expected: 0,
    },
  ];
}

async function compose(
  platform: IngestPlatform,
  dataset: DatasetId,
  change: Change,
  onStep: OnStep,
): Promise<{ publication: Publication; definition: DatasetDefinition; version: number }> {
  const definition = change.definition ?? (await getDefinition(platform, dataset));
  const geography = await geographyHashes(platform);
  const { version, pointer } = await readPointer(platform, dataset);
  const previous = pointer === null ? null : await readManifest(platform, dataset, pointer.manifest);
  const { stages, leaving } = await activeStages(platform, dataset, change);
  const located = await locatedIn(platform, dataset, stages, geography);
  const changed = [change.arriving, leaving].filter((stage) => stage !== null);
  const years = yearsToWrite(changed, located, previous, definition, geography, change.years ?? []);
  const outcome = await platform.worker.compose({
    definition,
    stages: located,
    years,
    version: brandId<VersionId>(platform.newId()),
    subject: change.arriving?.number ?? null,
  });
  await onStep('composed');
  const manifest = assembleManifest({
    id: brandId<ManifestId>(platform.newId()),
    createdAt: platform.clock().toISOString(),
    reason: change.reason,
    definition,
    geography,
    previous,
    stages: located,
    years,
    outcome,
  });
  return { publication: { manifest, previous, outcome }, definition, version };
}

async function activeStages(
  platform: IngestPlatform,
  dataset: DatasetId,
  { arriving, leaving }: Change,
): Promise<{ stages: Stage[]; leaving: Stage | null }> {
  const stages: Stage[] = arriving === null ? [] : [arriving];
  for (const { value } of await listPublished(platform, dataset)) {
    if (value.number === arriving?.number || value.number === leaving) continue;
    stages.push(await mustReadStage(platform, dataset, value.number));
  }
  stages.sort((a, b) => a.number - b.number);
  return { stages, leaving: leaving === null ? null : await mustReadStage(platform, dataset, leaving) };
}

async function mustReadStage(platform: IngestPlatform, dataset: DatasetId, number: number): Promise<Stage> {
  const stage = await readStage(platform, dataset, number);
  if (stage === null) throw new Error(`delivery ${number} of ${dataset} is published but has no stage`);
  return stage;
}

/** The stages, those located in other boundaries located again. */
async function locatedIn(
  platform: IngestPlatform,
  dataset: DatasetId,
  stages: readonly Stage[],
  geography: Stage['geography'],
): Promise<Stage[]> {
  const located: Stage[] = [];
  for (const stage of stages) {
    if (sameGeography(stage.geography, geography)) {
      located.push(stage);
      continue;
    }
    const rowsKey = `${deliveryFolder(dataset, stage.number)}/rows-${platform.newId()}.parquet`;
    const boundaries = await readAllBoundaries(platform);
    const again = await platform.worker.relocate({ stage, rowsKey, boundaries, geography });
    await writeStage(platform, dataset, again);
    await platform.objects.delete(stage.rowsKey);
    located.push(again);
  }
  return located;
}

/** All years when fields or boundaries are not those of the last publication; else the years that the change touches. */
function yearsToWrite(
  changed: readonly Stage[],
  stages: readonly Stage[],
  previous: Manifest | null,
  definition: DatasetDefinition,
  geography: Stage['geography'],
  also: readonly string[],
): string[] {
  const all = [
    ...stages.flatMap((stage) => Object.keys(stage.years)),
    ...(previous?.periods ?? []).map(({ period }) => period),
  ];
  const isAll =
    changed.length + also.length === 0 ||
    previous === null ||
    previous.definitionVersion !== definition.version ||
    !sameGeography(previous.geography, geography) ||
    previous.deliveries.some(({ years }) => years === undefined);
  const known = new Set(all);
  const touched = new Set([...changed.flatMap(touchedYears), ...also]);
  return [...known].filter((year) => isAll || touched.has(year)).sort();
}

async function discard(
  platform: IngestPlatform,
  dataset: DatasetId,
  manifest: Manifest,
  outcome: ComposeOutcome,
): Promise<void> {
  await platform.objects.delete(manifestKey(dataset, manifest.id));
  for (const { kind, period, v } of outcome.periods) {
    await platform.objects.deleteAll(`${versionFolder(dataset, kind, period, v)}/`);
  }
  await platform.tables?.remove(dataset, outcome.periods);
}
