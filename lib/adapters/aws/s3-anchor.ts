import {
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { AuditAnchor, KnownHead } from '#app/audit/anchor.ts';
import type { AuditHead } from '#app/audit/chain.ts';
import { awsFault } from './aws-fault.ts';

const NAME = /\/(\d{10})-([0-9a-f]{64})\.json$/;

/**
 * Heads as objects of a locked bucket that should be in another region: `heads/<region>/<number>-<hash>.json`. A name
 * holds all that there is to know, and names are read from the versions, so that a deletion hides no head.
 */
export class S3Anchor implements AuditAnchor {
  readonly #client: S3Client;
  readonly #bucket: string;

  constructor({ client, bucket }: { readonly client: S3Client; readonly bucket: string }) {
    this.#client = client;
    this.#bucket = bucket;
  }

  async publish(region: string, { number, hash, at }: AuditHead): Promise<void> {
    const Key = `${folderOf(region)}${String(number).padStart(10, '0')}-${hash}.json`;
    const Body = JSON.stringify({ region, number, hash, at });
    try {
      await this.#client.send(new PutObjectCommand({ Bucket: this.#bucket, Key, Body }));
    } catch (error) {
      throw awsFault(error);
    }
  }

  async *heads(region: string): AsyncIterable<KnownHead> {
    let last = '';
    for await (const key of this.#versions(folderOf(region))) {
      const [, number, hash] = NAME.exec(key) ?? [];
      if (key === last || number === undefined || hash === undefined) continue;
      last = key;
      yield { region, number: Number(number), hash };
    }
  }

  /** The key of every version, in order; one that has several comes as often. */
  async *#versions(Prefix: string): AsyncIterable<string> {
    let page: ListObjectVersionsCommandOutput | null = null;
    do {
      page = await this.#page(Prefix, page?.NextKeyMarker, page?.NextVersionIdMarker);
      for (const { Key } of page.Versions ?? []) if (Key !== undefined) yield Key;
    } while (page.IsTruncated === true);
  }

  async #page(
    Prefix: string,
    KeyMarker: string | undefined,
    VersionIdMarker: string | undefined,
  ): Promise<ListObjectVersionsCommandOutput> {
    const request = { Bucket: this.#bucket, Prefix, KeyMarker, VersionIdMarker };
    try {
      return await this.#client.send(new ListObjectVersionsCommand(request));
    } catch (error) {
      throw awsFault(error);
    }
  }
}

function folderOf(region: string): string {
  return `heads/${region}/`;
}
