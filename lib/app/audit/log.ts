import type { AuditEvent, AuditLog, Clock, Registry, RegistryWrite } from '#app/ports.ts';
import { AppError } from '#core/model/error.ts';
import { type Batch, batchSort, LOCAL_REGION, PENDING_PARTITION, SHARD_PARTITION } from './chain.ts';
import { lineOf, SHARD_START, type ShardEnd } from './event.ts';
import { PersonalVault } from './personal.ts';
import { newShardId } from './region.ts';

/** Within an item's 400 kB, with room for JSON's escapes of quotes: a line is text within text. */
const MAX_BATCH_BYTES = 180_000;
/** Within a transaction's 100 writes: each event with personal values brings its key. */
const MAX_KEYS = 90;

type Waiting = {
  readonly event: AuditEvent;
  readonly bytes: number;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
};
type Shard = { readonly id: string; readonly version: number; readonly end: ShardEnd };
type Prepared = { readonly batch: Batch; readonly end: ShardEnd; readonly keys: readonly RegistryWrite[] };

/**
 * The audit in the registry, until it is sealed. Events that arrive while a transaction is on its way share the next.
 * Each log is a shard: it counts its events, and the counter is in the transaction of the events, so that one that is
 * taken out shows. What is recorded in a region is sealed there.
 */
export class RegistryAuditLog implements AuditLog {
  readonly #registry: Registry;
  readonly #clock: Clock;
  readonly #vault: PersonalVault;
  readonly #region: string;
  #shard: Shard;
  #at = '';
  #waiting: Waiting[] = [];
  #flushing: Promise<void> | null = null;

  constructor(registry: Registry, clock: Clock = () => new Date(), region = LOCAL_REGION) {
    this.#registry = registry;
    this.#clock = clock;
    this.#vault = new PersonalVault(registry);
    this.#region = region;
    this.#shard = newShard(region);
  }

  record(event: AuditEvent): Promise<void> {
    return new Promise((resolve, reject) => {
      const bytes = Buffer.byteLength(JSON.stringify(event));
      if (bytes > MAX_BATCH_BYTES / 2)
        throw new AppError(
          'TOO_LARGE',
          `what would be written to the audit has ${bytes} bytes: ask for less at once`,
        );
      this.#waiting.push({ event, bytes, resolve, reject });
      this.#flushing ??= this.#flush();
    });
  }

  /** Whether this log has recorded anything. */
  get recorded(): boolean {
    return this.#at !== '';
  }

  /** Settles when everything that was recorded is in. */
  async close(): Promise<void> {
    await this.#flushing;
  }

  async #flush(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#take();
      try {
        await this.#commit(batch);
        for (const { resolve } of batch) resolve();
      } catch (error) {
        this.#shard = newShard(this.#region);
        for (const { event, reject } of batch) reject(unwritten(event, error));
      }
    }
    this.#flushing = null;
  }

  #take(): readonly Waiting[] {
    let [bytes, keys, count] = [0, 0, 0];
    for (const { event, bytes: more } of this.#waiting) {
      bytes += more;
      if (event.personal !== undefined) keys += 1;
      if (count > 0 && (bytes > MAX_BATCH_BYTES || keys > MAX_KEYS)) break;
      count += 1;
    }
    return this.#waiting.splice(0, count);
  }

  async #commit(waiting: readonly Waiting[]): Promise<void> {
    const events = waiting.map(({ event }) => event);
    try {
      await this.#write(events);
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'CONFLICT')) throw error;
      this.#shard = newShard(this.#region);
      await this.#write(events);
    }
  }

  async #write(events: readonly AuditEvent[]): Promise<void> {
    const now = this.#clock().toISOString();
    this.#at = now > this.#at ? now : this.#at;
    const { id, version } = this.#shard;
    const { batch, end, keys } = await this.#prepare(events, this.#at);
    await this.#registry.transact([
      { kind: 'put', partition: SHARD_PARTITION, sort: id, value: end, expected: version },
      { kind: 'put', partition: PENDING_PARTITION, sort: batchSort(batch), value: batch, expected: 0 },
      ...keys,
    ]);
    this.#shard = { id, version: version + 1, end };
  }

  async #prepare(events: readonly AuditEvent[], at: string): Promise<Prepared> {
    const { id: shard, end } = this.#shard;
    const lines: string[] = [];
    const keys: RegistryWrite[] = [];
    let { sequence, link } = end;
    for (const { personal, ...clear } of events) {
      sequence += 1;
      const sealed =
        personal === undefined
          ? null
          : await this.#vault.encrypt({ effect: clear.effect, shard, sequence }, personal);
      if (sealed !== null) keys.push(sealed.write);
      const more = sealed === null ? {} : { personal: sealed.encrypted };
      const made = lineOf({ at, shard, sequence, ...clear, ...more }, link);
      lines.push(made.line);
      link = made.link;
    }
    const batch = { shard, first: end.sequence + 1, last: sequence, at, lines };
    return { batch, end: { sequence, link }, keys };
  }
}

function unwritten({ phase }: AuditEvent, cause: unknown): AppError {
  if (cause instanceof AppError) return cause;
  const then = phase === 'intent' ? 'so nothing was done' : 'look whether it was done before you try again';
  const message = `the audit cannot be written at the moment, ${then}: make sure that the disk has room`;
  return new AppError('UNAVAILABLE', message, { cause });
}

function newShard(region: string): Shard {
  return { id: newShardId(region), version: 0, end: SHARD_START };
}
