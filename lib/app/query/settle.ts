import type { ExecutionStatus, Platform, RegistryItem, RegistryWrite } from '#app/ports.ts';
import { AppError } from '#core/model/error.ts';
import { type ParsedQuerySpec, QUERY_LIMITS } from '#core/model/query-spec.ts';
import { compileQuery, type Plan } from '#core/query/compile.ts';
import { engineAccessOf } from '#core/query/engine-access.ts';
import { parseSpec } from '#core/query/parse.ts';
import type { Query } from '#core/query/query.ts';
import { faultsError, resolveQuery } from '#core/query/resolve.ts';
import { fetchAhead } from './answer.ts';
import { loadContext } from './context.ts';
import { outcomeOf, startPlan, statusOfAll } from './execution.ts';
import { memoryOf } from './memory.ts';
import { recordsRead } from './pace.ts';
import {
  type QueryRecord,
  type QueryState,
  queryPartition,
  RUNNING_PARTITION,
  type RunningItem,
} from './query-record.ts';
import { consultationOf } from './trace.ts';

/** Shorter than any gateway waits. */
const RERUN_WAIT_MS = 20_000;
/** How long a new query is watched before it is written down; nobody knows of it until then. */
const AT_ONCE_MS = 100;

/** The resolved query behind a record and its statements, from memory or made again on what the record pins. */
export async function prepare(
  platform: Platform,
  record: QueryRecord,
): Promise<{ readonly query: Query; readonly plan: Plan }> {
  const { prepared } = memoryOf(platform);
  const known = prepared.get(record.id);
  if (known !== undefined) return known;
  const spec = parsedSpec(record.spec);
  const query = resolveQuery(spec, await loadContext(platform, spec, record));
  const made = { query, plan: compileQuery(query, shownRows(query)) };
  prepared.set(record.id, made);
  return made;
}

/** The spec with its defaults. Fails with SPEC_INVALID and every fault of its form. */
export function parsedSpec(spec: unknown): ParsedQuerySpec {
  const parsed = parseSpec(spec);
  if ('faults' in parsed) throw faultsError(parsed.faults);
  return parsed.spec;
}

/** Records that are fetched for the screen. */
export function shownRows(query: Query): number {
  return query.limit ?? QUERY_LIMITS.defaultRows;
}

export type Settled = {
  readonly item: RegistryItem<QueryRecord>;
  readonly state: QueryState;
  readonly progress: number | null;
};

/** How a query stands, waiting at most `waitMs`; its end is written down, once, when it is first seen. */
export async function settle(
  platform: Platform,
  item: RegistryItem<QueryRecord>,
  waitMs: number,
): Promise<Settled> {
  const record = item.value;
  if (record.state !== 'running')
    return { item, state: record.state, progress: record.state === 'succeeded' ? 1 : null };
  const statuses = await statusOfAll(platform, record.executions, waitMs);
  if (statuses === null) return settle(platform, await runAgain(platform, item), waitMs);
  const { query } = await prepare(platform, record);
  const outcome = endOf(record, statuses, query);
  if (outcome === null) {
    const known = statuses.flatMap(({ progress }) => progress ?? []);
    const state = statuses.every((status) => status.state === 'queued') ? 'queued' : 'running';
    return { item, state, progress: known.length < statuses.length ? null : Math.min(...known) };
  }
  notePace(platform, query, outcome, statuses);
  const [ended] = await Promise.all([
    end(platform, item, outcome, { rows: rowsOf(statuses) }),
    outcome.state === 'succeeded' ? fetchAhead(platform, record, query) : null,
  ]);
  return { item: ended, state: ended.value.state, progress: ended.value.state === 'succeeded' ? 1 : null };
}

/**
 * Writes a new query down: with its end when its statements end at once, which saves a write, else as running. `also`
 * goes into the same transaction; the audit waits for it then, because it may fail: with CONFLICT when one of those
 * writes may not be.
 */
