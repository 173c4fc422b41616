import { SQSClient } from '@aws-sdk/client-sqs';
import type { Context } from 'aws-lambda';
import * as z from 'zod';
import { SqsMessageQueue } from '#adapters/aws/sqs-message-queue.ts';
import { resumeDeliveries } from '#app/ingest/resume.ts';
import { followPublications } from '#app/publication/follow.ts';
import { rollUpAll } from '#app/publication/roll-up.ts';
import { IngestEnvironment } from '../environment.ts';
import { type BatchOutcome, BatchSchema, workOff } from '../events/batch.ts';
import type { GeographyMessage } from '../events/geography-message.ts';
import { IngestTaskSchema } from '../events/ingest-task.ts';
import { openIngest } from '../ingest-platform.ts';
import { log, logFailedMessage } from '../log.ts';
import { environmentOf, eventOf } from '../parsed.ts';
import { schemaGate } from '../schema.ts';
import { takeMessage } from './message.ts';

/** What a large delivery may take: with less left, the rest of a batch comes again. */
const NEEDED_MS = 5 * 60_000;
const LEASE_WAIT_MS = 10_000;

const environment = environmentOf(IngestEnvironment);
const platform = openIngest(environment);
const schemaHolds = schemaGate(platform);
const desk = {
  platform,
  bucket: environment.SAFESTATS_INGEST_BUCKET,
  geographies: new SqsMessageQueue<GeographyMessage>({
    client: new SQSClient(),
    queueUrl: environment.SAFESTATS_GEOGRAPHY_QUEUE_URL,
  }),
};

/** Takes files over that were scanned, processes deliveries, and takes them back. */
export async function handler(event: unknown, context: Context): Promise<BatchOutcome> {
  const parsed = eventOf(z.union([BatchSchema, IngestTaskSchema]), event);
  await schemaHolds();
  if ('task' in parsed) {
    if (parsed.task === 'roll-ups') return makeRollups(context);
    if (parsed.task === 'follow-publications') return follow();
    const resumed = await resumeDeliveries(platform, { waitMs: LEASE_WAIT_MS });
    if (resumed > 0) log({ level: 'warn', message: 'deliveries are taken up again', resumed });
    return { batchItemFailures: [] };
  }
  return workOff(parsed.Records, (body) => takeMessage(desk, body), {
    remainingMs: () => context.getRemainingTimeInMillis(),
    neededMs: NEEDED_MS,
    onFailure: logFailedMessage,
  });
}

/** Brings the tables of this region up to what was published, in this one or the other. */
async function follow(): Promise<BatchOutcome> {
  const { added, removed, failed } = await followPublications(platform);
  if (added + removed > 0) log({ level: 'info', message: 'tables follow publications', added, removed });
  for (const { dataset, error } of failed)
    log({ level: 'error', message: 'tables do not follow', dataset, error: String(error) });
  if (failed.length > 0) throw new Error(`tables of ${failed.length} datasets do not follow`);
  return { batchItemFailures: [] };
}

/** Makes missing roll-ups, one dataset after another; what there is no time for is made the next night. */
async function makeRollups(context: Context): Promise<BatchOutcome> {
  const hasTime = () => context.getRemainingTimeInMillis() > NEEDED_MS;
  const { published, failed, left } = await rollUpAll(platform, { waitMs: LEASE_WAIT_MS }, hasTime);
  for (const { dataset, id } of published)
    log({ level: 'info', message: 'rolled up', dataset, manifest: id });
  for (const { dataset, error } of failed)
    log({ level: 'error', message: 'roll-ups could not be made', dataset, error: String(error) });
  if (left.length > 0) log({ level: 'info', message: 'roll-ups are left for the next time', datasets: left });
  if (failed.length > 0) throw new Error(`roll-ups of ${failed.length} datasets could not be made`);
  return { batchItemFailures: [] };
}
