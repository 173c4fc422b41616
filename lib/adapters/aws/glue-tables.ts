import {
  BatchCreatePartitionCommand,
  type BatchCreatePartitionCommandOutput,
  BatchDeletePartitionCommand,
  BatchUpdatePartitionCommand,
  type Column,
  CreateTableCommand,
  GetTableCommand,
  type GlueClient,
  type Partition,
  paginateGetPartitions,
  type StorageDescriptor,
  type Table,
  UpdateTableCommand,
} from '@aws-sdk/client-glue';
import type { TableCatalogue, TableVersion } from '#app/ports.ts';
import { brandId, type DatasetId, type VersionId } from '#core/model/id.ts';
import { type TableKind, tableFolder, versionFolder } from '#core/model/manifest.ts';
import type { SqlType } from '#core/sql/tree.ts';
import { tableName } from '#core/sql/trino.ts';
import { isNamed } from './error-name.ts';
import type { KnownPartitions } from './known-partitions.ts';

const KINDS: readonly TableKind[] = ['records', 'rollup', 'index'];
/** Types of Hive for what Parquet files of the lake hold. */
const HIVE_TYPES: Readonly<Record<SqlType, string>> = {
  INTEGER: 'int',
  BIGINT: 'bigint',
  VARCHAR: 'string',
  BOOLEAN: 'boolean',
};
const PARTITION_KEYS = [
  { Name: 'period', Type: 'string' },
  { Name: 'v', Type: 'string' },
];
const PARQUET = {
  InputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
  OutputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
  SerdeInfo: { SerializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe' },
};
const MOST_WRITTEN = 100;
const MOST_DELETED = 25;
const ATTEMPTS = 5;
const PAUSE_MS = 200;

/** Tables of Glue over the Parquet files of the lake bucket, partitioned by `(period, v)`, for Athena to read. */
export class GlueTables implements TableCatalogue {
  readonly #client: GlueClient;
  readonly #database: string;
  readonly #bucket: string;
  readonly #known: KnownPartitions | null;

  constructor(options: {
    readonly client: GlueClient;
    readonly database: string;
    readonly bucket: string;
    /** Is told which partitions there are. */
    readonly known?: KnownPartitions;
  }) {
    this.#client = options.client;
    this.#database = options.database;
    this.#bucket = options.bucket;
    this.#known = options.known ?? null;
  }

  async define(
    dataset: DatasetId,
    kind: TableKind,
    columns: Readonly<Record<string, SqlType>>,
  ): Promise<void> {
    const wanted = Object.entries(columns).map(([Name, type]) => ({ Name, Type: HIVE_TYPES[type] }));
    const all = await this.#defineTable(dataset, kind, wanted);
    await this.#widenPartitions(dataset, kind, all);
  }

  async add(dataset: DatasetId, versions: readonly TableVersion[]): Promise<void> {
    for (const kind of KINDS) {
      const wanted = versions.filter((version) => version.kind === kind);
      if (wanted.length > 0) await this.#addOfKind(dataset, kind, wanted);
    }
    await this.#known?.add(dataset, versions);
  }

  async list(dataset: DatasetId): Promise<readonly TableVersion[]> {
    const listed = await Promise.all(
      KINDS.map(async (kind) => (await this.#partitions(dataset, kind)).map((one) => versionOf(kind, one))),
    );
    return listed.flat();
  }

  async remove(dataset: DatasetId, versions: readonly TableVersion[]): Promise<void> {
    await this.#known?.remove(dataset, versions);
    for (const kind of KINDS) {
      const table = { DatabaseName: this.#database, TableName: tableName({ dataset, kind }) };
      const values = versions.filter((one) => one.kind === kind).map(({ period, v }) => [period, v]);
      for (const part of inParts(values, MOST_DELETED)) {
        const PartitionsToDelete = part.map((Values) => ({ Values }));
        const command = new BatchDeletePartitionCommand({ ...table, PartitionsToDelete });
        const { Errors = [] } = await this.#client.send(command);
        const codes = Errors.map(({ ErrorDetail }) => ErrorDetail?.ErrorCode ?? 'unknown');
        const failed = codes.find((code) => code !== 'EntityNotFoundException');
        if (failed !== undefined)
          throw new Error(`partitions of ${table.TableName} could not be removed: ${failed}`);
      }
    }
  }

  /** Makes the table or adds columns to it, whoever else is doing so. Returns all columns that it has then. */
  async #defineTable(dataset: DatasetId, kind: TableKind, wanted: readonly Column[]): Promise<Column[]> {
    const Name = tableName({ dataset, kind });
    for (let attempt = 1; ; attempt += 1) {
      const table = await this.#table(dataset, kind);
      const columns = table?.StorageDescriptor?.Columns ?? [];
      const all = joined(Name, columns, wanted);
      if (table !== null && all.length === columns.length) return all;
      try {
        if (table === null) await this.#createTable(dataset, kind, all);
        else await this.#updateTable(table, all);
        return all;
      } catch (error) {
        const isRace =
          isNamed(error, 'AlreadyExistsException') || isNamed(error, 'ConcurrentModificationException');
        if (!isRace || attempt >= ATTEMPTS) throw error;
        await pause(attempt);
      }
    }
  }

  async #createTable(dataset: DatasetId, kind: TableKind, columns: Column[]): Promise<void> {
    await this.#client.send(
      new CreateTableCommand({
        DatabaseName: this.#database,
        TableInput: {
          Name: tableName({ dataset, kind }),
          TableType: 'EXTERNAL_TABLE',
          Parameters: { EXTERNAL: 'TRUE', classification: 'parquet' },
          PartitionKeys: PARTITION_KEYS,
          StorageDescriptor: this.#descriptor(tableFolder(dataset, kind), columns),
        },
      }),
    );
  }

  async #updateTable(table: Table, columns: Column[]): Promise<void> {
    const { Name, TableType, Parameters, PartitionKeys, StorageDescriptor, VersionId } = table;
    await this.#client.send(
      new UpdateTableCommand({
        DatabaseName: this.#database,
        SkipArchive: true,
        VersionId,
        TableInput: {
          Name,
          TableType,
          Parameters,
          PartitionKeys,
          StorageDescriptor: { ...StorageDescriptor, Columns: columns },
        },
      }),
    );
  }

  /** Gives every partition the columns that the table has and it has not: in its files they are NULL. */
  async #widenPartitions(dataset: DatasetId, kind: TableKind, columns: Column[]): Promise<void> {
    const narrow = (await this.#partitions(dataset, kind, { withColumns: true })).filter(
      ({ StorageDescriptor }) => (StorageDescriptor?.Columns ?? []).length < columns.length,
    );
    for (const part of inParts(narrow, MOST_WRITTEN)) {
      const { Errors = [] } = await this.#client.send(
        new BatchUpdatePartitionCommand({
          DatabaseName: this.#database,
          TableName: tableName({ dataset, kind }),
          Entries: part.map(({ Values = [], Parameters, StorageDescriptor }) => ({
            PartitionValueList: Values,
            PartitionInput: {
              Values,
              Parameters,
              StorageDescriptor: { ...StorageDescriptor, Columns: columns },
            },
          })),
        }),
      );
      const failed = Errors[0]?.ErrorDetail?.ErrorCode;
      if (failed !== undefined) throw new Error(`partitions of ${dataset} could not be widened: ${failed}`);
    }
  }

  /** Creates what is not there until Glue itself lists all of it. */
  async #addOfKind(dataset: DatasetId, kind: TableKind, wanted: readonly TableVersion[]): Promise<void> {
    const table = await this.#table(dataset, kind);
    if (table === null) throw new Error(`${dataset} has no table of its ${kind}`);
    const columns = table.StorageDescriptor?.Columns ?? [];
    const codes = new Set<string>();
    for (let attempt = 1; ; attempt += 1) {
      const present = new Set((await this.#partitions(dataset, kind)).map(keyOf));
      const missing = wanted.filter(({ period, v }) => !present.has(keyOf({ Values: [period, v] })));
      if (missing.length === 0) return;
      if (attempt > ATTEMPTS) {
        const why = [...codes].join(', ') || 'they do not appear';
        throw new Error(`${missing.length} partitions of ${dataset} could not be made: ${why}`);
      }
      if (attempt > 1) await pause(attempt);
      for (const part of inParts(missing, MOST_WRITTEN)) {
        const { Errors = [] } = await this.#create(dataset, kind, part, columns);
        for (const { ErrorDetail } of Errors) codes.add(ErrorDetail?.ErrorCode ?? 'unknown');
      }
    }
  }

  #create(
    dataset: DatasetId,
    kind: TableKind,
    versions: readonly TableVersion[],
    columns: Column[],
  ): Promise<BatchCreatePartitionCommandOutput> {
    return this.#client.send(
      new BatchCreatePartitionCommand({
        DatabaseName: this.#database,
        TableName: tableName({ dataset, kind }),
        PartitionInputList: versions.map(({ period, v }) => ({
          Values: [period, v],
          StorageDescriptor: this.#descriptor(versionFolder(dataset, kind, period, v), columns),
        })),
      }),
    );
  }

  #descriptor(folder: string, Columns: Column[]): StorageDescriptor {
    return { ...PARQUET, Columns, Location: `s3://${this.#bucket}/${folder}/` };
  }

  async #table(dataset: DatasetId, kind: TableKind): Promise<Table | null> {
    const Name = tableName({ dataset, kind });
    try {
      const { Table: table } = await this.#client.send(
        new GetTableCommand({ DatabaseName: this.#database, Name }),
      );
      return table ?? null;
    } catch (error) {
      if (isNamed(error, 'EntityNotFoundException')) return null;
      throw error;
    }
  }

  async #partitions(
    dataset: DatasetId,
    kind: TableKind,
    { withColumns = false } = {},
  ): Promise<readonly Partition[]> {
    const found: Partition[] = [];
    const pages = paginateGetPartitions(
      { client: this.#client },
      {
        DatabaseName: this.#database,
        TableName: tableName({ dataset, kind }),
        ExcludeColumnSchema: !withColumns,
      },
    );
    try {
      for await (const { Partitions = [] } of pages) found.push(...Partitions);
    } catch (error) {
      if (!isNamed(error, 'EntityNotFoundException')) throw error;
    }
    return found;
  }
}

/** The columns, and after them those wanted that are not among them. A type that differs is an error. */
function joined(table: string, columns: readonly Column[], wanted: readonly Column[]): Column[] {
  const types = new Map(columns.map(({ Name, Type }) => [Name, Type]));
  const other = wanted.find(({ Name, Type }) => types.has(Name) && types.get(Name) !== Type);
  if (other !== undefined)
    throw new Error(`${table}.${other.Name} is ${types.get(other.Name)} and cannot become ${other.Type}`);
  return [...columns, ...wanted.filter(({ Name }) => !types.has(Name))];
}

function versionOf(kind: TableKind, { Values: [period = '', v = ''] = [] }: Partition): TableVersion {
  return { kind, period, v: brandId<VersionId>(v) };
}

function keyOf({ Values = [] }: Pick<Partition, 'Values'>): string {
  return Values.join('/');
}

function inParts<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) =>
    items.slice(at * size, (at + 1) * size),
  );
}

function pause(attempt: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, PAUSE_MS * attempt));
}
