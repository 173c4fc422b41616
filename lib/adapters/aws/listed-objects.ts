import { ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { checkObjectKey } from '#app/object-key.ts';
import { awsFault } from './aws-fault.ts';
import { type Buckets, bucketOf } from './bucket-route.ts';
import { S3ObjectStore } from './s3-objects.ts';

/**
 * The same objects for somebody who may list records and not read them: S3 tells the size of an object by its head only to
 * whom it would give the object.
 */
export class ListedObjects extends S3ObjectStore {
  readonly #client: S3Client;
  readonly #buckets: Buckets;

  constructor(options: { readonly client: S3Client; readonly buckets: Buckets }) {
    super(options);
    this.#client = options.client;
    this.#buckets = options.buckets;
  }

  override async size(key: string): Promise<number | null> {
    checkObjectKey(key);
    const request = { Bucket: bucketOf(this.#buckets, key), Prefix: key, MaxKeys: 1 };
    try {
      const [first] = (await this.#client.send(new ListObjectsV2Command(request))).Contents ?? [];
      return first?.Key === key ? (first.Size ?? 0) : null;
    } catch (error) {
      throw awsFault(error);
    }
  }
}
