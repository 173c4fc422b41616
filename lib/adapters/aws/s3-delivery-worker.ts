import type {
  ComposeOutcome,
  ComposeTask,
  DeliveryWorker,
  ObjectStore,
  OnStep,
  RelocateTask,
  StageOutcome,
  StageTask,
} from '#app/ports.ts';
import { rejectionsKey, type Stage } from '#core/ingest/stage.ts';
import { versionFolder } from '#core/model/manifest.ts';
import { LocalCopies } from './local-copies.ts';

/** Copies as many objects at once. */
const AT_ONCE = 4;

/**
 * Lets a worker that works on a folder work on an object store: what a task reads is copied into the folder, and what it
 * wrote is in the store before its outcome is returned. One task after another; no copy outlives its task.
 */
export class S3DeliveryWorker implements DeliveryWorker {
  readonly #copies: LocalCopies;
  readonly #inner: DeliveryWorker;
  #last: Promise<unknown> = Promise.resolve();

  /** `folder` is that of the objects of `inner`. */
  constructor({
    objects,
    folder,
    inner,
  }: { readonly objects: ObjectStore; readonly folder: string; readonly inner: DeliveryWorker }) {
    this.#copies = new LocalCopies(objects, folder);
    this.#inner = inner;
  }

  stage(task: StageTask, onStep: OnStep): Promise<StageOutcome> {
    const written = [rejectionsKey(task.definition.id, task.number), task.rowsKey];
    return this.#inTurn([task.sourceKey, ...written], async () => {
      await this.#copies.bring(task.sourceKey, task);
      const outcome = await this.#inner.stage(task, onStep);
      if (outcome.kind === 'staged') for (const key of written) await this.#copies.send(key);
      return outcome;
    });
  }

  relocate(task: RelocateTask): Promise<Stage> {
    return this.#inTurn([task.stage.rowsKey, task.rowsKey], async () => {
      await this.#copies.bring(task.stage.rowsKey);
      const stage = await this.#inner.relocate(task);
      await this.#copies.send(task.rowsKey);
      return stage;
    });
  }

  compose(task: ComposeTask): Promise<ComposeOutcome> {
    const rows = task.stages.map(({ rowsKey }) => rowsKey);
    const folders = task.years.flatMap((year) =>
      (['records', 'rollup'] as const).map((kind) =>
        versionFolder(task.definition.id, kind, year, task.version),
      ),
    );
    return this.#inTurn([...rows, ...folders], async () => {
      await inParallel(rows, (key) => this.#copies.bring(key));
      const outcome = await this.#inner.compose(task);
      const files = outcome.periods.flatMap((period) => period.files);
      await inParallel(files, (file) => this.#copies.send(file.key, file));
      return outcome;
    });
  }

  async close(): Promise<void> {
    await this.#inner.close();
  }

  #inTurn<T>(keys: readonly string[], work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work).finally(() => this.#copies.remove(keys));
    this.#last = result.catch(() => undefined);
    return result;
  }
}

/** Settles when nothing is at work any more, also after a failure. */
async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const take = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
      await work(item).catch((error: unknown) => {
        waiting.length = 0;
        throw error;
      });
    }
  };
  const outcomes = await Promise.allSettled(Array.from({ length: AT_ONCE }, take));
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
}
