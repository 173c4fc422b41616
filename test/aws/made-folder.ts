import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type MadeFolder = {
  readonly path: string;
  /** Every file in it, at any depth. */
  readonly files: () => Promise<readonly string[]>;
  readonly remove: () => Promise<void>;
};

/** An empty folder. */
export async function makeFolder(): Promise<MadeFolder> {
  const path = await mkdtemp(join(tmpdir(), 'safestats-aws-'));
  return {
    path,
    files: async () =>
      (await readdir(path, { withFileTypes: true, recursive: true }))
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1)),
    remove: () => rm(path, { recursive: true, force: true }),
  };
}
