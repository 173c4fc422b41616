import { type GlueClient, paginateGetTables } from '@aws-sdk/client-glue';
import type { DatasetId } from '#core/model/id.ts';
import type { TableKind } from '#core/model/manifest.ts';

/** Tables of the catalogue by name, each with its columns, without those that it is partitioned by. */
export type GovernedTables = ReadonlyMap<string, ReadonlySet<string>>;

/** Reads what tables the database has in one region. */
export async function readTables(
  glue: GlueClient,
  catalogId: string,
  database: string,
): Promise<GovernedTables> {
  const tables = new Map<string, ReadonlySet<string>>();
  const named = { CatalogId: catalogId, DatabaseName: database };
  for await (const { TableList = [] } of paginateGetTables({ client: glue }, named)) {
    for (const { Name = '', StorageDescriptor } of TableList)
      tables.set(Name, new Set((StorageDescriptor?.Columns ?? []).map((column) => column.Name ?? '')));
  }
  return tables;
}

/** Name of the table of a dataset in the catalogue. */
export function tableName(dataset: DatasetId, kind: TableKind): string {
  const name = dataset.replaceAll('-', '_');
  return kind === 'records' ? name : `${name}_${kind}`;
}
