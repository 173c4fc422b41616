import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { type ExportFile, exportHeaders } from '#app/export-link.ts';
import { incomingKey } from '#app/incoming.ts';
import type { Links, UploadTarget } from '#app/links.ts';

const UPLOAD_BEGINS_SECONDS = 15 * 60;
const DAY_SECONDS = 24 * 60 * 60;
const DOWNLOAD_SECONDS = 60;
const TYPE = 'application/octet-stream';

export type PresignedLinksOptions = {
  /**
   * Made with `requestChecksumCalculation: 'WHEN_REQUIRED'`: else an address holds the checksum of an empty file, and
   * S3 takes no other.
   */
  readonly client: S3Client;
  readonly buckets: { readonly ingest: string; readonly exports: string };
  /** Where the explorer is, `https://safestats.example.org`. */
  readonly siteOrigin: string;
};

/** Addresses in S3 that work by themselves for a while, and pages of the site. */
export class PresignedLinks implements Links {
  /** The upload itself, and the scan of the file, may take long after it was begun. */
  readonly uploadSeconds = DAY_SECONDS;
  readonly #client: S3Client;
  readonly #buckets: PresignedLinksOptions['buckets'];
  readonly #siteOrigin: string;

  constructor({ client, buckets, siteOrigin }: PresignedLinksOptions) {
    this.#client = client;
    this.#buckets = buckets;
    this.#siteOrigin = siteOrigin;
  }

  async upload(token: string): Promise<UploadTarget> {
    if ((await this.#client.config.requestChecksumCalculation()) !== 'WHEN_REQUIRED')
      throw new Error('the client would sign the checksum of an empty file');
    const command = new PutObjectCommand({
      Bucket: this.#buckets.ingest,
      Key: incomingKey(token),
      ContentType: TYPE,
    });
    const url = await getSignedUrl(this.#client, command, {
      expiresIn: UPLOAD_BEGINS_SECONDS,
      signableHeaders: new Set(['content-type']),
    });
    return { method: 'PUT', url, headers: { 'content-type': TYPE } };
  }

  /** An address of a file, for a minute, under which it is saved as what it is called. */
  download({ key, fileName }: ExportFile): Promise<string> {
    const { type, disposition } = exportHeaders(fileName);
    const command = new GetObjectCommand({
      Bucket: this.#buckets.exports,
      Key: key,
      ResponseContentType: type,
      ResponseContentDisposition: disposition,
      ResponseCacheControl: 'private, no-store',
    });
    return getSignedUrl(this.#client, command, { expiresIn: DOWNLOAD_SECONDS });
  }

  /** The user pool knows who was invited by their address, so that the page needs no secret. */
  invitation(): string {
    return `${this.#siteOrigin}/invitation`;
  }

  page(path: string): string {
    return `${this.#siteOrigin}${path}`;
  }
}
