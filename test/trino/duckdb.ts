import { DuckDBInstance } from '@duckdb/node-api';
import type { TrinoValue } from './client.ts';

/** A DuckDB in memory, for the rows that Trino's are held against. */
export type Duckdb = {
  /** Rows as Trino's client would give them: every whole number a bigint. */
  rows(sql: string): Promise<readonly (readonly TrinoValue[])[]>;
  close(): void;
};

export async function openDuckdb(): Promise<Duckdb> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  return {
    rows: async (sql) => comparable((await connection.runAndReadAll(sql)).getRows()),
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** Rows whose whole numbers are bigints, whatever width an engine gave them, so that engines compare by value. */
export function comparable(rows: readonly (readonly unknown[])[]): readonly (readonly TrinoValue[])[] {
  return rows.map((row) => row.map(comparableValue));
}

function comparableValue(value: unknown): TrinoValue {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (
    value === null ||
    typeof value === 'string' ||
    typeof value === 'boolean' ||
    typeof value === 'bigint'
  ) {
    return value;
  }
  throw new Error(`a value of no type that answers may hold: ${String(value)}`);
}
