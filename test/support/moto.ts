import { randomUUID } from 'node:crypto';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  CreateBucketCommand,
  PutBucketVersioningCommand,
  PutObjectLockConfigurationCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { inject } from 'vitest';

export const REGION = 'eu-west-2';
export const OTHER_REGION = 'eu-west-1';

/** Everything of the product that lies in AWS, empty, under names of its own. */
export type MotoStore = {
  readonly dynamo: DynamoDBClient;
  readonly s3: S3Client;
  readonly sqs: SQSClient;
  readonly table: string;
  readonly buckets: Readonly<Record<'lake' | 'ingest' | 'exports' | 'audit', string>>;
  /** In the other region, with a client for it. */
  readonly anchor: { readonly s3: S3Client; readonly bucket: string };
  /** First in, first out. */
  readonly deliveryQueueUrl: string;
  /** Ends the clients; what was made stays in the emulator until another file begins. */
  readonly close: () => void;
};

/** Where the emulator of this worker is. */
export function motoUrl(): string {
  const urls = inject('motoUrls');
  return urls[(Number(process.env['VITEST_POOL_ID'] ?? 1) - 1) % urls.length] ?? '';
}

/** Options of any AWS client that talks to the emulator of this suite. */
export function motoClient(region = REGION) {
  return {
    endpoint: motoUrl(),
    region,
    credentials: { accessKeyId: 'testing', secretAccessKey: 'testing' },
    forcePathStyle: true,
  };
}

/** What a function's environment says of where AWS is, for handlers that make their own clients. */
export function motoEnvironment(region = REGION): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: motoUrl(),
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: 'testing',
    AWS_SECRET_ACCESS_KEY: 'testing',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
}

/** Makes a registry table, buckets and a delivery queue that nobody else uses. */
export async function makeMotoStore(): Promise<MotoStore> {
  const name = `test-${randomUUID()}`;
  const dynamo = new DynamoDBClient(motoClient());
  const s3 = new S3Client(motoClient());
  const sqs = new SQSClient(motoClient());
  const anchor = { s3: new S3Client(motoClient(OTHER_REGION)), bucket: `${name}-anchor` };
  const table = await makeTable(dynamo, name);
  const buckets = {
    lake: await makeBucket(s3, `${name}-lake`),
    ingest: await makeBucket(s3, `${name}-ingest`),
    exports: await makeBucket(s3, `${name}-exports`),
    audit: await makeLockedBucket(s3, `${name}-audit`),
  };
  await makeLockedBucket(anchor.s3, anchor.bucket, OTHER_REGION);
  const deliveryQueueUrl = await makeFifoQueue(sqs, name);
  const close = () => {
    for (const client of [dynamo, s3, sqs, anchor.s3]) client.destroy();
  };
  return { dynamo, s3, sqs, table, buckets, anchor, deliveryQueueUrl, close };
}

/** Makes a table with the keys of the registry and a stream; returns its name. */
export async function makeTable(client: DynamoDBClient, name: string): Promise<string> {
  await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'partition', AttributeType: 'S' },
        { AttributeName: 'sort', AttributeType: 'S' },
      ],
      KeySchema: [
        { AttributeName: 'partition', KeyType: 'HASH' },
        { AttributeName: 'sort', KeyType: 'RANGE' },
      ],
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    }),
  );
  return name;
}

/** Makes a bucket that keeps versions; returns its name. */
export async function makeBucket(client: S3Client, name: string, region = REGION): Promise<string> {
  await client.send(new CreateBucketCommand({ Bucket: name, ...located(region) }));
  const VersioningConfiguration = { Status: 'Enabled' } as const;
  await client.send(new PutBucketVersioningCommand({ Bucket: name, VersioningConfiguration }));
  return name;
}

/** Makes a bucket whose objects are locked for a day in governance mode; returns its name. */
export async function makeLockedBucket(client: S3Client, name: string, region = REGION): Promise<string> {
  await client.send(
    new CreateBucketCommand({ Bucket: name, ObjectLockEnabledForBucket: true, ...located(region) }),
  );
  await client.send(
    new PutObjectLockConfigurationCommand({
      Bucket: name,
      ObjectLockConfiguration: {
        ObjectLockEnabled: 'Enabled',
        Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 1 } },
      },
    }),
  );
  return name;
}

/** Makes a FIFO queue; returns its URL. */
export async function makeFifoQueue(client: SQSClient, name: string): Promise<string> {
  const Attributes = { FifoQueue: 'true', VisibilityTimeout: '60' };
  const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName: `${name}.fifo`, Attributes }));
  if (QueueUrl === undefined) throw new Error('the emulator made no queue');
  return QueueUrl;
}

function located(region: string) {
  return {
    CreateBucketConfiguration: { LocationConstraint: region === OTHER_REGION ? OTHER_REGION : REGION },
  } as const;
}
