import * as z from 'zod';
import type { Caller } from '#app/caller.ts';
import { readCursor, writeCursor } from '#app/cursor.ts';
import type { Platform, RegistryItem } from '#app/ports.ts';
import { referencesUnder } from '#app/record/reference.ts';
import { AppError } from '#core/model/error.ts';
import type { QueryResult, ResultColumn } from '#core/model/result.ts';
import { RECORD_ID } from '#core/query/compile.ts';
import type { EngineRows } from '#core/query/complete.ts';
import { coverageReport } from '#core/query/coverage-report.ts';
import { notesOf } from '#core/query/note.ts';
import { rowsWithin } from '#core/query/page-size.ts';
import type { Query } from '#core/query/query.ts';
import { recordColumns } from '#core/query/record-page.ts';
import { completed, listBalance } from './answer.ts';
import { isNotFound } from './execution.ts';
import type { Answered } from './memory.ts';
import { type QueryRecord, readOwnQuery } from './query-record.ts';
import { recheck } from './recheck.ts';
import { prepare, runAgain, settle, shownRows } from './settle.ts';
import { consultationOf } from './trace.ts';

const DEFAULT_ROWS = 10_000;
const MOST_ROWS = 50_000;
const SAME_CONSULTATION_MS = 5 * 60_000;

export type PageOptions = { readonly cursor?: string; readonly limit?: number };

/**
 * One page of a caller's own query that has succeeded. Fails with NOT_FOUND, QUERY_NOT_READY, QUERY_CANCELLED, the
 * error that the query ended with, SPEC_INVALID for a cursor that is not of this query, and as `recheck` does.
 */
export async function queryResult(
  platform: Platform,
  caller: Caller,
  id: string,
  { cursor, limit = DEFAULT_ROWS }: PageOptions,
): Promise<QueryResult> {
  const own = await readOwnQuery(platform, caller, id);
  await recheck(platform, caller, own.value);
  const { item } = await succeeded(platform, own);
  const offset = cursor === undefined ? 0 : readCursor(z.tuple([z.literal(id), z.int().min(0)]), cursor)[1];
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST_ROWS)
    throw new AppError('SPEC_INVALID', `limit: takes 1 to ${MOST_ROWS}`, {
      details: { faults: [{ at: 'limit', message: `takes 1 to ${MOST_ROWS}` }] },
    });
  const page =
    offset === 0 && isFresh(platform, item.value)
      ? await firstPage(platform, item, limit)
      : await consulted(platform, item.value, offset, () =>
          retried(platform, item, (record) => pageOf(platform, record, offset, limit)),
        );
  await recheck(platform, caller, item.value);
  return page;
}

/** Whether its asking and its first page are one consultation; later on, to look again is another. */
function isFresh({ clock }: Pick<Platform, 'clock'>, { createdAt }: QueryRecord): boolean {
  return clock().getTime() - Date.parse(createdAt) < SAME_CONSULTATION_MS;
}

/** The first page of a query that has succeeded; its consultation is the query's own. */
export function firstPage(
  platform: Platform,
  item: RegistryItem<QueryRecord>,
  limit = DEFAULT_ROWS,
): Promise<QueryResult> {
  return retried(platform, item, (record) => pageOf(platform, record, 0, limit));
}

/** Some rows of a query that has succeeded, at most `limit` and as many as one reply takes, with all that goes with them. */
export async function pageOf(
  platform: Platform,
  record: QueryRecord,
  offset: number,
  limit: number,
): Promise<QueryResult> {
  const { query } = await prepare(platform, record);
  const part =
    query.records === null
      ? sliced(await completed(platform, record, query), offset, limit)
      : await recordPage(platform, record, query, offset, limit);
  const { rowCount, cut, suppressed, notes, balance, references } = part;
  const fitting = rowsWithin([...part.columns, ...referenceColumn(references)]);
  const next = offset + (fitting < (part.columns[0]?.values.length ?? 0) ? fitting : limit);
  return {
    columns: part.columns.map((column) => cutColumn(column, 0, fitting)),
    rowCount,
    cut,
    words: record.words,
    publications: query.datasets.flatMap(({ view, manifest }) =>
      manifest === null
        ? []
        : [{ dataset: view.dataset, manifest: manifest.id, publishedAt: manifest.createdAt }],
    ),
    coverage: coverageReport(query),
    ...balance,
    suppressed,
    notes,
    ...(references === undefined ? {} : { references: references.slice(0, fitting) }),
    nextCursor: next < rowCount ? writeCursor([record.id, next]) : null,
  };
}

