import { audited, publicationFacts } from '#app/audit/audited.ts';
import { authorise } from '#app/authorise.ts';
import type { Caller } from '#app/caller.ts';
import { getDefinition } from '#app/dataset.ts';
import { deliveriesOf } from '#app/ingest/access.ts';
import { closedWrite, deliveryWrite, mustGetDelivery } from '#app/ingest/delivery-store.ts';
import { type LeaseOptions, withDatasetLease } from '#app/ingest/lease.ts';
import type { IngestPlatform, Platform, WithdrawalQueue } from '#app/ports.ts';
import type { Delivery } from '#core/model/delivery.ts';
import { AppError } from '#core/model/error.ts';
import type { DatasetId } from '#core/model/id.ts';
import { publish } from './publish.ts';

const LOOK_MS = 400;

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
  await checkMayWithdraw(platform, caller, dataset, number);
  const object = `delivery/${dataset}/${number}`;
  const work = () =>
    withDatasetLease(
      platform,
      dataset,
      async () => {
        const item = await mustGetDelivery(platform, dataset, number);
        checkWithdrawable(item.value);
        const { state } = item.value;
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

/**
 * Has a delivery taken back by whoever works on deliveries, and returns how it stands after at most `waitMs`: withdrawn,
 * or as it was while that goes on. Fails as `withdrawDelivery` does.
 */
export async function requestWithdrawal(
  platform: Pick<Platform, 'registry'>,
  queue: WithdrawalQueue,
  caller: Caller,
  dataset: DatasetId,
  number: number,
  waitMs: number,
): Promise<Delivery> {
  await checkMayWithdraw(platform, caller, dataset, number);
  let { value: delivery } = await mustGetDelivery(platform, dataset, number);
  checkWithdrawable(delivery);
  await queue.submit(dataset, number, caller.user);
  for (let waited = 0; waited < waitMs && delivery.state !== 'withdrawn'; waited += LOOK_MS) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    delivery = (await mustGetDelivery(platform, dataset, number)).value;
  }
  return delivery;
}

async function checkMayWithdraw(
  platform: Pick<Platform, 'registry'>,
  caller: Caller,
  dataset: DatasetId,
  number: number,
): Promise<void> {
  authorise(caller, 'deliver', await deliveriesOf(platform, dataset));
  await getDefinition(platform, dataset);
  await mustGetDelivery(platform, dataset, number);
}

function checkWithdrawable({ number, state }: Delivery): void {
  if (state === 'withdrawn' || state === 'refused' || state === 'unchanged')
    throw new AppError('CONFLICT', `delivery ${number} is ${state}: there is nothing to withdraw`);
}
