import type { CoverageStatement } from '#core/ingest/statement.ts';
import type { Delivery } from '#core/model/delivery.ts';
import { AppError } from '#core/model/error.ts';
import type { DatasetId, UserId } from '#core/model/id.ts';
import { authorise } from './authorise.ts';
import type { Caller } from './caller.ts';
import { getDefinition } from './dataset.ts';
import { deliveriesOf } from './ingest/access.ts';
import { checkFileName, checkNotRetired, receiveDelivery } from './ingest/receive.ts';
import { callerFor } from './people.ts';
import type { DeliveryQueue, Platform } from './ports.ts';
import { issueTicket, readTicket, voidTicket } from './ticket.ts';

export type UploadRequest = {
  readonly dataset: DatasetId;
  readonly fileName: string;
  /** What the file covers; null = its name, its contract or its rows say so. */
  readonly covers: CoverageStatement | null;
};

type Upload = UploadRequest & { readonly user: UserId };

/**
 * Grants the upload of one file, which must arrive within so many seconds; returns the secret that stands for it. Fails with FORBIDDEN, DATASET_NOT_FOUND,
 * CONFLICT when it is retired, or SPEC_INVALID.
 */
export async function requestUpload(
  platform: Platform,
  caller: Caller,
  { dataset, fileName, covers }: UploadRequest,
  seconds: number,
): Promise<string> {
  const on = await deliveriesOf(platform, dataset);
  authorise(caller, 'deliver', on);
  const definition = await getDefinition(platform, dataset);
  checkNotRetired(definition);
  checkFileName(fileName);
  const upload: Upload = { dataset, fileName, covers, user: caller.user };
  return issueTicket(platform, 'upload', upload, seconds);
}

/**
 * Takes over the file of a granted upload, for the person to whom it was granted and with the rights that they have
 * now. The grant is used up by it. Fails with NOT_FOUND, FORBIDDEN or TOO_LARGE.
 */
export async function acceptUpload(
  platform: Platform & { readonly queue: DeliveryQueue },
  secret: string,
  body: AsyncIterable<Uint8Array>,
): Promise<Delivery> {
  const upload = await readTicket<Upload>(platform, 'upload', secret);
  if (upload === null)
    throw new AppError('NOT_FOUND', 'this upload was used or has expired: ask for another');
  const caller = await callerFor(platform.registry, upload.user);
  const { dataset, fileName, covers } = upload;
  const delivery = await receiveDelivery(platform, caller, {
    dataset,
    fileName,
    body: whileAllowed(platform, caller, body),
    source: 'upload',
    command: covers,
  });
  await voidTicket(platform, 'upload', secret);
  return delivery;
}

/** A body that fails at its end with FORBIDDEN when its sender was shut out, or given other roles or agencies, meanwhile. */
export async function* whileAllowed(
  { registry }: Pick<Platform, 'registry'>,
  caller: Caller,
  body: AsyncIterable<Uint8Array>,
): AsyncIterable<Uint8Array> {
  yield* body;
  const { roles, agencies } = await callerFor(registry, caller.user);
  if (JSON.stringify([roles, agencies]) !== JSON.stringify([caller.roles, caller.agencies]))
    throw new AppError('FORBIDDEN', 'what you may send has changed meanwhile: ask for another upload');
}
