import * as z from 'zod';
import { DeliveryMessageSchema } from '#adapters/aws/sqs-delivery-queue.ts';
import type { SqsMessageQueue } from '#adapters/aws/sqs-message-queue.ts';
import { isIncoming, refuseIncoming, takeIncoming } from '#app/incoming.ts';
import { refuseDroppedObject, takeDroppedObject } from '#app/ingest/drop.ts';
import { processDelivery } from '#app/ingest/process.ts';
import { callerFor } from '#app/people.ts';
import type { IngestPlatform } from '#app/ports.ts';
import { withdrawDelivery } from '#app/publication/withdraw.ts';
import { AppError } from '#core/model/error.ts';
import { brandId } from '#core/model/id.ts';
import type { GeographyMessage } from '../events/geography-message.ts';
import { isClean, type ScanResult, ScanResultSchema } from '../events/scan-result.ts';
import { type WithdrawalMessage, WithdrawalMessageSchema } from '../events/withdrawal-message.ts';
import { log } from '../log.ts';
import { messageOf } from '../parsed.ts';

/** What messages are about. */
export type IngestDesk = {
  readonly platform: IngestPlatform;
  /** Where files arrive. */
  readonly bucket: string;
  readonly geographies: SqsMessageQueue<GeographyMessage>;
};

/** For whoever else works on the same dataset; after that the message comes again. */
const LEASE = { waitMs: 60_000 };

const MessageSchema = z.union([ScanResultSchema, WithdrawalMessageSchema, DeliveryMessageSchema]);

/** Does what a message asks for; the same message again changes nothing. */
export async function takeMessage(desk: IngestDesk, body: string): Promise<void> {
  const message = messageOf(MessageSchema, body);
  if ('detail' in message) return takeArrival(desk, message.detail);
  if ('kind' in message) return takeBack(desk.platform, message);
  const { dataset, number } = message;
  const { state, step } = await processDelivery(desk.platform, dataset, number, LEASE);
  log({ level: 'info', message: 'delivery', dataset, number, state, step });
}

/** Takes a file over in which a scan has found nothing; any other is never read: an upload is removed, a drop stays, with a report. */
async function takeArrival({ platform, bucket, geographies }: IngestDesk, result: ScanResult): Promise<void> {
  const { bucketName, objectKey: key } = result.s3ObjectDetails;
  if (bucketName !== bucket) throw new Error('this scan result is of another bucket');
  if (!isClean(result)) {
    const { scanResultStatus } = result.scanResultDetails;
    log({ level: 'error', message: 'a file is not taken because of its scan', scanResultStatus });
    const why = `the scan of this file says ${scanResultStatus}: nothing of it was read`;
    if (isIncoming(key)) await refuseIncoming(platform, key, 'SPEC_INVALID', `scan: ${scanResultStatus}`);
    else await refuseDroppedObject(platform, key, why);
    return;
  }
  if (!isIncoming(key)) {
    await takeDroppedObject(platform, key);
    return;
  }
  const taken = await takeIncoming(platform, key);
  if (taken?.kind === 'geography') await geographies.send({ import: taken.id });
  if (taken?.kind === 'refused') log({ level: 'warn', message: 'an upload was refused', code: taken.code });
}

/** Takes a delivery back; where that is not possible any more, nobody waits for it. */
async function takeBack(platform: IngestPlatform, { dataset, number, by }: WithdrawalMessage): Promise<void> {
  try {
    const caller = await callerFor(platform.registry, brandId(by));
    await withdrawDelivery(platform, caller, dataset, number, LEASE);
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'UNAVAILABLE') throw error;
    log({ level: 'warn', message: 'nothing was withdrawn', dataset, number, code: error.code });
  }
}
