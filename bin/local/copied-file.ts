import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { mkdir, open, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** What was copied of one file; `mark` changes when the file is replaced. */
export type CopiedFile = { readonly bytes: number; readonly sha256: string; readonly mark: string };

const PART_BYTES = 1 << 20;

/** Copies a file and flushes it; null when it is not there (any more). Only its owner can read the copy. */
export async function copyFile(from: string, to: string): Promise<CopiedFile | null> {
  const source = await open(from, constants.O_RDONLY | constants.O_NOFOLLOW).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  });
  if (source === null) return null;
  try {
    const mark = markOf(await source.stat());
    await mkdir(dirname(to), { recursive: true, mode: 0o700 });
    const target = await open(to, 'w', 0o600);
    try {
      const hash = createHash('sha256');
      let bytes = 0;
      for (;;) {
        const { bytesRead, buffer } = await source.read(Buffer.alloc(PART_BYTES), 0, PART_BYTES);
        if (bytesRead === 0) break;
        const part = buffer.subarray(0, bytesRead);
        hash.update(part);
        await target.writeFile(part);
        bytes += bytesRead;
      }
      await target.sync();
      return { bytes, sha256: hash.digest('hex'), mark };
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

/** What tells a file from one that took its place. */
export function markOf({
  ino,
  size,
  mtimeMs,
}: {
  readonly ino: number;
  readonly size: number;
  readonly mtimeMs: number;
}): string {
  return `${ino}-${size}-${mtimeMs}`;
}

/** Paths of the files below a folder, with slashes, in the order of their names; what `skips` says is left out. */
export async function filesUnder(
  folder: string,
  skips: (path: string) => boolean,
  at = '',
): Promise<string[]> {
  const entries = await readdir(join(folder, at), { withFileTypes: true }).catch((error: unknown) => {
    if (at !== '' && error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  });
  const found: string[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = at === '' ? entry.name : `${at}/${entry.name}`;
    if (skips(path)) continue;
    if (entry.isDirectory()) found.push(...(await filesUnder(folder, skips, path)));
    else if (entry.isFile()) found.push(path);
  }
  return found;
}

/** Bytes and sha256 of a file; it is flushed to the disk as well. */
export async function hashOf(path: string): Promise<{ readonly bytes: number; readonly sha256: string }> {
  const file = await open(path, 'r+');
  try {
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const part of file.createReadStream({ autoClose: false, highWaterMark: PART_BYTES })) {
      hash.update(part as Buffer);
      bytes += (part as Buffer).byteLength;
    }
    await file.sync();
    return { bytes, sha256: hash.digest('hex') };
  } finally {
    await file.close();
  }
}

/** Writes a file that is there, whole, after the power goes. */
export async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes a name in a folder outlast the power. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
