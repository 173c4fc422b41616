import { randomBytes } from 'node:crypto';
import { getDefinition } from '#app/dataset.ts';
import { geographyHashes, readAllBoundaries } from '#app/geography/store.ts';
import type { IngestPlatform, OnStep, RegistryItem, RegistryWrite, StageOutcome } from '#app/ports.ts';
import { cleanUp } from '#app/publication/clean-up.ts';
import { currentManifest } from '#app/publication/manifest-store.ts';
import { type Publication, publish } from '#app/publication/publish.ts';
import { deliveryFolder, receivedKey, type Stage } from '#core/ingest/stage.ts';
import type { StepTiming } from '#core/ingest/step.ts';
import type { DatasetDefinition } from '#core/model/dataset.ts';
import type { Delivery } from '#core/model/delivery.ts';
import type { DatasetId } from '#core/model/id.ts';
import { closeDelivery } from './close.ts';
import {
  type DeliveryIntake,
  deliveryWrite,
  intakeWrite,
  isFinal,
  isOpen,
  mustGetDelivery,
  mustGetIntake,
  writeStage,
} from './delivery-store.ts';
import { type LeaseOptions, withDatasetLease } from './lease.ts';
import { reportOf } from './report.ts';
import { DeliveryRun } from './run.ts';
import { findSame, findSameBytes, hashWrite } from './same.ts';

export type ProcessOptions = LeaseOptions & {
  /** Told when a step is done. */
  readonly onStep?: OnStep;
};

/**
 * Takes a received delivery through all its steps, from the start if it was begun before: to published, unchanged or
 * refused, and reports on it. One that is finished is only reported on, once. A failure leaves it `failed`, to be tried again.
 */
export async function processDelivery(
  platform: IngestPlatform,
  dataset: DatasetId,
  number: number,
  options: ProcessOptions = {},
): Promise<Delivery> {
  return withDatasetLease(
    platform,
    dataset,
    async () => {
      const run = new DeliveryRun(platform, await mustGetDelivery(platform, dataset, number), options.onStep);
      try {
        const intake = await mustGetIntake(platform, dataset, number);
        if (!(await isOpen(platform, dataset, number))) return run.delivery;
        if (!isFinal(run.delivery.state)) await work(platform, run, intake);
        await closeDelivery(platform, run.delivery, intake);
        await run.tell('reported');
        await cleanUp(platform, dataset);
        return run.delivery;
      } catch (error) {
        await run.fail();
        throw error;
      }
    },
    options,
  );
}

async function work(platform: IngestPlatform, run: DeliveryRun, intake: DeliveryIntake): Promise<void> {
  const { dataset, number } = run.delivery;
  const definition = await getDefinition(platform, dataset);
  await run.tell('received');
  const same = await findSame(platform, definition, run.delivery, intake);
  if (same !== null) {
    await run.update({
      ...finished(platform, definition, 'unchanged'),
      layout: same.layout,
      coverage: same.coverage,
      sameAs: same.number,
      ...(await replacedSince(platform, same)),
      manifest: same.manifest,
    });
    return;
  }
  await run.update({ state: 'checking', step: 'checking', definitionVersion: definition.version });
  await platform.objects.deleteAll(`${deliveryFolder(dataset, number)}/`);
  const outcome = await stage(platform, run, intake, definition);
  if (outcome.kind === 'refused') {
    await keepTimings(platform, run.delivery, intake, outcome.timings);
    await run.update({
      ...finished(platform, definition, 'refused'),
      layout: outcome.layout,
      faults: outcome.faults,
    });
    return;
  }
  await writeStage(platform, dataset, outcome.stage);
  await run.tell('staged');
  await run.update({
    state: 'publishing',
    step: 'publishing',
    layout: outcome.stage.layout,
    coverage: outcome.stage.coverage,
  });
  await publishStage(platform, run, intake, definition, outcome.stage, outcome.timings);
}

