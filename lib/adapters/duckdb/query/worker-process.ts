import { type ChildProcess, fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Page, Reply, Request, WorkerOptions } from './protocol.ts';

const WORKER = fileURLToPath(new URL('./worker.ts', import.meta.url));

/** TypeScript is read through tsx whatever loads this file; a bundle needs nothing. */
function loaderFor(file: string): string[] {
  if (!file.endsWith('.ts')) return [];
  return ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href];
}

export type WorkerEvents = {
  readonly done: (id: string, rowCount: number) => void;
  readonly failed: (id: string, failure: string, interrupted: boolean) => void;
  /** The process has gone, asked or not; nothing that it was running will end. */
  readonly gone: () => void;
};

/** One worker process, from its start until it has gone. */
export class WorkerProcess {
  readonly #child: ChildProcess;
  readonly #calls = new Map<number, (reply: Reply | null) => void>();
  readonly ready: Promise<void>;
  #call = 0;
  #gone = false;

  constructor(options: WorkerOptions, events: WorkerEvents) {
    this.#child = fork(WORKER, [], {
      execArgv: loaderFor(WORKER),
      serialization: 'advanced',
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    let started: () => void = () => undefined;
    let refused: (cause: Error) => void = () => undefined;
    this.ready = new Promise((resolve, reject) => {
      started = resolve;
      refused = reject;
    });
    this.ready.catch(() => undefined);
    this.#child.on('message', (reply: Reply) => {
      if (reply.kind === 'ready') started();
      else if (reply.kind === 'done') events.done(reply.id, reply.rowCount);
      else if (reply.kind === 'failed') events.failed(reply.id, reply.failure, reply.interrupted);
      else this.#settle(reply.call, reply);
    });
    this.#child.on('error', () => this.kill());
    this.#child.once('exit', () => {
      this.#gone = true;
      refused(new Error('the query worker ended before it was ready'));
      for (const call of [...this.#calls.keys()]) this.#settle(call, null);
      events.gone();
    });
    this.#send({ kind: 'open', options });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  run(id: string, sql: string): void {
    this.#send({ kind: 'run', id, sql });
  }

  interrupt(id: string): void {
    this.#send({ kind: 'interrupt', id });
  }

  async progress(id: string): Promise<number | null> {
    const reply = await this.#ask((call) => ({ kind: 'progress', call, id }));
    return reply?.kind === 'progress' ? reply.progress : null;
  }

  async page(id: string, offset: number, count: number): Promise<Page | null> {
    const reply = await this.#ask((call) => ({ kind: 'page', call, id, offset, count }));
    return reply?.kind === 'page' ? reply.page : null;
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  /** Ends the process and waits until it has gone. */
  async close(): Promise<void> {
    if (this.#gone) return;
    const exit = new Promise((resolve) => this.#child.once('exit', resolve));
    this.kill();
    await exit;
  }

  #ask(request: (call: number) => Request): Promise<Reply | null> {
    if (this.#gone) return Promise.resolve(null);
    this.#call += 1;
    const call = this.#call;
    return new Promise((resolve) => {
      this.#calls.set(call, resolve);
      this.#send(request(call));
    });
  }

  #settle(call: number, reply: Reply | null): void {
    this.#calls.get(call)?.(reply);
    this.#calls.delete(call);
  }

  #send(request: Request): void {
    if (!this.#gone) this.#child.send(request, () => undefined);
  }
}
