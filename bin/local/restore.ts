import { mkdir, readdir, readFile, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import * as z from 'zod';
import { AppError } from '#core/model/error.ts';
import { BACKUP_LIST, type BackupList, copyFaults } from './backup.ts';
import { copyFile, filesUnder, syncFolder } from './copied-file.ts';

const ListSchema = z.strictObject({
  format: z.literal(1),
  at: z.string(),
  schema: z.int().min(0),
  files: z.record(
    z.string().regex(/^(?!\/)(?!(.*\/)?\.\.?(\/|$))[^\\\0]+$/),
    z.strictObject({ bytes: z.int().min(0), sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
  ),
});

/**
 * Makes a data folder of a backup. Every file is compared with the backup's list, then everything that the registry
 * points at is looked for and read; the folder gets its name last, so that one with a name is whole. Fails with CONFLICT
 * when the data folder has something in it, and with NOT_FOUND or UNAVAILABLE, and leaves nothing, when the backup is not whole.
 */
export async function restore(
  backup: string,
  data: string,
): Promise<{ readonly files: number; readonly at: string }> {
  const target = resolve(data);
  const present = await readdir(target).catch(() => null);
  if (present !== null && present.length > 0)
    throw new AppError('CONFLICT', `${data} is not empty: name a new folder, or move that one away`);
  const list = await readList(backup);
  const unfinished = `${target}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  try {
    await copyListed(resolve(backup), unfinished, list);
    const [fault] = await copyFaults(unfinished);
    if (fault !== undefined) throw notWhole(fault);
    if (present !== null) await rmdir(target);
    await rename(unfinished, target);
    await syncFolder(dirname(target));
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    throw error;
  }
  return { files: Object.keys(list.files).length, at: list.at };
}

async function copyListed(from: string, to: string, { files }: BackupList): Promise<void> {
  const there = await filesUnder(from, () => false);
  const listed = new Set([...Object.keys(files), BACKUP_LIST]);
  const added = there.find((path) => !listed.has(path));
  if (added !== undefined) throw notWhole(`${added} is not in its list`);
  await mkdir(to, { recursive: true, mode: 0o700 });
  for (const [path, { bytes, sha256 }] of Object.entries(files)) {
    const copied = await copyFile(join(from, path), join(to, path));
    if (copied === null) throw notWhole(`${path} is missing`);
    if (copied.bytes !== bytes || copied.sha256 !== sha256)
      throw notWhole(`${path} is not what was written: its sha256 differs`);
  }
}

async function readList(backup: string): Promise<BackupList> {
  const text = await readFile(join(backup, BACKUP_LIST), 'utf8').catch(() => null);
  if (text === null)
    throw new AppError('NOT_FOUND', `${backup} is no finished backup: it has no ${BACKUP_LIST}`);
  try {
    return ListSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new AppError('UNAVAILABLE', `the list of ${backup} cannot be read: take another backup`, { cause });
  }
}

function notWhole(fault: string): AppError {
  return new AppError('UNAVAILABLE', `the backup is not whole: ${fault}; take another one`);
}
