import { DuckDBInstance } from '@duckdb/node-api';
import { RAW_DATASETS, type RawDataset } from './shared-data.ts';

export type Row = Readonly<Record<string, unknown>>;

/** A DuckDB of the check's own: nothing of the product is loaded. */
export type Database = {
  run(sql: string): Promise<void>;
  rows(sql: string): Promise<readonly Row[]>;
  /** The numbers of the first row, in order. */
  numbers(sql: string): Promise<readonly number[]>;
  close(): void;
};

export async function openDatabase(): Promise<Database> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  const connection = await instance.connect();
  return {
    run: async (sql) => void (await connection.run(sql)),
    rows: async (sql) => (await connection.runAndReadAll(sql)).getRowObjectsJson(),
    numbers: async (sql) => {
      const [row] = (await connection.runAndReadAll(sql)).getRowsJson();
      return (row ?? []).map(Number);
    },
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

export const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** The files of a dataset as texts, with nothing left to guessing: `raw` and its `filename`. */
export function rawTable({ columns }: Pick<RawDataset, 'columns'>, files: readonly string[]): string {
  const types = columns.map((column) => `${quoted(column)}: 'VARCHAR'`).join(', ');
  return `read_csv([${files.map(quoted).join(', ')}], auto_detect=false, header=true, delim=',', quote='"', escape='"', filename=true, columns={${types}})`;
}

/** Raw rows without those that repeat an earlier one under the dataset's key, cell for cell. */
export function distinctRows({ columns, key }: RawDataset, table: string): string {
  const cells = columns.map((column) => `coalesce("${column}", '') as "${column}"`).join(', ');
  const keyed = key.map((column) => `"${column}" <> ''`).join(' and ');
  return key.length === 0
    ? `select ${cells} from ${table}`
    : `(with cells as (select ${cells} from ${table}) select distinct * from cells where ${keyed} union all select * from cells where not (${keyed}))`;
}

export function rawDataset(id: string): RawDataset {
  const found = RAW_DATASETS.find((dataset) => dataset.id === id);
  if (found === undefined) throw new Error(`no raw dataset ${id}`);
  return found;
}
