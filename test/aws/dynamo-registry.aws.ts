import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll } from 'vitest';
import { DynamoRegistry } from '#adapters/aws/dynamo-registry.ts';
import { makeTable, motoClient } from '#test/support/moto.ts';
import { registryContract } from '../contract/registry.ts';

const client = new DynamoDBClient(motoClient());
afterAll(() => client.destroy());

registryContract('DynamoRegistry', async () => {
  const table = await makeTable(client, `registry-${randomUUID()}`);
  return {
    subject: {
      registry: new DynamoRegistry({ client, table }),
      again: async () => new DynamoRegistry({ client: new DynamoDBClient(motoClient()), table }),
    },
    dispose: async () => undefined,
  };
});