type Part = Pick<Answered, 'columns' | 'rowCount' | 'cut' | 'suppressed' | 'notes' | 'balance'> &
  Pick<QueryResult, 'references'>;

/** References as the column that they are as well, when it is counted what a page holds. */
function referenceColumn(values: QueryResult['references']): readonly ResultColumn[] {
  return values === undefined
    ? []
    : [{ name: 'references', label: '', role: 'record', type: 'text', values }];
}

function sliced(result: Answered, offset: number, limit: number): Part {
  const columns = result.columns.map((column) => cutColumn(column, offset, limit));
  return { ...result, columns };
}

function cutColumn(column: ResultColumn, offset: number, limit: number): ResultColumn {
  return offset === 0 && column.values.length <= limit
    ? column
    : { ...column, values: column.values.slice(offset, offset + limit) };
}

async function recordPage(
  platform: Platform,
  record: QueryRecord,
  query: Query,
  offset: number,
  limit: number,
): Promise<Part> {
  const most = shownRows(query);
  const [balance, rows] = await Promise.all([
    listBalance(platform, record),
    platform.engine.page(record.executions.main, offset, limit),
  ]);
  const rowCount = Math.min(balance.mapped, most);
  const columns = recordColumns(query, rows);
  const cut = balance.mapped > most;
  const references = await referencesOf(platform, record, query, rows);
  return { columns, rowCount, cut, suppressed: 0, notes: notesOf(query), balance, references };
}

/** What opens each of these records on its own. */
async function referencesOf(
  platform: Platform,
  { profile }: QueryRecord,
  { datasets }: Query,
  { names, columns }: EngineRows,
): Promise<readonly string[]> {
  const { of } = await referencesUnder(platform, profile);
  const ids = (columns[names.indexOf(RECORD_ID)] ?? []).map(Number);
  const named = names.includes('dataset') ? columns[names.indexOf('dataset')] : undefined;
  const references = new Array<string>(ids.length);
  for (const { view } of datasets) {
    const rows = ids.flatMap((_, row) => (named === undefined || named[row] === view.dataset ? [row] : []));
    const made = of(
      view.dataset,
      rows.map((row) => ids[row] ?? 0),
    );
    for (const [at, row] of rows.entries()) references[row] = `${view.dataset}/${made[at]}`;
  }
  return references;
}

/** A query that has succeeded, or the error that says why it has not. */
export async function succeeded(
  platform: Platform,
  item: RegistryItem<QueryRecord>,
): Promise<{ readonly item: RegistryItem<QueryRecord> }> {
  const settled = await settle(platform, item, 0);
  const { error } = settled.item.value;
  switch (settled.state) {
    case 'succeeded':
      return settled;
    case 'failed':
      throw new AppError(
        error?.code ?? 'UNAVAILABLE',
        error?.detail ?? 'the query could not be run; try again',
      );
    case 'cancelled':
      throw new AppError('QUERY_CANCELLED', 'the query was cancelled; run it again');
    default:
      throw new AppError('QUERY_NOT_READY', `the query is ${settled.state}; ask again when it has succeeded`);
  }
}

/** Reads from a query's executions, running them again once if the engine has let them go. */
export async function retried<Value>(
  platform: Platform,
  item: RegistryItem<QueryRecord>,
  read: (record: QueryRecord) => Promise<Value>,
): Promise<Value> {
  try {
    return await read(item.value);
  } catch (error) {
    if (!isNotFound(error)) throw error;
    return read((await runAgain(platform, item)).value);
  }
}

/** A further page, or a page seen again later, is a consultation of its own, between its intent and its outcome. */
async function consulted(
  platform: Platform,
  record: QueryRecord,
  offset: number,
  read: () => Promise<QueryResult>,
): Promise<QueryResult> {
  const event = {
    effect: platform.newId(),
    ...consultationOf(record),
  } as const;
  const detail = { words: record.clearWords, from: offset };
  await platform.audit.record({ phase: 'intent', ...event, detail });
  try {
    const page = await read();
    const rows = page.columns[0]?.values.length ?? 0;
    await platform.audit.record({ phase: 'outcome', ...event, rows, detail: { ...detail, done: true } });
    return page;
  } catch (error) {
    await platform.audit.record({ phase: 'outcome', ...event, detail: { ...detail, done: false } });
    throw error;
  }
}
