import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { GetBucketVersioningCommand, GetObjectLockConfigurationCommand } from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MotoStore, makeMotoStore } from '#test/support/moto.ts';

let store: MotoStore;

beforeAll(async () => {
  store = await makeMotoStore();
});
afterAll(() => store.close());

describe('makeMotoStore()', () => {
  it('makes a table with the keys of the registry and a stream', async () => {
    const { Table } = await store.dynamo.send(new DescribeTableCommand({ TableName: store.table }));
    expect(Table?.KeySchema?.map(({ AttributeName }) => AttributeName)).toEqual(['partition', 'sort']);
    expect(Table?.StreamSpecification?.StreamEnabled).toBe(true);
  });

  it('makes buckets that keep versions, those of the audit locked', async () => {
    const { lake, ingest, exports, audit } = store.buckets;
    for (const Bucket of [lake, ingest, exports, audit]) {
      expect((await store.s3.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe('Enabled');
    }
    for (const [s3, Bucket] of [
      [store.s3, audit],
      [store.anchor.s3, store.anchor.bucket],
    ] as const) {
      const { ObjectLockConfiguration } = await s3.send(new GetObjectLockConfigurationCommand({ Bucket }));
      expect(ObjectLockConfiguration?.Rule?.DefaultRetention?.Days).toBe(1);
    }
  });

  it('makes a queue that keeps the order', async () => {
    const { Attributes } = await store.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: store.deliveryQueueUrl, AttributeNames: ['FifoQueue'] }),
    );
    expect(Attributes?.['FifoQueue']).toBe('true');
  });
});
