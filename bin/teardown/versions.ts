import {
  DeleteObjectsCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';

/** The most that S3 lists and removes at once. */
const AT_ONCE = 1_000;
/** What S3 says of a version that Object Lock holds, and of one that somebody may not remove. */
const HELD = 'AccessDenied';

/** How many versions and delete markers there were in a bucket, how many are gone, and how many are held. */
export type Emptied = { readonly found: number; readonly removed: number; readonly held: number };

/**
 * Removes every version and delete marker of a bucket, or counts them only. What Object Lock holds stays: no retention is
 * passed by. Fails when S3 refuses anything for another reason.
 */
export async function emptyBucket(
  client: S3Client,
  Bucket: string,
  { isCountOnly, atOnce = AT_ONCE }: { readonly isCountOnly: boolean; readonly atOnce?: number },
): Promise<Emptied> {
  let [found, held, removed] = [0, 0, 0];
  for await (const page of versionsOf(client, Bucket, atOnce)) {
    const Objects = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])].flatMap(({ Key, VersionId }) =>
      Key === undefined || VersionId === undefined ? [] : [{ Key, VersionId }],
    );
    found += Objects.length;
    if (isCountOnly || Objects.length === 0) continue;
    const Delete = { Objects, Quiet: true };
    const { Errors = [] } = await client.send(new DeleteObjectsCommand({ Bucket, Delete }));
    const other = Errors.find(({ Code }) => Code !== HELD);
    if (other !== undefined) throw new Error(`${Bucket}: ${other.Code ?? 'refused'} for ${other.Key ?? '?'}`);
    held += Errors.length;
    removed += Objects.length - Errors.length;
  }
  return { found, removed, held };
}

/** Every page, each only when the next is known: what has been removed is no mark to go on from. */
async function* versionsOf(
  client: S3Client,
  Bucket: string,
  MaxKeys: number,
): AsyncGenerator<ListObjectVersionsCommandOutput> {
  const ask = (
    after: Pick<ListObjectVersionsCommandOutput, 'NextKeyMarker' | 'NextVersionIdMarker'> = {},
  ) => {
    const { NextKeyMarker: KeyMarker, NextVersionIdMarker: VersionIdMarker } = after;
    return client.send(new ListObjectVersionsCommand({ Bucket, MaxKeys, KeyMarker, VersionIdMarker }));
  };
  let page = await ask();
  while (page.IsTruncated === true) {
    const next = await ask(page);
    yield page;
    page = next;
  }
  yield page;
}
