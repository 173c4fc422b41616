import { createHash, randomUUID } from 'node:crypto';
import { constants, mkdirSync, realpathSync } from 'node:fs';
import {
  type FileHandle,
  link,
  lstat,
  mkdir,
  open,
  readdir,
  realpath,
  rename,
  rm,
  rmdir,
  unlink,
} from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { checkObjectKey, checkObjectPrefix, isReserved } from '#app/object-key.ts';
import type { ObjectStore } from '#app/ports.ts';
import { AppError } from '#core/model/error.ts';
import { diskFault } from './disk-fault.ts';

const TEMPORARY = '.tmp';
const PART_BYTES = 256 * 1024;
const ABANDONED_MS = 24 * 60 * 60_000;

/**
 * Objects as files below one folder. A write goes to a temporary file on the same disk, is flushed and then renamed,
 * so that a reader finds the old object or the new one. Symbolic links below the folder are never followed out of it.
 */
export class FolderObjectStore implements ObjectStore {
  readonly #root: string;

  constructor(root: string) {
    mkdirSync(join(root, TEMPORARY), { recursive: true });
    this.#root = realpathSync(root);
  }

  /** Where the object is or would be, for programs on this machine that read files by themselves. */
  pathOf(key: string): string {
    checkObjectKey(key);
    return join(this.#root, ...key.split('/'));
  }

  /** Removes what killed processes left half written: temporary files untouched for a day. Returns how many. */
  async removeAbandoned(now: Date): Promise<number> {
    const folder = join(this.#root, TEMPORARY);
    let removed = 0;
    for (const name of await readdir(folder)) {
      const found = await lstat(join(folder, name)).catch(() => null);
      if (found === null || now.getTime() - found.mtimeMs < ABANDONED_MS) continue;
      await rm(join(folder, name), { force: true });
      removed += 1;
    }
    return removed;
  }

  async get(key: string): Promise<Uint8Array | null> {
    const file = await this.#open(key);
    if (file === null) return null;
    try {
      return new Uint8Array(await file.readFile());
    } finally {
      await file.close();
    }
  }

  async put(
    key: string,
    body: Uint8Array | string,
    options: { readonly ifAbsent?: boolean } = {},
  ): Promise<void> {
    await this.#write(key, options.ifAbsent === true, (file) => file.writeFile(body));
  }

  async putStream(
    key: string,
    body: AsyncIterable<Uint8Array>,
  ): Promise<{ readonly bytes: number; readonly sha256: string }> {
    const hash = createHash('sha256');
    let bytes = 0;
    await this.#write(key, false, async (file) => {
      for await (const part of body) {
        hash.update(part);
        bytes += part.byteLength;
        await file.writeFile(part);
      }
    });
    return { bytes, sha256: hash.digest('hex') };
  }

  async *read(
    key: string,
    options: { readonly start?: number; readonly end?: number } = {},
  ): AsyncIterable<Uint8Array> {
    const file = await this.#open(key);
    if (file === null) throw notFound();
    try {
      let position = options.start ?? 0;
      const last = options.end ?? Number.POSITIVE_INFINITY;
      while (position <= last) {
        const size = Math.min(PART_BYTES, last - position + 1);
        const { bytesRead, buffer } = await file.read(Buffer.alloc(size), 0, size, position);
        if (bytesRead === 0) return;
        position += bytesRead;
        yield buffer.subarray(0, bytesRead);
      }
    } finally {
      await file.close();
    }
  }

  async size(key: string): Promise<number | null> {
    const file = await this.#open(key);
    if (file === null) return null;
    try {
      return (await file.stat()).size;
    } finally {
      await file.close();
    }
  }

