import type { DeliveryWorker, IngestPlatform, Platform } from '#app/ports.ts';
import { type ProcessOptions, processDelivery } from './process.ts';
import { InProcessQueue, type QueueOptions } from './queue.ts';

export type Ingest = {
  readonly platform: IngestPlatform;
  /** Settles when no delivery is queued or running here. */
  readonly idle: () => Promise<void>;
  /** Ends after what is running; what is queued is taken up at the next start. */
  readonly close: () => Promise<void>;
};

/** Puts platform, worker and a queue of this process together: what is received is processed here. */
export function makeIngest(
  platform: Platform,
  worker: DeliveryWorker,
  options: ProcessOptions & QueueOptions = {},
): Ingest {
  const queue = new InProcessQueue(
    (dataset, number) => processDelivery(whole, dataset, number, options),
    options,
  );
  const whole: IngestPlatform = { ...platform, worker, queue };
  return {
    platform: whole,
    idle: () => queue.idle(),
    close: async () => {
      await queue.close();
      await worker.close();
    },
  };
}
