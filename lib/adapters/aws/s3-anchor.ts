import {
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandInput,
  type ListObjectVersionsCommandOutput,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { AuditAnchor, KnownHead } from '#app/audit/anchor.ts';
import type { AuditHead } from '#app/audit/chain.ts';
import { awsFault } from './aws-fault.ts';

const NAME = /\/(\d{10})-([0-9a-f]{64})\.json$/;

type Place = { readonly client: S3Client; readonly bucket: string };

/**
 * Heads as objects of a locked bucket that should be in another region: `heads/<region>/<number>-<hash>.json`. A name
 * holds all that there is to know, and names are read from the versions, so that a deletion hides no head. Heads of other
 * regions were told to the bucket that is `here`.
 */
export class S3Anchor implements AuditAnchor {
  readonly #there: Place;
  readonly #here: (Place & { readonly region: string }) | null;

  constructor({ here, ...there }: Place & { readonly here?: Place & { readonly region: string } }) {
    this.#there = there;
    this.#here = here ?? null;
  }

  async publish(region: string, { number, hash, at }: AuditHead): Promise<void> {
    const Key = `${folderOf(region)}${String(number).padStart(10, '0')}-${hash}.json`;
    const Body = JSON.stringify({ region, number, hash, at });
    try {
      await this.#there.client.send(new PutObjectCommand({ Bucket: this.#there.bucket, Key, Body }));
    } catch (error) {
      throw awsFault(error);
    }
  }

  async *heads(region: string): AsyncIterable<KnownHead> {
    const isOther = this.#here !== null && this.#here.region !== region;
    let last = '';
    for await (const key of versions(isOther ? this.#here : this.#there, folderOf(region))) {
      const [, number, hash] = NAME.exec(key) ?? [];
      if (key === last || number === undefined || hash === undefined) continue;
      last = key;
      yield { region, number: Number(number), hash };
    }
  }
}

/** The key of every version, in order; one that has several comes as often. */
async function* versions({ client, bucket }: Place, Prefix: string): AsyncIterable<string> {
  let page: ListObjectVersionsCommandOutput | null = null;
  do {
    const from = { KeyMarker: page?.NextKeyMarker, VersionIdMarker: page?.NextVersionIdMarker };
    page = await pageOf(client, { Bucket: bucket, Prefix, ...from });
    for (const { Key } of page.Versions ?? []) if (Key !== undefined) yield Key;
  } while (page.IsTruncated === true);
}

async function pageOf(
  client: S3Client,
  request: ListObjectVersionsCommandInput,
): Promise<ListObjectVersionsCommandOutput> {
  try {
    return await client.send(new ListObjectVersionsCommand(request));
  } catch (error) {
    throw awsFault(error);
  }
}

function folderOf(region: string): string {
  return `heads/${region}/`;
}