export async function writeDown(
  platform: Platform,
  record: QueryRecord,
  query: Query,
  also: readonly RegistryWrite[],
  waitMs: number,
): Promise<RegistryItem<QueryRecord>> {
  const statuses = await statusOfAll(platform, record.executions, Math.min(waitMs, AT_ONCE_MS));
  const outcome = statuses === null ? null : endOf(record, statuses, query);
  const value = { ...record, ...outcome };
  notePace(platform, query, outcome, statuses);
  const [partition, sort] = [queryPartition(record.user), record.id];
  const running: RunningItem = { user: record.user, touchedAt: record.createdAt };
  const tellOutcome = () => (outcome === null ? null : tellEnd(platform, value, { rows: rowsOf(statuses) }));
  await Promise.all([
    also.length === 0 ? tellOutcome() : null,
    platform.registry.transact([
      { kind: 'put', partition, sort, value, expected: 0 },
      ...(outcome === null
        ? [{ kind: 'put', partition: RUNNING_PARTITION, sort, value: running, expected: 0 } as const]
        : []),
      ...also,
    ]),
    outcome?.state === 'succeeded' ? fetchAhead(platform, record, query) : null,
  ]);
  if (also.length > 0) await tellOutcome();
  return { partition, sort, version: 1, value };
}

/** Remembers how long the records of a query took, for estimates of others. */
function notePace(
  platform: Platform,
  query: Query,
  outcome: Pick<QueryRecord, 'state'> | null,
  statuses: readonly ExecutionStatus[] | null,
): void {
  const elapsed = statuses?.[0]?.elapsedMs;
  if (outcome?.state === 'succeeded' && elapsed !== undefined)
    memoryOf(platform).pace.note(recordsRead(query), elapsed);
}

function rowsOf(statuses: readonly ExecutionStatus[] | null): number | null {
  return statuses?.[0]?.rowCount ?? null;
}

/** What became of a query, or null while it is at work; a failure is logged. */
function endOf(record: QueryRecord, statuses: readonly ExecutionStatus[], query: Query) {
  const outcome = outcomeOf(statuses, query.records === null);
  if (outcome?.state === 'failed')
    console.error(
      `query ${record.id} failed: ${statuses.flatMap(({ failure }) => failure ?? []).join('; ')}`,
    );
  return outcome;
}

/** Writes down how a query ended and tells the audit; when somebody else was first, theirs stands. */
export async function end(
  platform: Platform,
  item: RegistryItem<QueryRecord>,
  outcome: Pick<QueryRecord, 'state' | 'error'>,
  detail: { readonly rows?: number | null; readonly why?: string },
): Promise<RegistryItem<QueryRecord>> {
  const value = { ...item.value, ...outcome };
  const { partition, sort, version } = item;
  const writes: readonly RegistryWrite[] = [
    { kind: 'put', partition, sort, value, expected: version },
    { kind: 'delete', partition: RUNNING_PARTITION, sort, expected: null },
  ];
  try {
    await platform.registry.transact(writes);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'CONFLICT') throw error;
    const theirs = await platform.registry.get<QueryRecord>(partition, sort);
    if (theirs === null) throw error;
    return theirs;
  }
  await tellEnd(platform, value, detail);
  return { ...item, version: version + 1, value };
}

/** Tells the audit how a query ended. */
export function tellEnd(
  platform: Pick<Platform, 'audit'>,
  record: Omit<QueryRecord, 'executions'>,
  { rows, ...detail }: { readonly rows?: number | null; readonly why?: string },
): Promise<void> {
  const { id, state, clearWords } = record;
  return platform.audit.record({
    phase: 'outcome',
    effect: id,
    ...consultationOf(record),
    ...(typeof rows === 'number' ? { rows } : {}),
    detail: { words: clearWords, state, ...detail },
  });
}

/**
 * Starts the statements of a query again, on the same publications, for an engine that has forgotten them, and waits a
 * while for their end; they are written down first, so that who asks again finds them.
 */
export async function runAgain(
  platform: Platform,
  item: RegistryItem<QueryRecord>,
): Promise<RegistryItem<QueryRecord>> {
  const { plan, query } = await prepare(platform, item.value);
  const executions = await startPlan(
    platform,
    plan,
    engineAccessOf(query, item.value.profile, item.value.user),
  );
  const value = { ...item.value, executions };
  await platform.registry.transact([
    { kind: 'put', partition: queryPartition(value.user), sort: value.id, value, expected: null },
  ]);
  await statusOfAll(platform, executions, RERUN_WAIT_MS);
  const written = await platform.registry.get<QueryRecord>(item.partition, item.sort);
  if (written === null) throw new AppError('NOT_FOUND', 'there is no such query');
  return written;
}