/** How many rows of a delivery that is published already are no longer in place. */
async function replacedSince(
  platform: Pick<IngestPlatform, 'registry' | 'objects'>,
  { dataset, number }: Delivery,
): Promise<Pick<Delivery, 'replacedSince'>> {
  const manifest = await currentManifest(platform, dataset);
  const part = manifest?.deliveries.find((one) => one.number === number);
  const gone = part === undefined ? 0 : part.accepted - part.live;
  return gone > 0 ? { replacedSince: gone } : {};
}

async function stage(
  platform: IngestPlatform,
  run: DeliveryRun,
  intake: DeliveryIntake,
  definition: DatasetDefinition,
): Promise<StageOutcome> {
  const { dataset, number, fileName, bytes, sha256 } = run.delivery;
  return platform.worker.stage(
    {
      definition,
      number,
      sourceKey: receivedKey(dataset, number, fileName),
      fileName,
      bytes,
      sha256,
      statement: intake.statement,
      command: intake.command,
      knownFaults: intake.knownFaults,
      now: platform.clock().toISOString(),
      rowsKey: `${deliveryFolder(dataset, number)}/rows-${platform.newId()}.parquet`,
      boundaries: await readAllBoundaries(platform),
      geography: await geographyHashes(platform),
      recordSecret: await recordSecret(platform),
    },
    async (step) => {
      await run.update({ step });
      await run.tell(step);
    },
  );
}

async function publishStage(
  platform: IngestPlatform,
  run: DeliveryRun,
  intake: DeliveryIntake,
  definition: DatasetDefinition,
  staged: Stage,
  timings: readonly StepTiming[],
): Promise<void> {
  const changesFor = (publication: Publication): Partial<Delivery> => ({
    ...finished(platform, definition, 'published'),
    manifest: publication.manifest.id,
    report: reportOf(staged, publication),
  });
  const superseded =
    definition.contract.window.kind === 'append' ? await findSameBytes(platform, run.delivery) : null;
  let since = performance.now();
  let changes: Partial<Delivery> = {};
  const { outcome, manifest } = await publish(
    platform,
    definition.id,
    { reason: 'delivery', arriving: staged, leaving: superseded?.value.number ?? null, definition },
    (publication) => {
      changes = changesFor(publication);
      return [run.writeOf(changes), hashWrite(run.delivery), ...supersede(superseded, run.delivery)];
    },
    async (step) => {
      if (step === 'composed') since = performance.now();
      if (step === 'pointer-moved') run.wrote(changes);
      await run.tell(step);
    },
  );
  const moved = { step: 'published', ms: Math.round(performance.now() - since), rows: manifest.rows };
  await keepTimings(platform, run.delivery, intake, [...timings, ...outcome.timings, moved]);
}

/** The same bytes read anew take the place of what they gave before, where nothing else would replace it. */
function supersede(item: RegistryItem<Delivery> | null, { number }: Delivery): RegistryWrite[] {
  if (item === null) return [];
  return [
    deliveryWrite(item, { ...item.value, state: 'withdrawn', step: `sent again as delivery ${number}` }),
  ];
}

function finished(
  platform: IngestPlatform,
  definition: DatasetDefinition,
  state: 'published' | 'unchanged' | 'refused',
): Partial<Delivery> {
  return {
    state,
    step: state,
    definitionVersion: definition.version,
    finishedAt: platform.clock().toISOString(),
  };
}

async function keepTimings(
  platform: IngestPlatform,
  delivery: Delivery,
  intake: DeliveryIntake,
  timings: readonly StepTiming[],
): Promise<void> {
  await platform.registry.transact([intakeWrite(delivery, { ...intake, timings })]);
}

/** The secret under which `record_key` is derived; made once, at first use. */
async function recordSecret(platform: IngestPlatform): Promise<string> {
  const read = () => platform.registry.get<{ hex: string }>('secret', 'record-key');
  const known = await read();
  if (known !== null) return known.value.hex;
  const hex = randomBytes(32).toString('hex');
  await platform.registry
    .transact([{ kind: 'put', partition: 'secret', sort: 'record-key', value: { hex }, expected: 0 }])
    .catch(() => undefined);
  const kept = await read();
  if (kept === null) throw new Error('the record secret could not be kept');
  return kept.value.hex;
}
