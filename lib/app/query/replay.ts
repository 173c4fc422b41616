import type { Platform } from '#app/ports.ts';
import { AppError } from '#core/model/error.ts';
import type { QueryId, UserId } from '#core/model/id.ts';
import type { QueryResult } from '#core/model/result.ts';
import { engineAccessOf } from '#core/query/engine-access.ts';
import { outcomeOf, QUERY_TIMEOUT_MS, startPlan, statusOfAll } from './execution.ts';
import { type QueryRecord, queryPartition } from './query-record.ts';
import { pageOf } from './result.ts';
import { prepare } from './settle.ts';

const MOST_ROWS = 10_000;

/** A query as it was asked, or null when nobody of this id asked it. */
export async function findQuery(
  platform: Pick<Platform, 'registry'>,
  user: UserId,
  id: QueryId,
): Promise<QueryRecord | null> {
  return (await platform.registry.get<QueryRecord>(queryPartition(user), id))?.value ?? null;
}

/**
 * The first page of what somebody saw: their query again on the publications, boundaries and version of the profile that
 * it was asked under. Whoever calls this made sure that it may be seen again. Fails with NOT_FOUND when one of those is
 * no longer kept, UNAVAILABLE when it cannot be run.
 */
export async function replayQuery(platform: Platform, record: QueryRecord): Promise<QueryResult> {
  const { query, plan } = await prepare(platform, record);
  const executions = await startPlan(platform, plan, engineAccessOf(query, record.profile, record.user));
  const statuses = await statusOfAll(platform, executions, QUERY_TIMEOUT_MS);
  const outcome = statuses === null ? null : outcomeOf(statuses, query.records === null);
  if (outcome?.state !== 'succeeded')
    throw new AppError(
      outcome?.error?.code ?? 'UNAVAILABLE',
      outcome?.error?.detail ?? 'the query could not be run again; try once more',
    );
  return pageOf(platform, { ...record, executions }, 0, MOST_ROWS);
}
