import { ListedObjects } from '#adapters/aws/listed-objects.ts';
import { makeMotoStore } from '#test/support/moto.ts';
import { objectsContract } from '../contract/objects.ts';

objectsContract('ListedObjects', async () => {
  const { s3, buckets, close } = await makeMotoStore();
  return { subject: new ListedObjects({ client: s3, buckets }), dispose: async () => close() };
});
