import { audited, publicationFacts } from '#app/audit/audited.ts';
import { authorise } from '#app/authorise.ts';
import type { Caller } from '#app/caller.ts';
import { getDefinition } from '#app/dataset.ts';
import { deliveriesOf } from '#app/ingest/access.ts';
import { closedWrite, deliveryWrite, mustGetDelivery } from '#app/ingest/delivery-store.ts';
import { type LeaseOptions, withDatasetLease } from '#app/ingest/lease.ts';
import type { IngestPlatform } from '#app/ports.ts';
import type { Delivery } from '#core/model/delivery.ts';
import { AppError } from '#core/model/error.ts';
import type { DatasetId } from '#core/model/id.ts';
import { publish } from './publish.ts';

/**
 * Takes a delivery back: what it replaced or made a duplicate returns, and the same file may be sent again. Fails with
 * FORBIDDEN, NOT_FOUND, or CONFLICT when there is nothing to take back.
 */
export async function withdrawDelivery(
  platform: IngestPlatform,
  caller: Caller,
  dataset: DatasetId,
  number: number,
  lease: LeaseOptions = {},
): Promise<Delivery> {
  const on = await deliveriesOf(platform, dataset);
  authorise(caller, 'deliver', on);
  await getDefinition(platform, dataset);
  await mustGetDelivery(platform, dataset, number);
  const object = `delivery/${dataset}/${number}`;
  const work = () =>
    withDatasetLease(
      platform,
      dataset,
      async () => {
        const item = await mustGetDelivery(platform, dataset, number);
        const { state } = item.value;
        if (state === 'withdrawn' || state === 'refused' || state === 'unchanged') {
          throw new AppError('CONFLICT', `delivery ${number} is ${state}: there is nothing to withdraw`);
        }
        const withdrawn: Delivery = {
          ...item.value,
          state: 'withdrawn',
          step: 'withdrawn',
          finishedAt: platform.clock().toISOString(),
        };
        if (state !== 'published') {
          await platform.registry.transact([deliveryWrite(item, withdrawn), closedWrite(withdrawn)]);
          return { withdrawn, publication: null };
        }
        const { manifest } = await publish(
          platform,
          dataset,
          { reason: 'withdrawal', arriving: null, leaving: number },
          () => [deliveryWrite(item, withdrawn), closedWrite(withdrawn)],
          async () => undefined,
        );
        return { withdrawn, publication: manifest };
      },
      lease,
    );
  const { withdrawn } = await audited(
    platform,
    caller,
    'alteration',
    object,
    { change: 'withdrawal' },
    work,
    { datasets: [dataset] },
    ({ publication }) => publicationFacts(publication),
  );
  return withdrawn;
}
