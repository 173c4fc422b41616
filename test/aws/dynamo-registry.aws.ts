import { randomUUID } from 'node:crypto';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { registryItemOf } from '#adapters/aws/dynamo-item.ts';
import { DynamoRegistry } from '#adapters/aws/dynamo-registry.ts';
import type { RegistryWrite } from '#app/ports.ts';
import { type Fate, type FaultyProxy, type Passing, startFaultyProxy } from '#test/support/faulty-proxy.ts';
import { makeTable, motoClient, motoUrl } from '#test/support/moto.ts';
import { registryContract } from '../contract/registry.ts';

const client = new DynamoDBClient(motoClient());
afterAll(() => client.destroy());

registryContract('DynamoRegistry', async () => {
  const table = await makeTable(client, `registry-${randomUUID()}`);
  return {
    subject: {
      registry: new DynamoRegistry({ client, table }),
      again: async () => new DynamoRegistry({ client, table }),
    },
    dispose: async () => undefined,
  };
});

/** The shape in which DynamoDB tells of a cancelled transaction, as its API reference gives it. */
function cancelled(...codes: readonly string[]): Fate {
  return answer(400, 'TransactionCanceledException', {
    Message: `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes.join(', ')}]`,
    CancellationReasons: codes.map((Code) => (Code === 'None' ? { Code } : { Code, Message: 'a reason' })),
  });
}

function answer(status: number, name: string, more: Readonly<Record<string, unknown>> = {}): Fate {
  return {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: JSON.stringify({
      __type: `com.amazonaws.dynamodb.v20120810#${name}`,
      message: 'a message',
      ...more,
    }),
  };
}

describe('DynamoRegistry({ client, table })', () => {
  const write = (sort: string, expected: number | null = 0): RegistryWrite => ({
    kind: 'put',
    partition: 'p',
    sort,
    value: sort,
    expected,
  });
  let table = '';
  let proxy: FaultyProxy | null = null;
  let faulty: DynamoDBClient | null = null;
  beforeEach(async () => {
    table = await makeTable(client, `registry-${randomUUID()}`);
  });
  afterEach(async () => {
    faulty?.destroy();
    await proxy?.close();
  });

  async function behind(fateOf: (request: Passing, number: number) => Fate): Promise<DynamoRegistry> {
    proxy = await startFaultyProxy(motoUrl(), fateOf);
    faulty = new DynamoDBClient({ ...motoClient(), endpoint: proxy.url });
    return new DynamoRegistry({ client: faulty, table });
  }
  const tokens = () => (proxy?.seen ?? []).map(({ body }) => JSON.parse(body).ClientRequestToken);

  it.each(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'])(
    'repeats under a new token what was cancelled for %s',
    async (code) => {
      const registry = await behind((_request, number) => (number <= 3 ? cancelled('None', code) : 'pass'));
      await registry.transact([write('1'), write('2')]);
      expect(new Set(tokens()).size).toBe(4);
      expect(await registry.get('p', '2')).toMatchObject({ version: 1, value: '2' });
    },
  );

  it('fails with CONFLICT when another transaction never lets go of an item whose version counts', async () => {
    const registry = await behind(() => cancelled('None', 'TransactionConflict'));
    await expect(registry.transact([write('1'), write('2', 7)])).rejects.toMatchObject({
      code: 'CONFLICT',
      details: { moved: true, partition: 'p', sort: '2' },
    });
    expect(proxy?.seen).toHaveLength(8);
  });

  it('fails with UNAVAILABLE when only an item is held whose version does not count', async () => {
    const registry = await behind(() => cancelled('None', 'TransactionConflict'));
    const outcome = registry.transact([write('1'), write('2', null)]);
    await expect(outcome).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('blames the version and repeats nothing when another item was held as well', async () => {
    const registry = await behind(() => cancelled('TransactionConflict', 'ConditionalCheckFailed'));
    await expect(registry.transact([write('1'), write('2')])).rejects.toMatchObject({
      code: 'CONFLICT',
      details: { sort: '2' },
    });
    expect(proxy?.seen).toHaveLength(1);
  });

  it('says nothing of the store when a transaction is refused as wrong', async () => {
    const registry = await behind(() => cancelled('ValidationError'));
    await expect(registry.transact([write('1')])).rejects.toMatchObject({
      name: 'TransactionCanceledException',
    });
  });

  it('sends a write whose answer was lost again under the same token', async () => {
    const registry = await behind((_request, number) => (number === 1 ? 'lose-answer' : 'pass'));
    await registry.transact([write('1', null)]);
    expect(tokens()).toHaveLength(2);
    expect(new Set(tokens()).size).toBe(1);
  });

  it('waits under the same token for a transaction that is still in progress', async () => {
    const registry = await behind((_request, number) =>
      number <= 2 ? answer(400, 'TransactionInProgressException') : 'pass',
    );
    await registry.transact([write('1')]);
    expect(new Set(tokens()).size).toBe(1);
    expect(await registry.get('p', '1')).toMatchObject({ version: 1 });
  });

  it.each([
    ['throttled', answer(400, 'ProvisionedThroughputExceededException')],
    ['broken', answer(500, 'InternalServerError')],
    ['not there', 'lose-answer'],
  ] as const)('fails with UNAVAILABLE when DynamoDB is %s', async (_word, fate) => {
    const registry = await behind(() => fate);
    await expect(registry.get('p', '1')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(registry.list('p')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(registry.transact([write('1', null)])).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('does not hide a table that is missing or closed to it behind UNAVAILABLE', async () => {
    const registry = new DynamoRegistry({ client, table: 'absent' });
    await expect(registry.get('p', '1')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    const closed = await behind(() => answer(400, 'AccessDeniedException'));
    await expect(closed.list('p')).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  it('reads on when DynamoDB gives less than was asked for', async () => {
    const registry = await behind(() => 'pass');
    const large = 'x'.repeat(390_000);
    const sorts = Array.from({ length: 9 }, (_, i) => `s${i}`);
    for (const sort of sorts)
      await registry.transact([{ kind: 'put', partition: 'p', sort, value: large, expected: 0 }]);
    const before = proxy?.seen.length ?? 0;
    expect((await registry.list('p', { prefix: 's' })).map(({ sort }) => sort)).toEqual(sorts);
    expect((proxy?.seen.length ?? 0) - before).toBeGreaterThan(2);
  });

  it('counts on what was there at every moment when many count without saying from where', async () => {
    const registry = new DynamoRegistry({ client, table });
    await Promise.all(Array.from({ length: 30 }, () => registry.transact([write('counter', null)])));
    expect((await registry.get('p', 'counter'))?.version).toBe(30);
  });

  it('asks to read what was last written', async () => {
    const registry = await behind(() => 'pass');
    await registry.get('p', '1');
    await registry.list('p');
    expect(proxy?.seen.map(({ body }) => JSON.parse(body).ConsistentRead)).toEqual([true, true]);
  });

  it('fails for an item that it did not write', async () => {
    const Item = { partition: { S: 'p' }, sort: { S: 's' }, other: { S: 'x' } };
    await client.send(new PutItemCommand({ TableName: table, Item }));
    await expect(new DynamoRegistry({ client, table }).list('p')).rejects.toThrow('none of the registry');
  });
});

describe('registryItemOf(attributes)', () => {
  it('reads an image of the stream, also one whose sort key is empty', () => {
    const image = {
      partition: { S: 'p' },
      sort: { S: '\0' },
      version: { N: '3' },
      value: { S: '{"a":[1]}' },
    };
    expect(registryItemOf(image)).toEqual({ partition: 'p', sort: '', version: 3, value: { a: [1] } });
  });
});
