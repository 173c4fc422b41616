import { type ChildProcess, fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type {
  ComposeOutcome,
  ComposeTask,
  DeliveryWorker,
  OnStep,
  RelocateTask,
  StageOutcome,
  StageTask,
} from '#app/ports.ts';
import type { Boundaries } from '#core/geo/boundaries.ts';
import type { Stage } from '#core/ingest/stage.ts';
import { AppError } from '#core/model/error.ts';
import type { Reply, Request } from './message.ts';

type Result = Extract<Reply, { kind: 'done' }>['result'];
type Body = Request extends infer R ? (R extends Request ? Omit<R, 'id'> : never) : never;
type Pending = {
  readonly onStep: OnStep;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: Error) => void;
};

const PROCESS_FILE = fileURLToPath(new URL('./worker-process.ts', import.meta.url));

/** TypeScript is read through tsx whatever loads this file; a bundle needs nothing. */
function loaderFor(file: string): string[] {
  if (!file.endsWith('.ts')) return [];
  return ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href];
}

/**
 * Runs deliveries in a process of its own, one task after another, started when it is first needed and again when it
 * has died: then what it was doing fails with UNAVAILABLE and can be repeated.
 */
export class ForkedDeliveryWorker implements DeliveryWorker {
  readonly #root: string;
  readonly #processFile: string;
  #child: ChildProcess | null = null;
  #boundaries: string | null = null;
  #nextId = 1;
  #last: Promise<unknown> = Promise.resolve();
  readonly #pending = new Map<number, Pending>();

  /** `root` is the folder of the objects. */
  constructor(root: string, processFile = PROCESS_FILE) {
    this.#root = root;
    this.#processFile = processFile;
  }

  /** Starts the process ahead of its first task; returns its id. */
  start(): number | undefined {
    return this.#start().pid;
  }

  stage(task: StageTask, onStep: OnStep): Promise<StageOutcome> {
    const { boundaries, ...rest } = task;
    return this.#inTurn(async () => {
      await this.#sendBoundaries(boundaries);
      return (await this.#ask({ kind: 'stage', task: rest }, onStep)) as StageOutcome;
    });
  }

  relocate(task: RelocateTask): Promise<Stage> {
    const { boundaries, ...rest } = task;
    return this.#inTurn(async () => {
      await this.#sendBoundaries(boundaries);
      return (await this.#ask({ kind: 'relocate', task: rest })) as Stage;
    });
  }

  compose(task: ComposeTask): Promise<ComposeOutcome> {
    return this.#inTurn(async () => (await this.#ask({ kind: 'compose', task })) as ComposeOutcome);
  }

  async close(): Promise<void> {
    const child = this.#child;
    if (child === null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    if (child.connected) child.disconnect();
    const timer = setTimeout(() => child.kill('SIGKILL'), 2_000);
    await ended;
    clearTimeout(timer);
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => undefined);
    return result;
  }

  async #sendBoundaries(boundaries: readonly Boundaries[]): Promise<void> {
    const identity = boundaries.map(({ level, vintage, hash }) => `${level}/${vintage}/${hash}`).join(' ');
    this.#start();
    if (identity === this.#boundaries) return;
    await this.#ask({ kind: 'boundaries', boundaries });
    this.#boundaries = identity;
  }

  #ask(body: Body, onStep: OnStep = async () => undefined): Promise<Result> {
    const id = this.#nextId++;
    const child = this.#start();
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { onStep, resolve, reject });
      child.send({ ...body, id }, (error) => {
        if (error !== null) this.#settle(id)?.reject(unavailable(error));
      });
    });
  }

  #start(): ChildProcess {
    if (this.#child !== null) return this.#child;
    const child = fork(this.#processFile, [this.#root], {
      serialization: 'advanced',
      execArgv: loaderFor(this.#processFile),
      stdio: ['ignore', 2, 2, 'ipc'],
    });
    this.#child = child;
    this.#boundaries = null;
    child.on('message', (reply: Reply) => this.#hear(child, reply));
    child.on('error', (error) => this.#lose(child, error));
    child.on('exit', (code, signal) => this.#lose(child, new Error(`the worker ended (${signal ?? code})`)));
    return child;
  }

  #hear(child: ChildProcess, reply: Reply): void {
    const pending = this.#pending.get(reply.id);
    if (pending === undefined) return;
    if (reply.kind === 'step') {
      pending.onStep(reply.step).then(
        () => child.connected && child.send({ id: reply.id, kind: 'go-on' }),
        (error: Error) => {
          this.#settle(reply.id)?.reject(error);
          child.kill('SIGKILL');
        },
      );
    } else if (reply.kind === 'done') {
      this.#settle(reply.id)?.resolve(reply.result);
    } else {
      this.#settle(reply.id)?.reject(new Error('the worker failed', { cause: reply.stack ?? reply.message }));
    }
  }

  #lose(child: ChildProcess, error: Error): void {
    if (this.#child !== child) return;
    this.#child = null;
    for (const id of [...this.#pending.keys()]) this.#settle(id)?.reject(unavailable(error));
  }

  #settle(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    return pending;
  }
}

function unavailable(cause: Error): AppError {
  return new AppError(
    'UNAVAILABLE',
    'the process that reads deliveries ended; the delivery is taken up again',
    { cause },
  );
}
