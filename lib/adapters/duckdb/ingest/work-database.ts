import { totalmem } from 'node:os';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';

const MAX_MEMORY_MIB = 4_096;

/** A value of a result as plain JSON types; whole numbers beyond 2^53 come as text. */
type Plain = string | number | boolean | null;

/** A DuckDB of its own for one task: in memory, spilling to a folder, with nothing that reaches the network. */
export class WorkDatabase {
  readonly #instance: DuckDBInstance;
  readonly connection: DuckDBConnection;

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection) {
    this.#instance = instance;
    this.connection = connection;
  }

  static async open(spillFolder: string): Promise<WorkDatabase> {
    const half = Math.floor(totalmem() / 2 / 1_048_576);
    const instance = await DuckDBInstance.create(':memory:', {
      temp_directory: spillFolder,
      memory_limit: `${Math.min(MAX_MEMORY_MIB, half)}MiB`,
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
    });
    const connection = await instance.connect();
    await connection.run("SET TimeZone = 'UTC'");
    return new WorkDatabase(instance, connection);
  }

  async run(sql: string): Promise<void> {
    await this.connection.run(sql);
  }

  /** Rows of a small result; whole numbers within 2^53 as numbers. */
  async rows(sql: string): Promise<Record<string, Plain>[]> {
    const reader = await this.connection.runAndReadAll(sql);
    return reader
      .getRowObjects()
      .map((row) => Object.fromEntries(Object.entries(row).map(([column, value]) => [column, plain(value)])));
  }

  close(): void {
    this.connection.closeSync();
    this.#instance.closeSync();
  }
}

function plain(value: unknown): Plain {
  if (typeof value === 'bigint') {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value.toString();
  }
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value;
  return String(value);
}
