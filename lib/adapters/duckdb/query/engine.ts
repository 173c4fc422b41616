import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { ExecutionPage, ExecutionState, ExecutionStatus, QueryEngine } from '#app/ports.ts';
import type { EngineAccess } from '#core/access/engine-access.ts';
import { AppError } from '#core/model/error.ts';
import { brandId, type ExecutionId } from '#core/model/id.ts';
import type { Statement } from '#core/sql/tree.ts';
import { lacksColumn, secureStatement } from './secured-scan.ts';
import { WorkerProcess } from './worker-process.ts';

export type DuckDbEngineOptions = {
  /** Folder that the keys of the object store are relative to. */
  readonly root: string;
  readonly threads?: number;
  readonly memoryLimitMb?: number;
  /** Statements that run at once; others wait. */
  readonly concurrent?: number;
  readonly keptBytes?: number;
  readonly keptResults?: number;
  readonly keptMs?: number;
};

type Execution = {
  readonly id: ExecutionId;
  sql: string;
  /** The statement for files that lack a column, as long as it has not been tried. */
  padded: string | null;
  readonly timeoutMs: number;
  readonly startedAt: number;
  state: ExecutionState;
  rowCount: number | null;
  failure: string | null;
  endedAt: number | null;
  /** Times that a worker died under it. */
  losses: number;
  timer: NodeJS.Timeout | null;
  readonly ended: Promise<void>;
  readonly end: () => void;
};

const CANCEL_GRACE_MS = 1_500;
const KEPT_EXECUTIONS = 2_000;
const MOST_LOSSES = 1;

/**
 * DuckDB over the files of a local object store, in a process of its own. A statement that does not stop when told is
 * stopped by ending that process; others that ran in it are run again, once.
 */
export class DuckDbEngine implements QueryEngine {
  readonly #options: Required<DuckDbEngineOptions>;
  readonly #executions = new Map<ExecutionId, Execution>();
  readonly #queue: Execution[] = [];
  readonly #running = new Set<Execution>();
  #worker: WorkerProcess | null = null;
  #closed = false;

