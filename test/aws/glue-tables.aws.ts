import { randomUUID } from 'node:crypto';
import {
  CreateDatabaseCommand,
  GetPartitionCommand,
  GetTableCommand,
  GlueClient,
} from '@aws-sdk/client-glue';
import { expect, it } from 'vitest';
import { GlueTables } from '#adapters/aws/glue-tables.ts';
import { brandId } from '#core/model/id.ts';
import { tableName } from '#core/sql/trino.ts';
import { tablesContract } from '#test/contract/tables.ts';
import { motoClient } from '#test/support/moto.ts';

const BUCKET = 'safestats-test-lake';

/** A database that nobody else uses, and the tables in it. */
async function makeDatabase() {
  const client = new GlueClient(motoClient());
  const database = `test_${randomUUID().replaceAll('-', '')}`;
  await client.send(new CreateDatabaseCommand({ DatabaseInput: { Name: database } }));
  const tableOf = async (dataset: string) => {
    const Name = tableName({ dataset, kind: 'records' });
    const command = new GetTableCommand({ DatabaseName: database, Name });
    return (await orNull(client.send(command)))?.Table ?? null;
  };
  const partitionOf = async (dataset: string, period: string, v: string) => {
    const TableName = tableName({ dataset, kind: 'records' });
    const command = new GetPartitionCommand({
      DatabaseName: database,
      TableName,
      PartitionValues: [period, v],
    });
    return (await orNull(client.send(command)))?.Partition ?? null;
  };
  const tables = new GlueTables({ client, database, bucket: BUCKET });
  return { client, database, tables, tableOf, partitionOf };
}

async function orNull<Value>(asked: Promise<Value>): Promise<Value | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Error && error.name === 'EntityNotFoundException') return null;
    throw error;
  }
}

tablesContract('Glue', async () => {
  const { client, tables, tableOf, partitionOf } = await makeDatabase();
  const subject = {
    tables,
    columnsOf: async (dataset: string) => {
      const table = await tableOf(dataset);
      return table === null
        ? null
        : (table.StorageDescriptor?.Columns ?? []).map(({ Name, Type }) => `${Name} ${Type}`);
    },
    partitionColumnsOf: async (dataset: string, period: string, v: string) => {
      const partition = await partitionOf(dataset, period, v);
      return partition === null
        ? null
        : (partition.StorageDescriptor?.Columns ?? []).map(({ Name = '' }) => Name);
    },
  };
  return { subject, dispose: async () => client.destroy() };
});

it('says where files are and how they are read, in the table and in each partition', async () => {
  const { client, tables, tableOf, partitionOf } = await makeDatabase();
  await tables.define('made-crime', 'records', { record_id: 'BIGINT' });
  await tables.add('made-crime', [{ kind: 'records', period: '2018', v: brandId('01A') }]);
  await tables.define('made-crime', 'records', { record_id: 'BIGINT', ward_2025: 'VARCHAR' });
  const parquet = {
    InputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
    OutputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
    SerdeInfo: { SerializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe' },
  };
  expect(await tableOf('made-crime')).toMatchObject({
    Name: 'made_crime',
    TableType: 'EXTERNAL_TABLE',
    PartitionKeys: [
      { Name: 'period', Type: 'string' },
      { Name: 'v', Type: 'string' },
    ],
    StorageDescriptor: { ...parquet, Location: `s3://${BUCKET}/lake/made-crime/` },
  });
  expect(await partitionOf('made-crime', '2018', '01A')).toMatchObject({
    Values: ['2018', '01A'],
    StorageDescriptor: { ...parquet, Location: `s3://${BUCKET}/lake/made-crime/period=2018/v=01A/` },
  });
  client.destroy();
});
