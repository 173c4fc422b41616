import { inject } from 'vitest';
import { runStatement, type TrinoResult } from './client.ts';
import { comparable } from './duckdb.ts';

/** The server that the whole suite shares. */
export const trino = {
  query: (sql: string): Promise<TrinoResult> => runStatement(inject('trinoUrl'), sql),
  /** Rows whose whole numbers are bigints. */
  rows: async (sql: string) => comparable((await runStatement(inject('trinoUrl'), sql)).rows),
};