  constructor(options: DuckDbEngineOptions) {
    this.#options = {
      threads: 2,
      memoryLimitMb: 2_048,
      concurrent: 2,
      keptBytes: 256 * 2 ** 20,
      keptResults: 200,
      keptMs: 10 * 60_000,
      ...options,
    };
  }

  async start(
    statement: Statement,
    { timeoutMs, access }: { readonly timeoutMs: number; readonly access: EngineAccess },
  ): Promise<ExecutionId> {
    if (this.#closed) throw new AppError('UNAVAILABLE', 'queries are shutting down; try again later');
    const secured = secureStatement(statement, access, (key) => join(this.#options.root, key));
    let end: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    const execution: Execution = {
      id: brandId<ExecutionId>(randomUUID()),
      sql: 'sql' in secured ? secured.sql : '',
      padded: 'sql' in secured ? secured.padded : null,
      timeoutMs,
      startedAt: Date.now(),
      state: 'queued',
      rowCount: null,
      failure: null,
      endedAt: null,
      losses: 0,
      timer: null,
      ended,
      end,
    };
    execution.timer = setTimeout(() => this.#timeOut(execution), timeoutMs);
    execution.timer.unref();
    this.#executions.set(execution.id, execution);
    this.#forgetOldest();
    if ('refusal' in secured) this.#end(execution, 'failed', secured.refusal);
    else this.#queue.push(execution);
    this.#admit();
    return execution.id;
  }

  async status(id: ExecutionId, waitMs: number): Promise<ExecutionStatus> {
    const execution = this.#known(id);
    if (execution.endedAt === null && waitMs > 0) {
      let timer: NodeJS.Timeout | undefined;
      const waited = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, waitMs);
      });
      await Promise.race([execution.ended, waited]);
      clearTimeout(timer);
    }
    const { state, rowCount, failure, startedAt, endedAt } = execution;
    const running = state === 'running' ? ((await this.#worker?.progress(id)) ?? null) : null;
    return {
      state,
      progress: state === 'succeeded' ? 1 : running,
      rowCount,
      bytesScanned: null,
      elapsedMs: (endedAt ?? Date.now()) - startedAt,
      failure,
    };
  }

  async page(id: ExecutionId, offset: number, count: number): Promise<ExecutionPage> {
    const execution = this.#known(id);
    if (execution.state !== 'succeeded')
      throw new AppError(
        'QUERY_NOT_READY',
        `the query is ${execution.state}; ask for its result when it has succeeded`,
      );
    const page = (await this.#worker?.page(id, offset, count)) ?? null;
    if (page !== null) return page;
    this.#executions.delete(id);
    throw forgotten();
  }

  async cancel(id: ExecutionId): Promise<void> {
    const execution = this.#known(id);
    if (execution.endedAt !== null) return;
    await this.#stop(execution, 'cancelled', null);
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const execution of this.#executions.values())
      if (execution.endedAt === null) this.#end(execution, 'cancelled', null);
    const worker = this.#worker;
    this.#worker = null;
    await worker?.close();
  }

  #known(id: ExecutionId): Execution {
    const execution = this.#executions.get(id);
    if (execution === undefined) throw forgotten();
    return execution;
  }

  #admit(): void {
    while (!this.#closed && this.#running.size < this.#options.concurrent) {
      const next = this.#queue.shift();
      if (next === undefined) return;
      if (next.endedAt !== null) continue;
      next.state = 'running';
      this.#running.add(next);
      this.#ensureWorker().run(next.id, next.sql);
    }
  }

  #ensureWorker(): WorkerProcess {
    if (this.#worker !== null) return this.#worker;
    const { threads, memoryLimitMb, concurrent, keptBytes, keptResults, keptMs } = this.#options;
    const worker: WorkerProcess = new WorkerProcess(
      { threads, memoryLimitMb, connections: concurrent + 1, keptBytes, keptResults, keptMs },
      {
        done: (id, rowCount) =>
          this.#finished(brandId<ExecutionId>(id), (execution) => {
            execution.rowCount = rowCount;
            this.#end(execution, 'succeeded', null);
          }),
        failed: (id, failure, interrupted) =>
          this.#finished(brandId<ExecutionId>(id), (execution) => {
            if (!interrupted && execution.padded !== null && lacksColumn(failure)) this.#pad(execution);
            else this.#end(execution, interrupted ? 'cancelled' : 'failed', interrupted ? null : failure);
          }),
        gone: () => this.#lost(worker),
      },
    );
    this.#worker = worker;
    return worker;
  }

  /** Runs a statement again over files that lack a column. */
  #pad(execution: Execution): void {
    execution.sql = execution.padded ?? execution.sql;
    execution.padded = null;
    execution.state = 'queued';
    this.#queue.unshift(execution);
  }

  #finished(id: ExecutionId, then: (execution: Execution) => void): void {
    const execution = this.#executions.get(id);
    if (execution === undefined) return;
    this.#running.delete(execution);
    if (execution.endedAt === null) then(execution);
    else execution.end();
    this.#admit();
  }

  /** After a worker has gone: what it was running goes back to the head of the queue, unless that killed it before. */
  #lost(worker: WorkerProcess): void {
    if (this.#worker === worker) this.#worker = null;
    for (const execution of [...this.#running].reverse()) {
      this.#running.delete(execution);
      if (execution.endedAt !== null) continue;
      execution.losses += 1;
      if (execution.losses > MOST_LOSSES || this.#closed)
        this.#end(execution, 'failed', 'the query worker ended while it ran');
      else {
        execution.state = 'queued';
        this.#queue.unshift(execution);
      }
    }
    for (const [id, execution] of this.#executions)
      if (execution.state === 'succeeded') this.#executions.delete(id);
    this.#admit();
  }

  #timeOut(execution: Execution): void {
    if (execution.endedAt !== null) return;
    void this.#stop(execution, 'failed', `it took longer than ${execution.timeoutMs} ms`);
  }

  /** Ends an execution now; if the worker does not let go of it in time, the worker is replaced. */
  async #stop(execution: Execution, state: ExecutionState, failure: string | null): Promise<void> {
    const inWorker = this.#running.has(execution);
    const worker = this.#worker;
    this.#end(execution, state, failure);
    if (!inWorker || worker === null) return;
    worker.interrupt(execution.id);
    const until = Date.now() + CANCEL_GRACE_MS;
    while (this.#running.has(execution) && Date.now() < until) await pause(10);
    if (this.#running.has(execution) && this.#worker === worker) await worker.close();
  }

  #end(execution: Execution, state: ExecutionState, failure: string | null): void {
    execution.state = state;
    execution.failure = failure;
    execution.endedAt = Date.now();
    if (execution.timer !== null) clearTimeout(execution.timer);
    execution.end();
  }

  #forgetOldest(): void {
    for (const [id, { endedAt }] of this.#executions) {
      if (this.#executions.size <= KEPT_EXECUTIONS) return;
      if (endedAt !== null) this.#executions.delete(id);
    }
  }
}

function forgotten(): AppError {
  return new AppError('NOT_FOUND', 'the engine no longer has this result; run the query again');
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
