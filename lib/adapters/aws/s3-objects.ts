import { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { checkObjectKey, checkObjectPrefix, isObjectKey } from '#app/object-key.ts';
import type { ObjectStore } from '#app/ports.ts';
import { AppError } from '#core/model/error.ts';
import { awsFault, statusOf } from './aws-fault.ts';
import { type Buckets, bucketOf, bucketsUnder, type Target } from './bucket-route.ts';
import { deleteKeys, listKeys } from './s3-keys.ts';
import { putIfAbsent, putStreamed } from './s3-write.ts';

/**
 * Objects in S3, in the bucket that the first folder of their key names. What is replaced or deleted stays as an earlier
 * version for as long as its bucket keeps those.
 */
export class S3ObjectStore implements ObjectStore {
  readonly #client: S3Client;
  readonly #buckets: Buckets;

  constructor({ client, buckets }: { readonly client: S3Client; readonly buckets: Buckets }) {
    this.#client = client;
    this.#buckets = buckets;
  }

  async get(key: string): Promise<Uint8Array | null> {
    const target = this.#target(key);
    try {
      const { Body } = await this.#client.send(new GetObjectCommand(target));
      return new Uint8Array((await Body?.transformToByteArray()) ?? []);
    } catch (error) {
      if (statusOf(error) === 404) return null;
      throw awsFault(error);
    }
  }

  async put(
    key: string,
    body: Uint8Array | string,
    options: { readonly ifAbsent?: boolean } = {},
  ): Promise<void> {
    const target = this.#target(key);
    const bytes = typeof body === 'string' ? Buffer.from(body) : body;
    try {
      if (options.ifAbsent === true) await putIfAbsent(this.#client, target, bytes);
      else await this.#client.send(new PutObjectCommand({ ...target, Body: bytes }));
    } catch (error) {
      throw awsFault(error);
    }
  }

  async putStream(
    key: string,
    body: AsyncIterable<Uint8Array>,
  ): Promise<{ readonly bytes: number; readonly sha256: string }> {
    const target = this.#target(key);
    try {
      return await putStreamed(this.#client, target, body);
    } catch (error) {
      throw awsFault(error);
    }
  }

  async *read(
    key: string,
    options: { readonly start?: number; readonly end?: number } = {},
  ): AsyncIterable<Uint8Array> {
    const { start = 0, end = Number.POSITIVE_INFINITY } = options;
    if (end < start) {
      if ((await this.size(key)) === null) throw notFound();
      return;
    }
    const body = await this.#open(this.#target(key), start, end);
    try {
      for await (const part of body) yield part as Uint8Array;
    } catch (error) {
      throw awsFault(error);
    }
  }

  async size(key: string): Promise<number | null> {
    const target = this.#target(key);
    try {
      return (await this.#client.send(new HeadObjectCommand(target))).ContentLength ?? 0;
    } catch (error) {
      if (statusOf(error) === 404) return null;
      throw awsFault(error);
    }
  }

  async list(prefix: string): Promise<readonly string[]> {
    const lists = await this.#keysUnder(prefix);
    const [only, ...others] = lists.map(({ keys }) => keys);
    if (only !== undefined && others.length === 0) return only;
    return lists
      .flatMap(({ keys }) => keys.map((key) => ({ key, bytes: Buffer.from(key) })))
      .sort((a, b) => a.bytes.compare(b.bytes))
      .map(({ key }) => key);
  }

  async delete(key: string): Promise<void> {
    const target = this.#target(key);
    try {
      await this.#client.send(new DeleteObjectCommand(target));
    } catch (error) {
      throw awsFault(error);
    }
  }

  async deleteAll(prefix: string): Promise<void> {
    const lists = await this.#keysUnder(prefix);
    try {
      for (const { bucket, keys } of lists) await deleteKeys(this.#client, bucket, keys);
    } catch (error) {
      throw awsFault(error);
    }
  }

  #target(key: string): Target {
    checkObjectKey(key);
    return { Bucket: bucketOf(this.#buckets, key), Key: key };
  }

  async #open(target: Target, start: number, end: number): Promise<Readable> {
    const isWhole = start === 0 && end === Number.POSITIVE_INFINITY;
    const range = isWhole ? {} : { Range: `bytes=${start}-${Number.isFinite(end) ? end : ''}` };
    try {
      const { Body } = await this.#client.send(new GetObjectCommand({ ...target, ...range }));
      if (Body instanceof Readable) return Body;
    } catch (error) {
      if (statusOf(error) === 404) throw notFound();
      if (statusOf(error) !== 416) throw awsFault(error);
    }
    return Readable.from([]);
  }

  /** Keys under a prefix by bucket; what lies in the wrong bucket, or under what is no key here, is not ours. */
  async #keysUnder(
    prefix: string,
  ): Promise<readonly { readonly bucket: string; readonly keys: readonly string[] }[]> {
    checkObjectPrefix(prefix);
    const places = bucketsUnder(this.#buckets, prefix);
    try {
      return await Promise.all(
        places.map(async ({ bucket, prefix: under }) => {
          const keys = await listKeys(this.#client, bucket, under);
          return {
            bucket,
            keys: keys.filter((key) => isObjectKey(key) && bucketOf(this.#buckets, key) === bucket),
          };
        }),
      );
    } catch (error) {
      throw awsFault(error);
    }
  }
}

function notFound(): AppError {
  return new AppError('NOT_FOUND', 'there is no such object');
}
