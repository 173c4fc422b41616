import { authorise, may } from '#app/authorise.ts';
import type { Caller } from '#app/caller.ts';
import { getDefinition, listDefinitions } from '#app/dataset.ts';
import type { Platform } from '#app/ports.ts';
import { rejectionsKey } from '#core/ingest/stage.ts';
import type { StepTiming } from '#core/ingest/step.ts';
import type { DatasetDefinition } from '#core/model/dataset.ts';
import type { Delivery } from '#core/model/delivery.ts';
import { AppError } from '#core/model/error.ts';
import type { DatasetId } from '#core/model/id.ts';
import { deliveriesOf } from './access.ts';
import { listDeliveryItems, mustGetDelivery, mustGetIntake } from './delivery-store.ts';

const MAX_PAGE = 100;

/** Deliveries of a dataset, newest first, those with lower numbers than `before` if given. Fails with FORBIDDEN. */
export async function listDeliveries(
  platform: Pick<Platform, 'registry'>,
  caller: Caller,
  dataset: DatasetId,
  page: { readonly before?: number; readonly limit?: number } = {},
): Promise<readonly Delivery[]> {
  const on = await deliveriesOf(platform, dataset);
  authorise(caller, 'read-deliveries', on);
  await getDefinition(platform, dataset);
  const limit = Math.min(page.limit ?? MAX_PAGE, MAX_PAGE);
  const items = await listDeliveryItems(platform, dataset, { ...page, limit });
  return items.map(({ value }) => value);
}

/** One delivery. Fails with FORBIDDEN, DATASET_NOT_FOUND, NOT_FOUND. */
export async function getDelivery(
  platform: Pick<Platform, 'registry'>,
  caller: Caller,
  dataset: DatasetId,
  number: number,
): Promise<Delivery> {
  const on = await deliveriesOf(platform, dataset);
  authorise(caller, 'read-deliveries', on);
  await getDefinition(platform, dataset);
  return (await mustGetDelivery(platform, dataset, number)).value;
}

/** All rejected rows of a delivery as CSV: row, field, reason. Fails with NOT_FOUND when it has no such list. */
export async function readRejections(
  platform: Pick<Platform, 'registry' | 'objects'>,
  caller: Caller,
  dataset: DatasetId,
  number: number,
): Promise<AsyncIterable<Uint8Array>> {
  await getDelivery(platform, caller, dataset, number);
  const key = rejectionsKey(dataset, number);
  if ((await platform.objects.size(key)) === null) {
    throw new AppError('NOT_FOUND', `delivery ${number} has no list of rejected rows`);
  }
  return platform.objects.read(key);
}

/** What the steps of a delivery took. Fails with FORBIDDEN, NOT_FOUND. */
export async function deliveryTimings(
  platform: Pick<Platform, 'registry'>,
  caller: Caller,
  dataset: DatasetId,
  number: number,
): Promise<readonly StepTiming[]> {
  await getDelivery(platform, caller, dataset, number);
  return (await mustGetIntake(platform, dataset, number)).timings;
}

/** Datasets whose deliveries the caller may see. */
export async function deliverableDatasets(
  platform: Pick<Platform, 'registry'>,
  caller: Caller,
): Promise<readonly DatasetDefinition[]> {
  return (await listDefinitions(platform)).filter(({ contract: { agency } }) =>
    may(caller, 'read-deliveries', { agency }),
  );
}
