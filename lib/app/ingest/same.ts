import { readVersion } from '#app/dataset/store.ts';
import { geographyHashes } from '#app/geography/store.ts';
import type { Platform, RegistryItem, RegistryWrite } from '#app/ports.ts';
import { currentManifest } from '#app/publication/manifest-store.ts';
import { readAlike } from '#core/datasets/reading.ts';
import { statedCoverage } from '#core/ingest/coverage.ts';
import { sameGeography } from '#core/ingest/stage.ts';
import type { Coverage } from '#core/model/coverage.ts';
import type { DatasetDefinition } from '#core/model/dataset.ts';
import type { Delivery } from '#core/model/delivery.ts';
import { type DeliveryIntake, mustGetDelivery } from './delivery-store.ts';

/** A write that remembers which delivery last brought these bytes. */
export function hashWrite({ dataset, sha256, number }: Delivery): RegistryWrite {
  return { kind: 'put', partition: hashPartition(dataset), sort: sha256, value: { number }, expected: null };
}

/** The published delivery that last brought the same bytes, whatever it was read with; null = none. */
export async function findSameBytes(
  platform: Pick<Platform, 'registry'>,
  { dataset, number, sha256 }: Delivery,
): Promise<RegistryItem<Delivery> | null> {
  const known = await platform.registry.get<{ number: number }>(hashPartition(dataset), sha256);
  if (known === null || known.value.number === number) return null;
  const same = await mustGetDelivery(platform, dataset, known.value.number);
  return same.value.state === 'published' ? same : null;
}

/**
 * The published delivery that had the same bytes and covers the same, under boundaries that are the same and a
 * definition that reads it alike; null = none, and the delivery is worth publishing.
 */
export async function findSame(
  platform: Pick<Platform, 'registry' | 'objects'>,
  definition: DatasetDefinition,
  delivery: Delivery,
  intake: DeliveryIntake,
): Promise<Delivery | null> {
  if (intake.knownFaults.length > 0) return null;
  const same = (await findSameBytes(platform, delivery))?.value ?? null;
  if (same === null) return null;
  const manifest = await currentManifest(platform, delivery.dataset);
  const isSame =
    readAlike(await readVersion(platform, delivery.dataset, same.definitionVersion), definition) &&
    statementHolds(intake, delivery.sha256, same) &&
    coversTheSame(definition, delivery, intake, same) &&
    manifest !== null &&
    sameGeography(manifest.geography, await geographyHashes(platform));
  return isSame ? same : null;
}

/** A manifest that contradicts the file must still be refused. */
function statementHolds({ statement }: DeliveryIntake, sha256: string, same: Delivery): boolean {
  if (statement?.sha256 !== undefined && statement.sha256.toLowerCase() !== sha256) return false;
  return statement?.rows === undefined || statement.rows === same.report?.rows;
}

function coversTheSame(
  definition: DatasetDefinition,
  delivery: Delivery,
  intake: DeliveryIntake,
  same: Delivery,
): boolean {
  const layout = definition.layouts.find(({ name }) => name === same.layout);
  if (layout === undefined || same.coverage === null) return false;
  const stated = statedCoverage({
    manifest: intake.statement?.covers ?? null,
    command: intake.command,
    fileName: delivery.fileName,
    layout,
    contract: definition.contract,
  });
  return stated === null ? same.coverage.stated === 'assumed' : extent(stated) === extent(same.coverage);
}

function extent({ from, to, areas }: Coverage): string {
  return JSON.stringify([from, to, areas === null ? null : [...areas].sort()]);
}

function hashPartition(dataset: string): string {
  return `delivery-hash#${dataset}`;
}
