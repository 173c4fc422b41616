import { join } from 'node:path';
import { areaColumnsOf } from '#core/ingest/stage.ts';
import type { DatasetDefinition } from '#core/model/dataset.ts';
import { type Manifest, type TableKind, versionFolder } from '#core/model/manifest.ts';
import { rollupColumns } from '#core/model/rollup.ts';
import type { SqlType } from '#core/sql/tree.ts';
import { tableName } from '#core/sql/trino.ts';
import { openDuckdb } from './duckdb.ts';
import type { Trino } from './trino.ts';

/** Types that files may hold, in DuckDB's words and Trino's. No float is ever on disk. */
const TYPES: Readonly<Record<string, string>> = {
  INTEGER: 'integer',
  BIGINT: 'bigint',
  VARCHAR: 'varchar',
  BOOLEAN: 'boolean',
};

function typeOf(type: string): string {
  const known = TYPES[type];
  if (known === undefined) throw new Error(`a column of the type ${type}`);
  return known;
}

export type Column = { readonly name: string; readonly type: string };

/**
 * Makes the external table of one dataset and kind over the files under `root`, with every partition that one of the
 * manifests names: what the catalogue of AWS is to hold. Columns are those of all files together.
 */
export async function createHiveTable(
  trino: Pick<Trino, 'query'>,
  options: {
    readonly root: string;
    readonly table: string;
    readonly kind: TableKind;
    readonly manifests: readonly Manifest[];
    /** Columns that it has besides, with their types. */
    readonly columns?: Readonly<Record<string, SqlType>>;
  },
): Promise<readonly Column[]> {
  const periods = options.manifests.flatMap((manifest) =>
    manifest.periods
      .filter((period) => period.kind === options.kind)
      .map((period) => ({
        ...period,
        folder: versionFolder(manifest.dataset, period.kind, period.period, period.v),
      })),
  );
  const [first] = periods;
  if (first === undefined) throw new Error(`no file of ${options.table}`);
  const files = periods.flatMap((period) => period.files.map((file) => join(options.root, file.key)));
  const inFiles = await parquetColumns(...files);
  const others = Object.entries(options.columns ?? {}).filter(([name]) =>
    inFiles.every((one) => one.name !== name),
  );
  const columns = [...inFiles, ...others.map(([name, type]) => ({ name, type: typeOf(type) }))];
  const location = join(options.root, first.folder, '..', '..');
  await createTable(trino, { table: options.table, columns, location });
  const registered = new Set<string>();
  for (const { period, v } of periods) {
    if (registered.has(`${period}/${v}`)) continue;
    registered.add(`${period}/${v}`);
    await registerPartition(trino, options.table, period, v);
  }
  return columns;
}

/** Makes the tables of everything that a publication holds: of its records, and of its roll-ups if it has any. */
export async function createHiveTables(
  trino: Pick<Trino, 'query'>,
  root: string,
  manifest: Manifest,
  definition: Pick<DatasetDefinition, 'fields'>,
): Promise<void> {
  for (const kind of new Set(manifest.periods.map((period) => period.kind))) {
    const table = tableName({ dataset: manifest.dataset, kind });
    const own = kind === 'rollup' ? rollupColumns(definition, areaColumnsOf(manifest.geography)) : {};
    await createHiveTable(trino, { root, table, kind, manifests: [manifest], columns: own });
  }
}

/** Makes an external table of Parquet files in folders `period=…/v=…` under `location`, without any partition yet. */
export async function createTable(
  trino: Pick<Trino, 'query'>,
  {
    table,
    columns,
    location,
  }: { readonly table: string; readonly columns: readonly Column[]; readonly location: string },
): Promise<void> {
  const all = [...columns, { name: 'period', type: 'varchar' }, { name: 'v', type: 'varchar' }];
  const list = all.map((column) => `"${column.name}" ${column.type}`).join(', ');
  await trino.query(
    `CREATE TABLE "${table}" (${list}) WITH (external_location = 'file://${location}', format = 'PARQUET', partitioned_by = ARRAY['period', 'v'])`,
  );
}

/** Makes one partition known; it can be queried at once. */
export async function registerPartition(
  trino: Pick<Trino, 'query'>,
  table: string,
  period: string,
  v: string,
): Promise<void> {
  await trino.query(
    `CALL lake.system.register_partition('safestats', '${table}', ARRAY['period', 'v'], ARRAY['${period}', '${v}'])`,
  );
}

/** Columns of Parquet files together, with Trino's types. Throws for a type that files may not hold. */
export async function parquetColumns(...files: readonly string[]): Promise<readonly Column[]> {
  const duckdb = await openDuckdb();
  try {
    const list = files.map((file) => `'${file.replaceAll("'", "''")}'`).join(', ');
    const rows = await duckdb.rows(
      `SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM read_parquet([${list}], hive_partitioning = false, union_by_name = true))`,
    );
    return rows.map(([name, type]) => {
      return { name: String(name), type: typeOf(String(type)) };
    });
  } finally {
    duckdb.close();
  }
}
