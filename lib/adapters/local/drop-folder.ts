import { constants, type Stats } from 'node:fs';
import { lstat, mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import {
  type DropStatement,
  dropReport,
  isDatasetFault,
  isDropData,
  isOwnFault,
  isTooLong,
  MAX_MANIFEST_BYTES,
  manifestOf,
  manifestTooLarge,
  readManifest,
  reportOf,
  takeDrop,
} from '#app/ingest/drop.ts';
import type { IngestPlatform } from '#app/ports.ts';
import { AppError } from '#core/model/error.ts';

/** Starts the name of a file that has been received and is about to go, with its manifest. */
const TAKEN = '.taken.';

export type DropFolderOptions = {
  /** How long a file must not have changed before it is taken. */
  readonly settleMs?: number;
  /** How often to look. */
  readonly pollMs?: number;
  /** After how long a file is tried again that could not be taken for a reason that is not its own. */
  readonly retryMs?: number;
  readonly onFailure?: (error: unknown) => void;
};

type Seen = { readonly bytes: number; readonly changed: number; readonly since: number };
/** A file that was not taken: as it was then, and when to try again. */
type Refused = { readonly changed: number; readonly until: number };
/** `isLater`: the manifest came after the last change of the file, which is whole then. */
type Stated = { readonly told: DropStatement; readonly isLater: boolean };

/**
 * Looks into `ingest/<agency>/<dataset>/` below the data folder and hands over what agencies drop there: a file is
 * taken once it has stopped growing, or at once when `<file>.manifest.json` has come after it, and is then gone from the
 * folder; `<file>.report.json` says what became of it. Links are never followed.
 */
export class DropFolder {
  readonly #folder: string;
  readonly #platform: IngestPlatform;
  readonly #settleMs: number;
  readonly #pollMs: number;
  readonly #retryMs: number;
  readonly #onFailure: (error: unknown) => void;
  #seen = new Map<string, Seen>();
  readonly #refused = new Map<string, Refused>();
  #timer: NodeJS.Timeout | null = null;
  #scanning: Promise<number> = Promise.resolve(0);
  #isClosed = false;

  constructor(root: string, platform: IngestPlatform, options: DropFolderOptions = {}) {
    this.#folder = join(root, 'ingest');
    this.#platform = platform;
    this.#settleMs = options.settleMs ?? 2_000;
    this.#pollMs = options.pollMs ?? 500;
    this.#retryMs = options.retryMs ?? 30_000;
    this.#onFailure = options.onFailure ?? (() => undefined);
  }

  /** Looks now and then from here on. */
  start(): void {
    const again = () => {
      if (this.#isClosed) return;
      this.#scanning = this.scan().catch((error: unknown) => {
        this.#onFailure(error);
        return 0;
      });
      void this.#scanning.then(() => {
        this.#timer = setTimeout(again, this.#pollMs);
      });
    };
    again();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#scanning;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  /** Looks once and returns how many files were taken. */
  async scan(): Promise<number> {
    await mkdir(this.#folder, { recursive: true });
    const before = this.#seen;
    this.#seen = new Map();
    let taken = 0;
    for (const path of await filesBelow(this.#folder, [], 3)) {
      try {
        if (await this.#look(path, before)) taken += 1;
      } catch (error) {
        this.#onFailure(error);
      }
    }
    return taken;
  }

  async #look(path: readonly string[], before: ReadonlyMap<string, Seen>): Promise<boolean> {
    const file = join(this.#folder, ...path);
    const name = path.at(-1) ?? '';
    const found = await lstat(file).catch(() => null);
    if (found?.isFile() && name.startsWith(TAKEN)) await removeTaken(file);
    if (found === null || !isDropData(name)) return false;
    const refused = this.#refused.get(file);
    if (refused?.changed === found.mtimeMs && Date.now() < refused.until) return false;
    const seen = before.get(file);
    const isSame = seen?.bytes === found.size && seen.changed === found.mtimeMs;
    const since = isSame ? seen.since : Date.now();
    this.#seen.set(file, { bytes: found.size, changed: found.mtimeMs, since });
    const isSettled = Date.now() - since >= this.#settleMs;
    const isNamed = !isTooLong(manifestOf(name));
    const stated = found.isFile() && isNamed ? await readStated(manifestOf(file), found.ctimeMs) : null;
    if (!isSettled && !stated?.isLater) return false;
    try {
      if (!found.isFile())
        throw new AppError('SPEC_INVALID', 'this is a link or no plain file: put the file itself here');
      await this.#take(path, file, stated?.told ?? null);
      this.#seen.delete(file);
      return true;
    } catch (error) {
      const until = isOwnFault(error) ? Number.POSITIVE_INFINITY : Date.now() + this.#retryMs;
      this.#refused.set(file, { changed: found.mtimeMs, until });
      await this.#report(file, error);
      return false;
    }
  }

  async #take(path: readonly string[], file: string, stated: DropStatement | null): Promise<void> {
    const name = basename(file);
    const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW);
    try {
      const before = await handle.stat();
      const body = handle.createReadStream({ autoClose: false, highWaterMark: 1_048_576 });
      await takeDrop(this.#platform, path, { body: body as AsyncIterable<Uint8Array>, stated });
      await rm(reportOf(file), { force: true });
      const after = await lstat(file);
      const isWhole =
        after.ino === before.ino && after.size === before.size && after.mtimeMs === before.mtimeMs;
      if (!isWhole) return;
      const taken = join(dirname(file), `${TAKEN}${name}`);
      await rename(file, taken);
      await removeTaken(taken);
    } finally {
      await handle.close();
    }
  }

  /** Lays a report beside a file that could not be taken; it stays where it is. */
  async #report(file: string, error: unknown): Promise<void> {
    if (!isOwnFault(error) && !isDatasetFault(error)) this.#onFailure(error);
    const temporary = `${reportOf(file)}.tmp`;
    try {
      await writeFile(temporary, dropReport(error));
      await rename(temporary, reportOf(file));
    } finally {
      await rm(temporary, { force: true });
    }
  }
}

/** Removes a file that has been received, after the manifest that came with it; one that came later stays. */
async function removeTaken(taken: string): Promise<void> {
  const manifest = join(dirname(taken), manifestOf(basename(taken).slice(TAKEN.length)));
  const [file, beside] = [await lstat(taken), await lstat(manifest).catch(() => null)];
  if (beside !== null && beside.ctimeMs <= file.ctimeMs) await rm(manifest, { force: true });
  await rm(taken, { force: true });
}

/** Everything below a folder that is no folder itself, as far down as drop folders go; links are not entered. */
async function filesBelow(folder: string, path: readonly string[], depth: number): Promise<string[][]> {
  const found: string[][] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const below = [...path, entry.name];
    if (!entry.isDirectory()) found.push(below);
    else if (depth > 1) found.push(...(await filesBelow(join(folder, entry.name), below, depth - 1)));
  }
  return found.sort((a, b) => (a.join('/') < b.join('/') ? -1 : 1));
}

/** The manifest beside a file, or null when there is none. */
async function readStated(path: string, changedMs: number): Promise<Stated | null> {
  const found = await lstat(path).catch(() => null);
  if (found === null) return null;
  const told = await readTold(path, found);
  return { told, isLater: !('fault' in told) && found.ctimeMs >= changedMs };
}

async function readTold(path: string, found: Stats): Promise<DropStatement> {
  if (!found.isFile()) return { fault: 'the manifest is a link or no plain file' };
  return found.size > MAX_MANIFEST_BYTES ? manifestTooLarge() : readManifest(await readFile(path, 'utf8'));
}
