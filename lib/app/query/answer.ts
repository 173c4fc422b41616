import type { Platform } from '#app/ports.ts';
import { type CompleteResult, completeResult } from '#core/query/complete.ts';
import type { Query } from '#core/query/query.ts';
import { allRows, oneRow } from './execution.ts';
import { type Balance, memoryOf } from './memory.ts';
import type { QueryRecord } from './query-record.ts';

/** The whole result of a grouped query. */
export async function completed(
  platform: Platform,
  record: QueryRecord,
  query: Query,
): Promise<CompleteResult & { readonly balance: Balance }> {
  const memory = memoryOf(platform).completed;
  const known = memory.get(record.id);
  if (known !== undefined) return known;
  const { main, rest } = record.executions;
  const [rows, left] = await Promise.all([
    allRows(platform, main),
    rest === null ? null : oneRow(platform, rest),
  ]);
  const complete = completeResult(query, rows);
  const balance = {
    mapped: complete.mapped,
    notMapped: complete.notMapped + (left?.('not_mapped') ?? 0),
    outsideCoverage: left?.('outside_coverage') ?? 0,
  };
  const result = { ...complete, balance };
  memory.set(record.id, result);
  return result;
}

/** How the records of a list divide. */
export async function balanceOf(platform: Platform, record: QueryRecord): Promise<Balance> {
  const memory = memoryOf(platform).balances;
  const known = memory.get(record.id);
  if (known !== undefined) return known;
  const { count, rest } = record.executions;
  const [listed, left] = await Promise.all([
    count === null ? null : oneRow(platform, count),
    rest === null ? null : oneRow(platform, rest),
  ]);
  const balance = {
    mapped: listed?.('mapped') ?? 0,
    notMapped: left?.('not_mapped') ?? 0,
    outsideCoverage: left?.('outside_coverage') ?? 0,
  };
  memory.set(record.id, balance);
  return balance;
}

/** Fetches what the first page of a finished query will need, so that it is there by then; never fails. */
export async function fetchAhead(platform: Platform, record: QueryRecord, query: Query): Promise<void> {
  const fetched = query.records === null ? completed(platform, record, query) : balanceOf(platform, record);
  await fetched.catch(() => undefined);
}
