import type { ExecutionStatus, Platform } from '#app/ports.ts';
import type { EngineAccess } from '#core/access/engine-access.ts';
import { AppError } from '#core/model/error.ts';
import type { ExecutionId } from '#core/model/id.ts';
import type { Plan } from '#core/query/compile.ts';
import { MOST_GROUPS } from '#core/query/compile.ts';
import type { EngineRows } from '#core/query/complete.ts';
import type { Statement } from '#core/sql/tree.ts';
import type { Executions, QueryRecord } from './query-record.ts';

/** How long a statement may run. */
export const QUERY_TIMEOUT_MS = 120_000;
const PAGE_ROWS = 50_000;

type Engine = Pick<Platform, 'engine'>;

/** Starts the statements of a plan, together. */
export async function startPlan({ engine }: Engine, plan: Plan, access: EngineAccess): Promise<Executions> {
  const options = { timeoutMs: QUERY_TIMEOUT_MS, access };
  const start = (statement: Statement | null) =>
    statement === null ? null : engine.start(statement, options);
  const [main, count, rest] = await Promise.all([
    engine.start(plan.main, options),
    start(plan.count),
    start(plan.rest),
  ]);
  return { main, count, rest };
}

/** Cancels what is still running; what the engine has forgotten has ended. */
export async function cancelAll({ engine }: Engine, executions: Executions): Promise<void> {
  await Promise.all(
    idsOf(executions).map((id) =>
      engine.cancel(id).catch((error: unknown) => {
        if (!isNotFound(error)) throw error;
      }),
    ),
  );
}

/** How the executions of a query stand together, waiting at most `waitMs` for their end; null = one is forgotten. */
export async function statusOfAll(
  { engine }: Engine,
  executions: Executions,
  waitMs: number,
): Promise<readonly ExecutionStatus[] | null> {
  try {
    return await Promise.all(idsOf(executions).map((id) => engine.status(id, waitMs)));
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}

/** What became of a query, from how its executions stand; null while one is at work. The main one comes first. */
export function outcomeOf(
  statuses: readonly ExecutionStatus[],
  grouped: boolean,
): Pick<QueryRecord, 'state' | 'error'> | null {
  const failed = statuses.find(({ state }) => state === 'failed');
  if (failed !== undefined) {
    const late = failed.elapsedMs >= QUERY_TIMEOUT_MS;
    const error = late
      ? ({
          code: 'QUERY_TIMED_OUT',
          detail: `the query took longer than ${QUERY_TIMEOUT_MS / 1_000} seconds: narrow its period or area`,
        } as const)
      : ({ code: 'UNAVAILABLE', detail: 'the query could not be run; try again' } as const);
    return { state: 'failed', error };
  }
  if (statuses.some(({ state }) => state === 'cancelled')) return { state: 'cancelled', error: null };
  if (statuses.some(({ state }) => state !== 'succeeded')) return null;
  if (grouped && (statuses[0]?.rowCount ?? 0) > MOST_GROUPS) {
    const detail = `the result has more than ${MOST_GROUPS.toLocaleString('en-GB')} groups: group by less, or narrow the period or area`;
    return { state: 'failed', error: { code: 'QUERY_TOO_LARGE', detail } };
  }
  return { state: 'succeeded', error: null };
}

/** All rows of a finished execution. */
export async function allRows({ engine }: Engine, id: ExecutionId): Promise<EngineRows> {
  const first = await engine.page(id, 0, PAGE_ROWS);
  const columns = first.columns.map((values) => [...values]);
  for (let got = first.columns[0]?.length ?? 0; got === PAGE_ROWS; ) {
    const next = await engine.page(id, columns[0]?.length ?? 0, PAGE_ROWS);
    for (const [index, values] of next.columns.entries())
      for (const value of values) columns[index]?.push(value);
    got = next.columns[0]?.length ?? 0;
  }
  return { names: first.names, columns };
}

/** The named numbers of an execution that gives one row; 0 for a sum over nothing. */
export async function oneRow({ engine }: Engine, id: ExecutionId): Promise<(name: string) => number> {
  const { names, columns } = await engine.page(id, 0, 1);
  return (name) => Number(columns[names.indexOf(name)]?.[0] ?? 0);
}

/** Whether the engine has let an execution go. */
export function isNotFound(error: unknown): boolean {
  return error instanceof AppError && error.code === 'NOT_FOUND';
}

/** The executions of a query that there are; the main one first. */
export function idsOf({ main, count, rest }: Executions): readonly ExecutionId[] {
  return [main, count, rest].filter((id) => id !== null);
}
