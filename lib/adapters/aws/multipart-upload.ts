import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { Target } from './bucket-route.ts';

const AT_ONCE = 4;
const ChecksumAlgorithm = 'CRC32';

/** An object that is written in parts and appears when it is complete; whoever begins one completes or aborts it. */
export class MultipartUpload {
  readonly #client: S3Client;
  readonly #target: Target & { readonly UploadId: string };
  readonly #parts: Promise<CompletedPart>[] = [];

  private constructor(client: S3Client, target: Target & { readonly UploadId: string }) {
    this.#client = client;
    this.#target = target;
  }

  static async begin(client: S3Client, target: Target): Promise<MultipartUpload> {
    const { UploadId } = await client.send(
      new CreateMultipartUploadCommand({ ...target, ChecksumAlgorithm }),
    );
    if (UploadId === undefined) throw new Error('an upload was begun without an id');
    return new MultipartUpload(client, { ...target, UploadId });
  }

  /** Takes the next part on, which has at least 5 MiB unless it is the last; waits while four are under way. */
  async add(body: Uint8Array): Promise<void> {
    const part = this.#upload(this.#parts.length + 1, body);
    part.catch(() => undefined);
    this.#parts.push(part);
    await this.#parts.at(-AT_ONCE);
  }

  async complete(): Promise<void> {
    const Parts = await Promise.all(this.#parts);
    await this.#client.send(
      new CompleteMultipartUploadCommand({ ...this.#target, MultipartUpload: { Parts } }),
    );
  }

  /** Lets go of what was uploaded. */
  async abort(): Promise<void> {
    await Promise.allSettled(this.#parts);
    await this.#client.send(new AbortMultipartUploadCommand(this.#target));
  }

  async #upload(PartNumber: number, Body: Uint8Array): Promise<CompletedPart> {
    const { ETag, ChecksumCRC32 } = await this.#client.send(
      new UploadPartCommand({ ...this.#target, PartNumber, Body, ChecksumAlgorithm }),
    );
    return { PartNumber, ETag, ChecksumCRC32 };
  }
}
