import {
  DeleteObjectCommand,
  GetObjectTaggingCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import type { Cloud } from '../cloud.ts';
import { type Clock, type Finding, waitFor } from '../probe.ts';

const SCAN = { everyMs: 10_000, forMs: 10 * 60_000 } as const;
/** Time control promises a quarter of an hour; seconds are usual. */
const COPY = { everyMs: 5_000, forMs: 5 * 60_000 } as const;

/**
 * A file of a probe in the ingest bucket of the primary region. It lies in no agency's folder, so that no delivery comes of
 * it: where it is clean, the function that takes files over answers with a report beside it.
 */
export class DroppedFile {
  readonly bucket: string;
  readonly key: string;
  readonly #cloud: Cloud;
  readonly #clock: Clock;

  constructor(cloud: Cloud, clock: Clock, name: string) {
    this.#cloud = cloud;
    this.#clock = clock;
    this.key = `ingest/${name}`;
    this.bucket = cloud.names.bucket('ingest', cloud.regions[0]);
  }

  /** Lays the file down, has `work` look at it, and takes it and its copy away again, whatever happens. */
  async during(body: string, work: () => Promise<Finding>): Promise<Finding> {
    const { s3 } = this.#cloud.in(this.#cloud.regions[0]);
    await s3.send(new PutObjectCommand({ Bucket: this.bucket, Key: this.key, Body: body }));
    let left: string | null = null;
    let finding: Finding;
    try {
      finding = await work();
    } finally {
      left = await this.#remove();
    }
    return left === null ? finding : { ...finding, measured: `${finding.measured}; ${left}` };
  }

  /** What the scan says of it; null = nothing in ten minutes. */
  scanned(): Promise<string | null> {
    const { s3 } = this.#cloud.in(this.#cloud.regions[0]);
    return waitFor(this.#clock, SCAN, async () => {
      const which = { Bucket: this.bucket, Key: this.key };
      const { TagSet = [] } = await s3.send(new GetObjectTaggingCommand(which));
      return TagSet.find(({ Key }) => Key === 'GuardDutyMalwareScanStatus')?.Value ?? null;
    });
  }

  /** Whether there is an object of this name, as a listing says; null = not in ten minutes. */
  listed(key: string): Promise<true | null> {
    const { s3 } = this.#cloud.in(this.#cloud.regions[0]);
    return waitFor(this.#clock, SCAN, async () => {
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: this.bucket, Prefix: key }));
      return Contents.some(({ Key }) => Key === key) ? true : null;
    });
  }

  /** Every version of the file, and of what lies beside it, in both regions. Says what may be left. */
  async #remove(): Promise<string | null> {
    const [here, there] = this.#cloud.regions;
    const copied = await waitFor(this.#clock, COPY, async () =>
      (await this.#versions(there)).length >= (await this.#versions(here)).length ? true : null,
    );
    for (const region of this.#cloud.regions) {
      const Bucket = this.#cloud.names.bucket('ingest', region);
      for (const { Key, VersionId } of await this.#versions(region))
        await this.#cloud.in(region).s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId }));
    }
    return copied === null
      ? `its copy had not come to ${there} in five minutes: remove ${this.key} there`
      : null;
  }

  async #versions(region: string) {
    const Bucket = this.#cloud.names.bucket('ingest', region);
    const command = new ListObjectVersionsCommand({ Bucket, Prefix: this.key });
    const { Versions = [], DeleteMarkers = [] } = await this.#cloud.in(region).s3.send(command);
    return [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key, VersionId }));
  }
}
