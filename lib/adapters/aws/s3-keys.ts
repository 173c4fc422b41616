import { DeleteObjectsCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';

const MOST_DELETED = 1_000;

/** Keys of a bucket under a prefix, in UTF-8 order. They come encoded: XML knows not every character of a key. */
export async function listKeys(client: S3Client, Bucket: string, Prefix: string): Promise<readonly string[]> {
  const keys: string[] = [];
  const request = { Bucket, Prefix, EncodingType: 'url' } as const;
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, request)) {
    for (const { Key = '' } of Contents) keys.push(decodeURIComponent(Key.replaceAll('+', ' ')));
  }
  return keys;
}

/** Removes objects of a bucket; those that are absent are fine. */
export async function deleteKeys(client: S3Client, Bucket: string, keys: readonly string[]): Promise<void> {
  for (let i = 0; i < keys.length; i += MOST_DELETED) {
    const Objects = keys.slice(i, i + MOST_DELETED).map((Key) => ({ Key }));
    const { Errors = [] } = await client.send(
      new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }),
    );
    const [first] = Errors;
    if (first !== undefined)
      throw new Error(`${Errors.length} objects could not be deleted`, { cause: first.Code });
  }
}
