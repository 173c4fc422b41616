import { DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DynamoRegistry } from '#adapters/aws/dynamo-registry.ts';
import { S3DeliveryWorker } from '#adapters/aws/s3-delivery-worker.ts';
import { S3ObjectStore } from '#adapters/aws/s3-objects.ts';
import { DeliveryMessageSchema, SqsDeliveryQueue } from '#adapters/aws/sqs-delivery-queue.ts';
import { ForkedDeliveryWorker } from '#adapters/duckdb/ingest/forked-worker.ts';
import { WorkDatabase } from '#adapters/duckdb/ingest/work-database.ts';
import { FolderObjectStore } from '#adapters/local/folder-objects.ts';
import { readRejections } from '#app/ingest/deliveries.ts';
import { processDelivery } from '#app/ingest/process.ts';
import { receiveDelivery } from '#app/ingest/receive.ts';
import type { IngestPlatform, Platform } from '#app/ports.ts';
import { currentManifest } from '#app/publication/manifest-store.ts';
import { withdrawDelivery } from '#app/publication/withdraw.ts';
import { type Manifest, recordsOf } from '#core/model/manifest.ts';
import { type MotoStore, makeMotoStore } from '#test/support/moto.ts';
import {
  bodyOf,
  EAST,
  MADE_CRIME,
  type Made,
  made,
  makePlatform,
  SUPER_ADMIN,
  WEST,
} from '../app/ingest/made-platform.ts';
import { type MadeFolder, makeFolder } from './made-folder.ts';

const DATASET = MADE_CRIME.id;
const MAY = made(
  `a,2018-05,Met,${WEST},Theft,1`,
  `b,2018-05,Met,${EAST},Robbery,2`,
  `c,2018-05,City,${EAST},Theft,3`,
  `d,2018-05,Met,${WEST},Theft,many`,
  'e,2018-05,Met,,,Theft,',
);
const MAY_AGAIN = made(`a,2018-05,Met,${WEST},Robbery,1`, `f,2018-05,Met,${WEST},Theft,4`);

let store: MotoStore;
let scratch: MadeFolder;
let aws: Made;
let local: Made;

/** Draws the same perturbations on both. */
async function shareSecret({ registry }: Platform): Promise<void> {
  const value = { hex: 'ab'.repeat(32) };
  await registry.transact([{ kind: 'put', partition: 'secret', sort: 'record-key', value, expected: 0 }]);
}

beforeEach(async () => {
  store = await makeMotoStore();
  scratch = await makeFolder();
  const objects = new S3ObjectStore({ client: store.s3, buckets: store.buckets });
  const inner = new ForkedDeliveryWorker(scratch.path);
  aws = await makePlatform({
    stores: { registry: new DynamoRegistry({ client: store.dynamo, table: store.table }), objects },
    worker: new S3DeliveryWorker({ objects, folder: scratch.path, inner }),
  });
  local = await makePlatform();
  for (const { platform } of [aws, local]) await shareSecret(platform);
});
afterEach(async () => {
  await aws.close();
  await local.close();
  await scratch.remove();
  store.close();
});

async function published({ platform }: Made): Promise<Manifest> {
  const manifest = await currentManifest(platform, DATASET);
  if (manifest === null) throw new Error('nothing is published');
  return manifest;
}

/** Every row and column of the current publication, read from its objects. */
async function rowsOf(at: Made): Promise<readonly unknown[]> {
  const folder = await makeFolder();
  const objects = new FolderObjectStore(folder.path);
  const database = await WorkDatabase.open(folder.path);
  try {
    const rows: unknown[] = [];
    for (const { key } of recordsOf(await published(at)).flatMap(({ files }) => files)) {
      await objects.put(key, (await at.platform.objects.get(key)) ?? '');
      rows.push(
        ...(await database.rows(`FROM read_parquet('${objects.pathOf(key)}', hive_partitioning = false)`)),
      );
    }
    return rows;
  } finally {
    database.close();
    await folder.remove();
  }
}

/** What a publication says, without what differs from one run to another. */
function plain({ periods, deliveries, rows }: Manifest) {
  return {
    rows,
    deliveries: deliveries.map(({ number }) => number),
    periods: periods.map(({ period, rows: count, files }) => ({
      period,
      count,
      files: files.map(({ bytes, sha256 }) => ({ bytes, sha256 })),
    })),
  };
}

describe('a delivery on AWS', () => {
  it('is published with the rows and the bytes of one on one machine', async () => {
    for (const [name, body] of [
      ['2018-05-a.csv', MAY],
      ['2018-05-b.csv', MAY_AGAIN],
      ['2018-05-b.csv', MAY_AGAIN],
      ['2018-06-a.csv', 'no,such,columns\n1,2,3\n'],
    ] as const) {
      const here = await local.deliver(name, body);
      const there = await aws.deliver(name, body);
      expect(there.state).toBe(here.state);
      expect(there.report).toEqual(here.report);
      expect(there.faults).toEqual(here.faults);
    }
    expect(await rowsOf(aws)).toEqual(await rowsOf(local));
    expect(await rowsOf(aws)).toHaveLength(3);
    expect(plain(await published(aws))).toEqual(plain(await published(local)));
    expect(await scratch.files()).toEqual([]);
  });

  it('gives its rejected rows, and its earlier rows again when a later delivery is withdrawn', async () => {
    await aws.deliver('2018-05-a.csv', MAY);
    const before = await rowsOf(aws);
    const parts: Uint8Array[] = [];
    for await (const part of await readRejections(aws.platform, SUPER_ADMIN, DATASET, 1)) parts.push(part);
    expect(Buffer.concat(parts).toString()).toBe('row,field,reason\n4,value,NUMBER_INVALID\n');
    await aws.deliver('2018-05-b.csv', MAY_AGAIN);
    expect(await rowsOf(aws)).not.toEqual(before);
    await withdrawDelivery(aws.ingest.platform, SUPER_ADMIN, DATASET, 2);
    expect(await rowsOf(aws)).toEqual(before);
  });

  it('goes through the queue, and is processed once though two functions get it', async () => {
    const queue = new SqsDeliveryQueue({ client: store.sqs, queueUrl: store.deliveryQueueUrl });
    const platform: IngestPlatform = { ...aws.ingest.platform, queue };
    const received = await receiveDelivery(platform, SUPER_ADMIN, {
      dataset: DATASET,
      fileName: '2018-05-a.csv',
      body: bodyOf(MAY),
      source: 'upload',
    });
    expect(received.state).toBe('received');
    const { Messages: [message] = [] } = await store.sqs.send(
      new ReceiveMessageCommand({ QueueUrl: store.deliveryQueueUrl }),
    );
    const { dataset, number } = DeliveryMessageSchema.parse(JSON.parse(message?.Body ?? ''));
    const outcomes = await Promise.all(
      [1, 2].map(() => processDelivery(platform, dataset, number, { waitMs: 30_000 })),
    );
    expect(outcomes.map(({ state }) => state)).toEqual(['published', 'published']);
    await store.sqs.send(
      new DeleteMessageCommand({
        QueueUrl: store.deliveryQueueUrl,
        ReceiptHandle: message?.ReceiptHandle,
      }),
    );
    const { deliveries, periods } = await published(aws);
    expect(deliveries.map((one) => one.number)).toEqual([1]);
    const kept = periods.flatMap(({ files }) => files.map(({ key }) => key)).sort();
    expect(await platform.objects.list(`lake/${DATASET}/`)).toEqual(kept);
  });
});
