import { createHash, randomUUID } from 'node:crypto';
import { HeadObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { AppError } from '#core/model/error.ts';
import { attemptsOf, pauseBefore, statusOf } from './aws-fault.ts';
import type { Target } from './bucket-route.ts';
import { MultipartUpload } from './multipart-upload.ts';
import { partsOf } from './stream-parts.ts';

const PART_BYTES = 8 * 1024 * 1024;
const ATTEMPTS = 5;

/**
 * Writes an object that must not be there yet; fails with CONFLICT. A write whose answer was lost is sent again by the
 * client and then meets itself: its mark tells.
 */
export async function putIfAbsent(client: S3Client, target: Target, body: Uint8Array): Promise<void> {
  const mark = randomUUID();
  const command = { ...target, Body: body, IfNoneMatch: '*', Metadata: { write: mark } };
  for (let attempt = 0; ; attempt++) {
    try {
      await client.send(new PutObjectCommand(command));
      return;
    } catch (error) {
      const isTaken = statusOf(error) === 412;
      if (!isTaken && statusOf(error) !== 409) throw error;
      const isRepeated = attempt > 0 || attemptsOf(error) > 1;
      if (isTaken && isRepeated && (await markOf(client, target)) === mark) return;
      if (isTaken || attempt + 1 >= ATTEMPTS)
        throw new AppError('CONFLICT', 'the object exists already', { cause: error });
      await pauseBefore(attempt);
    }
  }
}

/** Writes a stream as one object, which appears when the stream has ended; a long one goes in parts of 8 MiB. */
export async function putStreamed(
  client: S3Client,
  target: Target,
  body: AsyncIterable<Uint8Array>,
): Promise<{ readonly bytes: number; readonly sha256: string }> {
  const hash = createHash('sha256');
  let bytes = 0;
  let last = new Uint8Array();
  let upload: MultipartUpload | null = null;
  try {
    for await (const part of partsOf(body, PART_BYTES)) {
      hash.update(part);
      if (bytes > 0) {
        upload ??= await MultipartUpload.begin(client, target);
        await upload.add(last);
      }
      bytes += part.byteLength;
      last = part;
    }
    if (upload === null) {
      await client.send(new PutObjectCommand({ ...target, Body: last }));
    } else {
      await upload.add(last);
      await upload.complete();
    }
  } catch (error) {
    await upload?.abort().catch(() => undefined);
    throw error;
  }
  return { bytes, sha256: hash.digest('hex') };
}

async function markOf(client: S3Client, target: Target): Promise<string | undefined> {
  return (await client.send(new HeadObjectCommand(target))).Metadata?.['write'];
}
