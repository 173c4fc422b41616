import { S3Client } from '@aws-sdk/client-s3';
import { afterAll } from 'vitest';
import { S3ObjectStore } from '#adapters/aws/s3-objects.ts';
import { makeMotoStore, motoClient } from '#test/support/moto.ts';
import { objectsContract } from '../contract/objects.ts';

const client = new S3Client(motoClient());
afterAll(() => client.destroy());

objectsContract('S3ObjectStore', async () => {
  const { buckets, close } = await makeMotoStore();
  return { subject: new S3ObjectStore({ client, buckets }), dispose: async () => close() };
});
