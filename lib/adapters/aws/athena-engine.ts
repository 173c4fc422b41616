import { createHash, randomUUID } from 'node:crypto';
import {
  type AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  type QueryExecution,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import type { STSClient } from '@aws-sdk/client-sts';
import type {
  Clock,
  ExecutionPage,
  ExecutionStatus,
  ObjectStore,
  QueryEngine,
  Registry,
} from '#app/ports.ts';
import type { EngineAccess } from '#core/access/engine-access.ts';
import { AppError } from '#core/model/error.ts';
import type { ExecutionId } from '#core/model/id.ts';
import { tableFolder } from '#core/model/manifest.ts';
import type { Scan, Select, Statement } from '#core/sql/tree.ts';
import { printTrino } from '#core/sql/trino.ts';
import {
  type AthenaExecution,
  executionIdOf,
  readExecutionId,
  refusedExecution,
} from './athena-execution.ts';
import { forgotten, notCatalogued, notInForce, notReady, translated } from './athena-faults.ts';
import type { AthenaResult } from './athena-result.ts';
import { failedBefore, statusOf, tookTooLong } from './athena-status.ts';
import { isNamed } from './error-name.ts';
import type { KnownPartitions } from './known-partitions.ts';
import { ProfileSessions, type SessionCredentials } from './profile-sessions.ts';
import { ResultCache } from './result-cache.ts';

export type AthenaEngineOptions = {
  readonly sts: STSClient;
  /** A client in the given session; its timeouts and retries are the caller's. */
  readonly athena: (credentials: SessionCredentials) => AthenaClient;
  /** Says which version of a profile is in force. */
  readonly registry: Pick<Registry, 'get'>;
  /** Of the lake bucket. */
  readonly files: Pick<ObjectStore, 'list'>;
  /** Of this region's catalogue; absent = every partition that a statement names is there. */
  readonly known?: Pick<KnownPartitions, 'have'>;
  /** Of Glue. */
  readonly database: string;
  readonly profileRolePrefix: string;
  readonly workgroupPrefix: string;
  readonly clock: Clock;
  /** Rows that are kept in memory, so that pages cost no call. */
  readonly keptBytes?: number;
  readonly keptResults?: number;
};

/** Registry partition of the profiles that are in force in this region, by profile: which version. */
export const ENFORCEMENT_PARTITION = 'profile-enforcement';

const CATALOG = 'awsdatacatalog';
const MOST_BYTES = 262_144;
const PAGE_ROWS = 1_000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 1_600;
const KEPT_BYTES = 64 * 2 ** 20;
const KEPT_RESULTS = 500;

/**
 * Athena over the tables of Glue, in the role of the profile that a statement is asked under, in that profile's workgroup,
 * whose results Athena keeps itself for a day. What may be read is up to Lake Formation's filters for that role. Any
 * process that knows an execution's id can ask about it.
 */
export class AthenaEngine implements QueryEngine {
  readonly #options: AthenaEngineOptions;
  readonly #sessions: ProfileSessions;
  readonly #results: ResultCache;
  #closed = false;

  constructor(options: AthenaEngineOptions) {
    const { sts, athena, profileRolePrefix: rolePrefix, clock } = options;
    this.#options = options;
    this.#sessions = new ProfileSessions({ sts, athena, rolePrefix, clock });
    this.#results = new ResultCache({
      bytes: options.keptBytes ?? KEPT_BYTES,
      results: options.keptResults ?? KEPT_RESULTS,
    });
  }

  async start(
    statement: Statement,
    { timeoutMs, access }: { readonly timeoutMs: number; readonly access: EngineAccess },
  ): Promise<ExecutionId> {
    if (this.#closed) throw new AppError('UNAVAILABLE', 'queries are shutting down; try again later');
    const { database, workgroupPrefix } = this.#options;
    const { profile, person } = access;
    const sql = printTrino(statement, { catalog: CATALOG, schema: database });
    const bytes = Buffer.byteLength(sql);
    if (bytes > MOST_BYTES)
      throw new AppError(
        'QUERY_TOO_LARGE',
        `the query takes ${bytes} bytes when written out and ${MOST_BYTES} are allowed: use larger areas, fewer corners or fewer datasets at once`,
      );
    const [isWhole] = await Promise.all([this.#hasFiles(statement), this.#mustBeInForce(access)]);
    if (!isWhole) return refusedExecution('files that the statement reads are no longer there');
    await this.#mustBeInCatalogue(statement);
    try {
      const client = await this.#sessions.client(profile, person);
      const { QueryExecutionId } = await client.send(
        new StartQueryExecutionCommand({
          QueryString: sql,
          ClientRequestToken: tokenOf(sql, access),
          QueryExecutionContext: { Catalog: CATALOG, Database: database },
          WorkGroup: `${workgroupPrefix}${profile}`,
        }),
      );
      if (QueryExecutionId === undefined) throw new Error('an execution without an id');
      return executionIdOf({ queryExecutionId: QueryExecutionId, profile, person, timeoutMs });
    } catch (error) {
      throw translated(error);
    }
  }

  async status(id: ExecutionId, waitMs: number): Promise<ExecutionStatus> {
    const started = read(id);
    if ('refused' in started) return failedBefore(started.refused);
    const deadline = performance.now() + waitMs;
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
      const status = await this.#look(id, started, deadline);
      const leftMs = deadline - performance.now();
      if ((status.state !== 'queued' && status.state !== 'running') || leftMs <= 0) return status;
      const untilTimeoutMs = Math.max(1, started.timeoutMs - status.elapsedMs);
      await pause(Math.min(pauseMs, leftMs, untilTimeoutMs));
    }
  }

  async page(id: ExecutionId, offset: number, count: number): Promise<ExecutionPage> {
    const started = read(id);
    if ('refused' in started) throw notReady('failed');
    if (!this.#results.has(id)) {
      const { state } = statusOf(await this.#execution(started), started, this.#options.clock());
      if (state !== 'succeeded') throw notReady(state);
    }
    return this.#result(id, started).rows(offset, count);
  }

  async cancel(id: ExecutionId): Promise<void> {
    const started = read(id);
    if (!('refused' in started)) await this.#stop(started);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#sessions.close();
    this.#options.sts.destroy();
  }

  /** How an execution stands now; one that has succeeded is `running` until its rows are counted. */
  async #look(id: ExecutionId, started: AthenaExecution, deadline: number): Promise<ExecutionStatus> {
    const status = statusOf(await this.#execution(started), started, this.#options.clock());
    if (status.state === 'succeeded') {
      const result = this.#result(id, started);
      if (await result.countUntil(deadline)) return { ...status, rowCount: result.rowCount };
      return { ...status, state: 'running', progress: null };
    }
    const isAtWork = status.state === 'queued' || status.state === 'running';
    if (!isAtWork || status.elapsedMs < started.timeoutMs) return status;
    await this.#stop(started);
    return { ...status, state: 'failed', failure: tookTooLong(started) };
  }

  async #execution(started: AthenaExecution): Promise<QueryExecution> {
    const { queryExecutionId: QueryExecutionId } = started;
    const command = new GetQueryExecutionCommand({ QueryExecutionId });
    const { QueryExecution: execution } = await this.#ask(started, (client) => client.send(command));
    if (execution === undefined) throw forgotten();
    return execution;
  }

  /** Ends it; one that has ended meanwhile may refuse to be stopped, which is fine. */
  async #stop(started: AthenaExecution): Promise<void> {
    const command = new StopQueryExecutionCommand({ QueryExecutionId: started.queryExecutionId });
    try {
      await this.#ask(started, (client) => client.send(command));
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'NOT_FOUND') throw error;
      await this.#execution(started);
    }
  }

  #result(id: ExecutionId, started: AthenaExecution): AthenaResult {
    const { queryExecutionId: QueryExecutionId } = started;
    return this.#results.of(id, (NextToken) =>
      this.#ask(started, (client) =>
        client.send(new GetQueryResultsCommand({ QueryExecutionId, NextToken, MaxResults: PAGE_ROWS })),
      ),
    );
  }

  /** Asks in the session of whoever started an execution; one that Athena does not know, any more, is NOT_FOUND. */
  async #ask<Answer>(
    { profile, person }: AthenaExecution,
    ask: (client: AthenaClient) => Promise<Answer>,
  ): Promise<Answer> {
    try {
      return await ask(await this.#sessions.client(profile, person));
    } catch (error) {
      throw isNamed(error, 'InvalidRequestException') ? forgotten(error) : translated(error);
    }
  }

  async #mustBeInForce({ profile, version }: EngineAccess): Promise<void> {
    const item = await this.#options.registry.get<{ readonly version: number }>(
      ENFORCEMENT_PARTITION,
      profile,
    );
    if (version < 1 || item === null || item.value.version < version) throw notInForce();
  }

  /** A region that was not active may not have been told yet of what was published last. */
  async #mustBeInCatalogue({ query }: Statement): Promise<void> {
    const { known } = this.#options;
    if (known === undefined) return;
    for (const { dataset, kind, periods } of scansOf(query))
      if (
        !(await known.have(
          dataset,
          periods.map(({ period, v }) => ({ kind, period, v })),
        ))
      )
        throw notCatalogued();
  }

  /**
   * Whether every file of a statement is there. Athena reads a folder without files as one without records, and a
   * partition that it does not find in the same way: what is no longer kept would be counted as nothing.
   */
  async #hasFiles({ query }: Statement): Promise<boolean> {
    const files = new Map<string, Set<string>>();
    for (const { dataset, kind, periods } of scansOf(query)) {
      const folder = `${tableFolder(dataset, kind)}/`;
      const keys = files.get(folder) ?? new Set();
      for (const key of periods.flatMap((period) => period.files)) keys.add(key);
      files.set(folder, keys);
    }
    const found = await Promise.all(
      [...files].map(async ([folder, keys]) => {
        if (keys.size === 0) return true;
        const there = new Set(await this.#options.files.list(folder));
        return [...keys].every((key) => there.has(key));
      }),
    );
    return found.every((isThere) => isThere);
  }
}

/** Two starts never share a token: Athena would give the first one's execution without looking at who asks. */
function tokenOf(sql: string, { person, profile, version }: EngineAccess): string {
  return createHash('sha256')
    .update(JSON.stringify([person, profile, version, sql, randomUUID()]))
    .digest('hex');
}

function read(id: ExecutionId): AthenaExecution | { readonly refused: string } {
  const execution = readExecutionId(id);
  if (execution === null) throw forgotten();
  return execution;
}

function scansOf({ from }: Select): readonly Scan[] {
  return from.node === 'scan' ? [from] : from.terms.flatMap(scansOf);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
