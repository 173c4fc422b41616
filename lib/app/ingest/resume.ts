import { listDefinitions } from '#app/dataset.ts';
import type { IngestPlatform } from '#app/ports.ts';
import { cleanUp } from '#app/publication/clean-up.ts';
import { listOpen, listReceiving, receivedWrite } from './delivery-store.ts';
import { type LeaseOptions, withDatasetLease } from './lease.ts';

/** How long a file may take to arrive. */
const RECEIVING_MS = 6 * 60 * 60_000;

export type ResumeOptions = LeaseOptions & {
  /** After how long a file that has not arrived is given up. */
  readonly receivingMs?: number;
};

/**
 * What has to be done at start-up: files that never arrived whole are given up, objects that belong to no publication
 * are removed, and every delivery that is not finished is queued again. Returns how many that were.
 */
export async function resumeDeliveries(
  platform: IngestPlatform,
  options: ResumeOptions = {},
): Promise<number> {
  const since = platform.clock().getTime() - (options.receivingMs ?? RECEIVING_MS);
  for (const receiving of await listReceiving(platform)) {
    if (receiving.since > since) continue;
    await platform.registry.transact([receivedWrite(receiving)]);
    await platform.objects.deleteAll(`received/${receiving.dataset}/${receiving.number}/`);
  }
  for (const { id } of await listDefinitions(platform)) {
    await withDatasetLease(platform, id, () => cleanUp(platform, id), options);
  }
  const open = await listOpen(platform);
  for (const { dataset, number } of open) await platform.queue.submit(dataset, number);
  return open.length;
}
