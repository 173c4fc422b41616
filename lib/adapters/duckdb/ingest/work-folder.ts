import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const PREFIX = 'ingest-';

/** A folder for the files of one task, on the disk of the objects; what is finished is moved to its key. */
export class WorkFolder {
  readonly path: string;
  readonly #root: string;

  private constructor(root: string, path: string) {
    this.#root = root;
    this.path = path;
  }

  static async make(root: string): Promise<WorkFolder> {
    const path = join(root, '.tmp', `${PREFIX}${process.pid}-${randomUUID()}`);
    await mkdir(path, { recursive: true });
    return new WorkFolder(root, path);
  }

  file(name: string): string {
    return join(this.path, name);
  }

  /** Where an object is, for programs that read files by themselves. */
  objectPath(key: string): string {
    return join(this.#root, ...key.split('/'));
  }

  /** Makes a finished file the object `key`: flushed first, then renamed, so that it is there whole or not at all. */
  async publish(file: string, key: string): Promise<{ bytes: number; sha256: string }> {
    const measured = await measure(file);
    const target = this.objectPath(key);
    await mkdir(dirname(target), { recursive: true });
    await sync(file);
    await rename(file, target);
    await sync(dirname(target));
    return measured;
  }

  async remove(): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }
}

/** Removes the work folders of processes that are no more. */
export async function removeStaleFolders(root: string): Promise<void> {
  const folder = join(root, '.tmp');
  for (const name of await readdir(folder).catch(() => [])) {
    const pid = name.startsWith(PREFIX) ? Number.parseInt(name.slice(PREFIX.length), 10) : Number.NaN;
    if (!Number.isNaN(pid) && !(await isRunning(pid)))
      await rm(join(folder, name), { recursive: true, force: true });
  }
}

async function measure(file: string): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256');
  for await (const part of createReadStream(file, { highWaterMark: 1_048_576 }))
    hash.update(part as Uint8Array);
  return { bytes: (await stat(file)).size, sha256: hash.digest('hex') };
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Whether a process is still running; one that has ended but was not yet waited for is not. */
export async function isRunning(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) !== 'Z';
}
