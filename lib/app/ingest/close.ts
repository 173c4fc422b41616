import type { Platform } from '#app/ports.ts';
import { dropReportKey, reportKey } from '#core/ingest/stage.ts';
import type { Delivery } from '#core/model/delivery.ts';
import { closedWrite, type DeliveryIntake } from './delivery-store.ts';

/**
 * Reports on a finished delivery: to the audit, as an object, and beside the file if it was dropped into a folder.
 * Doing so twice does no harm.
 */
export async function closeDelivery(
  platform: Pick<Platform, 'registry' | 'objects' | 'audit'>,
  delivery: Delivery,
  intake: DeliveryIntake,
): Promise<void> {
  const { dataset, number, agency, fileName, manifest, report } = delivery;
  await platform.audit.record({
    phase: 'outcome',
    action: 'collection',
    effect: intake.effect,
    who: delivery.receivedBy,
    organisation: intake.organisation,
    object: `delivery/${dataset}/${number}`,
    datasets: [dataset],
    ...(manifest === null ? {} : { publications: { [dataset]: manifest } }),
    ...(report === null ? {} : { rows: report.accepted }),
    detail: {
      state: delivery.state,
      ...(report === null
        ? { faults: delivery.faults.map(({ code }) => code) }
        : {
            rows: report.rows,
            accepted: report.accepted,
            rejected: report.rejected,
            duplicate: report.duplicate,
          }),
    },
  });
  const body = JSON.stringify(delivery, null, 2);
  await platform.objects.put(reportKey(dataset, number), body);
  if (intake.source === 'drop') await platform.objects.put(dropReportKey(agency, dataset, fileName), body);
  await platform.registry.transact([closedWrite(delivery)]);
}
