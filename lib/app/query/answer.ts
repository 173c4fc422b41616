import type { Platform } from '#app/ports.ts';
import { type Balance, balanceOf, balanceOfList } from '#core/query/balance.ts';
import { completeResult } from '#core/query/complete.ts';
import type { Query } from '#core/query/query.ts';
import { allRows, oneRow } from './execution.ts';
import { type Answered, memoryOf } from './memory.ts';
import type { QueryRecord } from './query-record.ts';

/** The whole result of a grouped query, as its profile lets it be shown. */
export async function completed(platform: Platform, record: QueryRecord, query: Query): Promise<Answered> {
  const memory = memoryOf(platform).completed;
  const known = memory.get(record.id);
  if (known !== undefined) return known;
  const { main, rest } = record.executions;
  const [rows, left] = await Promise.all([
    allRows(platform, main),
    rest === null ? null : oneRow(platform, rest),
  ]);
  const { mapped, notMapped, ...shown } = completeResult(query, rows);
  const result = { ...shown, balance: balanceOf(query, { mapped, notMapped }, left) };
  memory.set(record.id, result);
  return result;
}

/** How the records of a list divide. */
export async function listBalance(
  platform: Platform,
  record: QueryRecord,
): Promise<Balance & { readonly mapped: number }> {
  const memory = memoryOf(platform).balances;
  const known = memory.get(record.id);
  if (known !== undefined) return known;
  const { count, rest } = record.executions;
  const [listed, left] = await Promise.all([
    count === null ? null : oneRow(platform, count),
    rest === null ? null : oneRow(platform, rest),
  ]);
  const balance = balanceOfList(listed?.('mapped') ?? 0, left);
  memory.set(record.id, balance);
  return balance;
}

/** Fetches what the first page of a finished query will need, so that it is there by then; never fails. */
export async function fetchAhead(platform: Platform, record: QueryRecord, query: Query): Promise<void> {
  const fetched = query.records === null ? completed(platform, record, query) : listBalance(platform, record);
  await fetched.catch(() => undefined);
}
