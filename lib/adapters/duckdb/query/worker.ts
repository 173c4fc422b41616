import { type DuckDBConnection, DuckDBInstance, type DuckDBValue } from '@duckdb/node-api';
import type { Cell } from '#core/model/result.ts';
import type { Reply, Request, WorkerOptions } from './protocol.ts';
import { ResultStore, type StoredResult } from './result-store.ts';

const SETTINGS = [
  `TimeZone = 'UTC'`,
  'parquet_metadata_cache = true',
  'enable_progress_bar = true',
  'enable_progress_bar_print = false',
];

/** The process that holds DuckDB for queries. It does what it is told over IPC and keeps no state that matters. */
class Worker {
  readonly #idle: DuckDBConnection[];
  readonly #running = new Map<string, DuckDBConnection>();
  readonly #results: ResultStore;

  private constructor(connections: DuckDBConnection[], options: WorkerOptions) {
    this.#idle = connections;
    this.#results = new ResultStore({
      bytes: options.keptBytes,
      results: options.keptResults,
      ttlMs: options.keptMs,
    });
  }

  static async open(options: WorkerOptions): Promise<Worker> {
    const instance = await DuckDBInstance.create(':memory:', {
      threads: String(options.threads),
      memory_limit: `${options.memoryLimitMb}MB`,
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
    });
    const connections: DuckDBConnection[] = [];
    for (let i = 0; i < options.connections; i += 1) {
      const connection = await instance.connect();
      for (const setting of SETTINGS) await connection.run(`SET ${setting}`);
      connections.push(connection);
    }
    await connections[0]?.run('SET GLOBAL lock_configuration = true');
    return new Worker(connections, options);
  }

  async run(id: string, sql: string): Promise<Reply> {
    const connection = this.#idle.pop();
    if (connection === undefined)
      return { kind: 'failed', id, failure: 'no connection is free', interrupted: false };
    this.#running.set(id, connection);
    try {
      const result = await resultOf(connection, sql);
      this.#results.put(id, result);
      return { kind: 'done', id, rowCount: result.rowCount };
    } catch (cause) {
      const failure = cause instanceof Error ? cause.message : String(cause);
      return { kind: 'failed', id, failure, interrupted: /interrupted/i.test(failure) };
    } finally {
      this.#running.delete(id);
      this.#idle.push(connection);
    }
  }

  interrupt(id: string): void {
    this.#running.get(id)?.interrupt();
    this.#results.drop(id);
  }

  /** Share of the statement that is done, 0 to 1. */
  progress(id: string): number | null {
    const percentage = this.#running.get(id)?.progress.percentage ?? -1;
    return percentage < 0 ? null : Math.min(1, percentage / 100);
  }

  page(id: string, offset: number, count: number): ReturnType<ResultStore['page']> {
    return this.#results.page(id, offset, count);
  }
}

async function resultOf(connection: DuckDBConnection, sql: string): Promise<StoredResult> {
  const result = await connection.run(sql);
  const names = result.columnNames();
  const columns: Cell[][] = names.map(() => []);
  for (
    let chunk = await result.fetchChunk();
    chunk !== null && chunk.rowCount > 0;
    chunk = await result.fetchChunk()
  ) {
    for (const [index, values] of columns.entries())
      for (const value of chunk.getColumnValues(index)) values.push(cellOf(value));
  }
  return { names, columns, rowCount: columns[0]?.length ?? 0 };
}

function cellOf(value: DuckDBValue): Cell {
  if (value === null || typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number')
    return value;
  if (typeof value !== 'bigint') throw new Error('a column of a type that no query returns');
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}

let opened: Promise<Worker> | null = null;

function reply(message: Reply): void {
  process.send?.(message);
}

async function answer(message: Request): Promise<void> {
  if (message.kind === 'open') {
    opened = Worker.open(message.options);
    await opened;
    return reply({ kind: 'ready' });
  }
  if (opened === null) throw new Error('asked before it was opened');
  const worker = await opened;
  switch (message.kind) {
    case 'run':
      return reply(await worker.run(message.id, message.sql));
    case 'interrupt':
      return worker.interrupt(message.id);
    case 'progress':
      return reply({ kind: 'progress', call: message.call, progress: worker.progress(message.id) });
    case 'page':
      return reply({
        kind: 'page',
        call: message.call,
        page: worker.page(message.id, message.offset, message.count),
      });
  }
}

process.on('message', (message: Request) => {
  answer(message).catch((cause) => {
    console.error(cause);
    process.exit(1);
  });
});
process.on('disconnect', () => process.exit(0));
process.on('SIGINT', () => undefined);
