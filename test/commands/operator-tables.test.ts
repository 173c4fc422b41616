import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GlueClient } from '@aws-sdk/client-glue';
import { afterEach, describe, expect, it } from 'vitest';
import { brandId, type DatasetId } from '#core/model/id.ts';
import { OperatorTables } from '../../bin/aws/operator-tables.ts';

const DATASET = brandId<DatasetId>('made-crime');

describe('OperatorTables', () => {
  let server: Server | null = null;
  afterEach(() => server?.close());

  /** Tables of a Glue that refuses everything in this way. */
  async function refusing(type: string): Promise<OperatorTables> {
    const answer = { __type: type, Message: 'Insufficient Lake Formation permission(s)' };
    const started = createServer((_request, response) => {
      response.writeHead(400, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(answer));
    });
    server = started;
    await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
    const client = new GlueClient({
      endpoint: `http://127.0.0.1:${(started.address() as AddressInfo).port}`,
      region: 'eu-west-2',
      credentials: { accessKeyId: 'testing', secretAccessKey: 'testing' },
      maxAttempts: 1,
    });
    return new OperatorTables({ client, database: 'safestats_dev', bucket: 'lake' });
  }

  it('leaves a table to the roles of the product where Lake Formation refuses it, and says so', async () => {
    const tables = await refusing('AccessDeniedException');
    expect(tables.refused).toBe(false);
    await tables.define(DATASET, 'records', { category: 'VARCHAR' });
    expect(tables.refused).toBe(true);
  });

  it('fails for any other refusal', async () => {
    const tables = await refusing('InvalidInputException');
    await expect(tables.define(DATASET, 'records', { category: 'VARCHAR' })).rejects.toThrow();
    expect(tables.refused).toBe(false);
  });
});
