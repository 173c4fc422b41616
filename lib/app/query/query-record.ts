import type { Caller } from '#app/caller.ts';
import type { Platform, RegistryItem } from '#app/ports.ts';
import { AppError, type ErrorCode } from '#core/model/error.ts';
import type { Level, Vintage } from '#core/model/geography.ts';
import {
  brandId,
  type DatasetId,
  type ExecutionId,
  type ManifestId,
  type OrganisationId,
  type ProfileId,
  type QueryId,
  type UserId,
} from '#core/model/id.ts';
import type { QueryResult } from '#core/model/result.ts';
import type { TableChoice } from '#core/query/plan.ts';

export type QueryState = 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';

/** The executions behind one query, in the engine that runs them. */
export type Executions = {
  readonly main: ExecutionId;
  readonly count: ExecutionId | null;
  readonly rest: ExecutionId | null;
};

/** The version of a profile that a query is asked under; `preview`: by somebody who looks through it. */
export type AskedUnder = {
  readonly id: ProfileId;
  readonly version: number;
  readonly preview: boolean;
};

/** A query as the registry keeps it: what was asked, of which publications and boundaries, and what became of it. */
export type QueryRecord = {
  readonly id: QueryId;
  readonly user: UserId;
  /** Of the person when they asked. */
  readonly organisation: OrganisationId;
  readonly spec: unknown;
  readonly datasets: readonly DatasetId[];
  /** Whether the datasets are of several agencies. */
  readonly combines: boolean;
  readonly manifests: Readonly<Record<DatasetId, ManifestId>>;
  readonly vintages: Readonly<Record<Level, Vintage>>;
  /** Versions of definitions and writes of lookup tables. */
  readonly definitions: Readonly<Record<DatasetId, number>>;
  readonly lookups: Readonly<Record<string, string>>;
  /** The profile that it was asked under. */
  readonly profile: AskedUnder;
  /** What they said that it is for, where policy asks; null = it did not. */
  readonly reason: string | null;
  readonly words: string;
  /** The words without what could name a person; the same where nothing could. */
  readonly clearWords: string;
  readonly createdAt: string;
  readonly executions: Executions;
  /** `running` until an end was seen, whatever the engine is doing. */
  readonly state: Exclude<QueryState, 'queued'>;
  readonly error: { readonly code: ErrorCode; readonly detail: string } | null;
};

/** A query as its owner sees it. */
export type QueryView = {
  readonly id: QueryId;
  readonly state: QueryState;
  /** 0 to 1, or null when it cannot be told. */
  readonly progress: number | null;
  readonly words: string;
  readonly createdAt: string;
  readonly error: { readonly code: ErrorCode; readonly detail: string } | null;
  /** Where each dataset is read, and why; for those who operate the product. */
  readonly tables?: readonly TableChoice[];
  /** The first page, where the call waited for it. */
  readonly result?: QueryResult;
};

/** Registry partition of the queries that have not ended, by id: whose they are and when somebody last asked. */
export const RUNNING_PARTITION = 'query-running';
export type RunningItem = { readonly user: UserId; readonly touchedAt: string };

/** Ties a caller's idempotency key to the query that was made under it; in the partition of their queries. */
export type KeyItem = { readonly query: QueryId; readonly spec: string };
export const KEY_PREFIX = 'key#';
/** In place of the digest of a spec: whoever sent the key no longer wants what it stands for. */
export const KEY_CANCELLED = 'cancelled';

/** Registry partition of one person's queries. */
export function queryPartition(user: UserId): string {
  return `query#${user}`;
}

/** A caller's own query; somebody else's is NOT_FOUND like one that never was. */
export async function readOwnQuery(
  platform: Pick<Platform, 'registry'>,
  caller: Pick<Caller, 'user'>,
  id: string,
): Promise<RegistryItem<QueryRecord>> {
  const item = await platform.registry.get<QueryRecord>(queryPartition(caller.user), brandId<QueryId>(id));
  if (item === null)
    throw new AppError('NOT_FOUND', 'there is no such query; it may belong to somebody else');
  return item;
}
