import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { AuditEvent, AuditLog, Clock } from '#app/ports.ts';
import { AppError } from '#core/model/error.ts';
import { diskFault } from './disk-fault.ts';

type Waiting = {
  readonly event: AuditEvent;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
};

/**
 * The audit as JSON Lines, one file per UTC day: `audit/local/yyyy/mm/dd/events.jsonl` below the data folder.
 * Events that arrive while the disk is being flushed share the next flush. Each log counts its own lines (`shard`,
 * `sequence`), so that a line taken out shows, however many processes write to the file.
 */
export class FileAuditLog implements AuditLog {
  readonly #folder: string;
  readonly #clock: Clock;
  readonly #shard = randomUUID();
  #sequence = 0;
  #waiting: Waiting[] = [];
  #flushing: Promise<void> | null = null;
  #file: { readonly path: string; readonly handle: FileHandle } | null = null;
  #torn = false;

  constructor(folder: string, clock: Clock = () => new Date()) {
    this.#folder = folder;
    this.#clock = clock;
  }

  record(event: AuditEvent): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ event, resolve, reject });
      this.#flushing ??= this.#flush();
    });
  }

  async close(): Promise<void> {
    await this.#flushing;
    await this.#file?.handle.close();
    this.#file = null;
  }

  async #flush(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      try {
        const now = this.#clock().toISOString();
        const handle = await this.#open(now.slice(0, 10));
        for (const { event } of batch) await this.#append(handle, now, event);
        await handle.datasync();
        for (const { resolve } of batch) resolve();
      } catch (error) {
        for (const { reject } of batch) reject(diskFault(error));
      }
    }
    this.#flushing = null;
  }

  async #append(handle: FileHandle, at: string, event: AuditEvent): Promise<void> {
    const line = `${JSON.stringify({ at, shard: this.#shard, sequence: this.#sequence + 1, ...event })}\n`;
    const bytes = Buffer.from(this.#torn ? `\n${line}` : line);
    const { bytesWritten } = await handle.write(bytes);
    this.#torn = bytesWritten !== bytes.length;
    if (this.#torn) {
      throw new AppError('UNAVAILABLE', 'the disk of the data folder is full: make room, then try again', {
        cause: new Error('the audit file took only a part of a line'),
      });
    }
    this.#sequence += 1;
  }

  async #open(day: string): Promise<FileHandle> {
    const folder = join(this.#folder, 'audit', 'local', ...day.split('-'));
    const path = join(folder, 'events.jsonl');
    if (this.#file?.path === path) return this.#file.handle;
    await this.#file?.handle.close();
    this.#file = null;
    await mkdir(folder, { recursive: true });
    const handle = await open(path, 'a+');
    this.#torn = await endsTorn(handle);
    this.#file = { path, handle };
    return handle;
  }
}

/** A process killed in the middle of a write may leave a part of a line; the next line must not be glued to it. */
async function endsTorn(handle: FileHandle): Promise<boolean> {
  const { size } = await handle.stat();
  if (size === 0) return false;
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer[0] !== 0x0a;
}
