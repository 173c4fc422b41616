import { geographyHashes } from '#app/geography/store.ts';
import type { Platform, RegistryWrite } from '#app/ports.ts';
import { currentManifest } from '#app/publication/manifest-store.ts';
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

/**
 * The published delivery that had the same bytes and covers the same, under the same definition and boundaries; null
 * = none, and the delivery is worth publishing.
 */
export async function findSame(
  platform: Pick<Platform, 'registry' | 'objects'>,
  definition: DatasetDefinition,
  delivery: Delivery,
  intake: DeliveryIntake,
): Promise<Delivery | null> {
  if (intake.knownFaults.length > 0) return null;
  const known = await platform.registry.get<{ number: number }>(
    hashPartition(delivery.dataset),
    delivery.sha256,
  );
  if (known === null) return null;
  const { value: same } = await mustGetDelivery(platform, delivery.dataset, known.value.number);
  const manifest = await currentManifest(platform, delivery.dataset);
  const isSame =
    same.state === 'published' &&
    same.number !== delivery.number &&
    same.definitionVersion === definition.version &&
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
