import { randomUUID } from 'node:crypto';
import {
  type DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import type { Registry, RegistryItem, RegistryWrite } from '#app/ports.ts';
import { boundedWrites, checkRegistryKey } from '#app/registry-bounds.ts';
import { awsFault, pauseBefore } from './aws-fault.ts';
import { cancellationOf } from './dynamo-cancellation.ts';
import { type Attributes, keyOf, registryItemOf, writeOf } from './dynamo-item.ts';

const ATTEMPTS = 8;
const MOST_IN_PAGE = 10_000;

type ListOptions = NonNullable<Parameters<Registry['list']>[1]>;
type Page = { readonly items: readonly Attributes[]; readonly next: Attributes | null };

/**
 * A registry in one DynamoDB table. Reads are consistent. A transaction that meets another one is repeated for a second
 * or two. One whose answer was lost is sent again by the client under the same token, so that it counts once.
 */
export class DynamoRegistry implements Registry {
  readonly #client: DynamoDBClient;
  readonly #table: string;

  constructor({ client, table }: { readonly client: DynamoDBClient; readonly table: string }) {
    this.#client = client;
    this.#table = table;
  }

  async get<Value>(partition: string, sort: string): Promise<RegistryItem<Value> | null> {
    checkRegistryKey(partition, sort);
    const command = new GetItemCommand({
      TableName: this.#table,
      Key: keyOf(partition, sort),
      ConsistentRead: true,
    });
    try {
      const { Item } = await this.#client.send(command);
      return Item === undefined ? null : registryItemOf<Value>(Item);
    } catch (error) {
      throw awsFault(error);
    }
  }

  async list<Value>(partition: string, options: ListOptions = {}): Promise<readonly RegistryItem<Value>[]> {
    const { limit = 100 } = options;
    checkRegistryKey(partition, options.prefix ?? '');
    checkRegistryKey(partition, options.after ?? '');
    const items: RegistryItem<Value>[] = [];
    for (let from = firstOf(partition, options); from !== null && items.length < limit; ) {
      const page = await this.#page(partition, options, from, limit - items.length);
      items.push(...page.items.map((item) => registryItemOf<Value>(item)));
      from = page.next;
    }
    return items;
  }

  async transact(writes: readonly RegistryWrite[]): Promise<void> {
    const TransactItems = boundedWrites(writes).map((one) => writeOf(this.#table, one));
    if (TransactItems.length === 0) return;
    for (let attempt = 0; ; attempt++) {
      const ClientRequestToken = randomUUID();
      try {
        await this.#client.send(new TransactWriteItemsCommand({ TransactItems, ClientRequestToken }));
        return;
      } catch (error) {
        if (!(error instanceof TransactionCanceledException)) throw awsFault(error);
        const { passes, fault } = cancellationOf(writes, error);
        if (!passes || attempt + 1 >= ATTEMPTS) throw fault;
      }
      await pauseBefore(attempt);
    }
  }

  /** Nothing is pending; the client belongs to whoever made it. */
  async close(): Promise<void> {}

  async #page(
    partition: string,
    { prefix = '', descending = false }: ListOptions,
    from: Attributes | undefined,
    limit: number,
  ): Promise<Page> {
    const command = new QueryCommand({
      TableName: this.#table,
      ...whichOf(partition, prefix),
      ExclusiveStartKey: from,
      Limit: Math.min(limit, MOST_IN_PAGE),
      ScanIndexForward: !descending,
      ConsistentRead: true,
    });
    try {
      const { Items = [], LastEvaluatedKey } = await this.#client.send(command);
      return { items: Items, next: LastEvaluatedKey ?? null };
    } catch (error) {
      throw awsFault(error);
    }
  }
}

/** DynamoDB refuses an empty prefix. */
function whichOf(partition: string, prefix: string) {
  const names = { '#partition': 'partition' };
  const values = { ':partition': { S: partition } };
  return prefix === ''
    ? {
        KeyConditionExpression: '#partition = :partition',
        ExpressionAttributeNames: names,
        ExpressionAttributeValues: values,
      }
    : {
        KeyConditionExpression: '#partition = :partition AND begins_with(#sort, :prefix)',
        ExpressionAttributeNames: { ...names, '#sort': 'sort' },
        ExpressionAttributeValues: { ...values, ':prefix': { S: prefix } },
      };
}

/**
 * Where a list begins: after a key, at the first (undefined), or nowhere (null). DynamoDB refuses to begin after a key
 * that lies outside of what is asked for.
 */
function firstOf(
  partition: string,
  { prefix = '', after, descending = false }: ListOptions,
): Attributes | undefined | null {
  if (after === undefined) return undefined;
  if (after.startsWith(prefix)) return keyOf(partition, after);
  const isBefore = Buffer.compare(Buffer.from(after), Buffer.from(prefix)) < 0;
  return isBefore === descending ? null : undefined;
}
