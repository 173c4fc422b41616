import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SQSClient } from '@aws-sdk/client-sqs';
import type * as z from 'zod';
import { S3DeliveryWorker } from '#adapters/aws/s3-delivery-worker.ts';
import { SqsDeliveryQueue } from '#adapters/aws/sqs-delivery-queue.ts';
import { ForkedDeliveryWorker } from '#adapters/duckdb/ingest/forked-worker.ts';
import type { IngestPlatform } from '#app/ports.ts';
import type { IngestEnvironment } from './environment.ts';
import { openPlatform } from './platform.ts';

/** Bundled beside the handler. */
const PROCESS_FILE = fileURLToPath(new URL('./delivery-process.mjs', import.meta.url));

/** The platform with a worker on the function's own disk, and the queue of deliveries. */
export function openIngest(environment: z.output<typeof IngestEnvironment>): IngestPlatform {
  const platform = openPlatform(environment);
  const folder = join(tmpdir(), 'safestats');
  return {
    ...platform,
    worker: new S3DeliveryWorker({
      objects: platform.objects,
      folder,
      inner: new ForkedDeliveryWorker(folder, PROCESS_FILE),
    }),
    queue: new SqsDeliveryQueue({
      client: new SQSClient(),
      queueUrl: environment.SAFESTATS_DELIVERY_QUEUE_URL,
    }),
  };
}
