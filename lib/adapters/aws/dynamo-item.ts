import type { AttributeValue, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { RegistryItem } from '#app/ports.ts';
import type { BoundedWrite } from '#app/registry-bounds.ts';

/** DynamoDB takes no empty key. No sort key of the registry contains NUL, and nothing comes before it. */
const EMPTY_SORT = '\0';

/** An item as DynamoDB and its stream give it. */
export type Attributes = Record<string, AttributeValue>;

/** The key of an item in the table: `partition` and `sort`. */
export function keyOf(partition: string, sort: string): Attributes {
  return { partition: { S: partition }, sort: { S: sort === '' ? EMPTY_SORT : sort } };
}

/** An item of the table or an image of its stream as the registry gives it. */
export function registryItemOf<Value>(attributes: Attributes): RegistryItem<Value> {
  const { partition, sort, version, value } = attributes;
  if (
    partition?.S === undefined ||
    sort?.S === undefined ||
    version?.N === undefined ||
    value?.S === undefined
  )
    throw new Error('an item of the table is none of the registry');
  return {
    partition: partition.S,
    sort: sort.S === EMPTY_SORT ? '' : sort.S,
    version: Number(version.N),
    value: JSON.parse(value.S) as Value,
  };
}

/** A write as DynamoDB takes it; the table itself counts the version up. */
export function writeOf(table: string, { write, json }: BoundedWrite): TransactWriteItem {
  const at = { TableName: table, Key: keyOf(write.partition, write.sort) };
  if (write.kind === 'check') return { ConditionCheck: { ...at, ...conditionOf(write.expected) } };
  const condition = write.expected === null ? null : conditionOf(write.expected);
  if (json === null) return { Delete: { ...at, ...condition } };
  return {
    Update: {
      ...at,
      ...condition,
      UpdateExpression: 'SET #version = if_not_exists(#version, :none) + :one, #value = :value',
      ExpressionAttributeNames: { '#version': 'version', '#value': 'value' },
      ExpressionAttributeValues: {
        ...condition?.ExpressionAttributeValues,
        ':none': { N: '0' },
        ':one': { N: '1' },
        ':value': { S: json },
      },
    },
  };
}

function conditionOf(expected: number) {
  const ExpressionAttributeNames = { '#version': 'version' };
  if (expected === 0)
    return { ConditionExpression: 'attribute_not_exists(#version)', ExpressionAttributeNames };
  return {
    ConditionExpression: '#version = :expected',
    ExpressionAttributeNames,
    ExpressionAttributeValues: { ':expected': { N: String(expected) } },
  };
}