  async list(prefix: string): Promise<readonly string[]> {
    checkObjectPrefix(prefix);
    const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1);
    const keys: string[] = [];
    await this.#collect(folder, prefix, keys);
    return keys
      .map((key) => ({ key, bytes: Buffer.from(key) }))
      .sort((a, b) => a.bytes.compare(b.bytes))
      .map(({ key }) => key);
  }

  async delete(key: string): Promise<void> {
    const path = this.pathOf(key);
    if (!(await this.#isInside(dirname(path)))) return;
    try {
      if ((await lstat(path)).isDirectory()) return;
      await unlink(path);
    } catch (error) {
      if (!isAbsent(error)) throw error;
    }
    await this.#prune(dirname(path));
  }

  async deleteAll(prefix: string): Promise<void> {
    for (const key of await this.list(prefix)) await this.delete(key);
  }

  async #open(key: string): Promise<FileHandle | null> {
    const path = this.pathOf(key);
    if (!(await this.#isInside(dirname(path)))) return null;
    try {
      const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
      if ((await file.stat()).isFile()) return file;
      await file.close();
      return null;
    } catch (error) {
      if (isAbsent(error)) return null;
      throw error;
    }
  }

  async #write(key: string, ifAbsent: boolean, fill: (file: FileHandle) => Promise<void>): Promise<void> {
    const path = this.pathOf(key);
    const temporary = join(this.#root, TEMPORARY, randomUUID());
    try {
      const file = await open(temporary, 'wx');
      try {
        await fill(file);
        await file.sync();
      } finally {
        await file.close();
      }
      await this.#place(temporary, path, ifAbsent);
    } catch (error) {
      throw diskFault(error);
    } finally {
      await rm(temporary, { force: true });
    }
  }

  async #place(temporary: string, path: string, ifAbsent: boolean): Promise<void> {
    const folder = dirname(path);
    for (let attempt = 0; ; attempt++) {
      try {
        await mkdir(folder, { recursive: true });
        if (!(await this.#isInside(folder))) throw notFound();
        if (ifAbsent) await link(temporary, path);
        else await rename(temporary, path);
        break;
      } catch (error) {
        if (hasCode(error, 'EEXIST', 'EISDIR', 'ENOTDIR', 'ENOTEMPTY')) {
          throw new AppError('CONFLICT', 'the object exists already', { cause: error });
        }
        if (!hasCode(error, 'ENOENT') || attempt >= 5) throw error;
      }
    }
    await syncFolder(folder);
  }

  async #collect(folder: string, prefix: string, keys: string[]): Promise<void> {
    const path = join(this.#root, ...folder.split('/').filter((segment) => segment !== ''));
    if (!(await this.#isInside(path))) return;
    const entries = await readdir(path, { withFileTypes: true }).catch((error: unknown) => {
      if (isAbsent(error)) return [];
      throw error;
    });
    for (const entry of entries) {
      if (folder === '' && isReserved(entry.name)) continue;
      const key = `${folder}${entry.name}`;
      if (entry.isDirectory()) {
        if (`${key}/`.startsWith(prefix) || prefix.startsWith(`${key}/`))
          await this.#collect(`${key}/`, prefix, keys);
      } else if (entry.isFile() && key.startsWith(prefix)) {
        keys.push(key);
      }
    }
  }

  async #isInside(folder: string): Promise<boolean> {
    try {
      const real = await realpath(folder);
      return real === this.#root || real.startsWith(`${this.#root}${sep}`);
    } catch (error) {
      if (isAbsent(error)) return false;
      throw error;
    }
  }

  /** An object store knows no empty folders; a folder that has just got a file again stays. */
  async #prune(folder: string): Promise<void> {
    for (let path = folder; path.startsWith(`${this.#root}${sep}`); path = dirname(path)) {
      try {
        await rmdir(path);
      } catch {
        return;
      }
    }
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, constants.O_RDONLY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function notFound(): AppError {
  return new AppError('NOT_FOUND', 'there is no such object');
}

function isAbsent(error: unknown): boolean {
  return hasCode(error, 'ENOENT', 'ENOTDIR', 'ELOOP');
}

function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return (
    error instanceof Error && 'code' in error && typeof error.code === 'string' && codes.includes(error.code)
  );
}
