import { existsSync } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { audited } from '#app/audit/audited.ts';
import { LOCAL_REGION, readChain, sealedPrefix } from '#app/audit/chain.ts';
import { numberOfKey } from '#app/audit/sealed-object.ts';
import { verifyAudit } from '#app/audit/verify.ts';
import type { Caller } from '#app/caller.ts';
import { examine } from '#app/doctor.ts';
import { readSchema, SCHEMA_VERSION } from '#app/migration/schema.ts';
import { AppError } from '#core/model/error.ts';
import {
  type CopiedFile,
  copyFile,
  filesUnder,
  hashOf,
  markOf,
  syncFolder,
  writeDurably,
} from './copied-file.ts';
import { openStore, type Store } from './store.ts';

/** The list of a backup: every file with its sha256. It is written last, so a backup that has one is whole. */
export const BACKUP_LIST = 'backup.json';

export type BackupList = {
  readonly format: 1;
  readonly at: string;
  readonly schema: number;
  readonly files: Readonly<Record<string, { readonly bytes: number; readonly sha256: string }>>;
};

const REGISTRY_FILE = 'registry/data.mdb';
const ATTEMPTS = 3;
/** The registry is copied by itself; drop folders hold what is not taken over yet. */
const LEFT_OUT = /^(registry|\.tmp|ingest)(\/|$)/;

/**
 * Copies a data folder that others go on working on into a new folder, and tells the audit. The copy is that of the
 * moment at which the registry is copied: objects are copied before, and what has come since after it, then
 * everything that the copied registry points at is looked for and read. Fails with CONFLICT when the target exists, and
 * with UNAVAILABLE, and leaves nothing, when what is copied is not whole.
 */
export async function backUp(
  store: Store,
  caller: Pick<Caller, 'user' | 'organisation'>,
  target: string,
): Promise<{ readonly files: number; readonly bytes: number }> {
  const path = resolve(target);
  if (existsSync(path)) throw new AppError('CONFLICT', `${target} is there already: name a new folder`);
  if (path.startsWith(`${store.folder}/`))
    throw new AppError('CONFLICT', `${target} is inside the data folder: name a folder outside`);
  return audited(store, caller, 'administration', 'data/backup', { change: 'backup' }, async () => {
    const unfinished = `${path}.unfinished`;
    let faults: readonly string[] = [];
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      await rm(unfinished, { recursive: true, force: true });
      try {
        const { objects, at } = await copyWhole(store, unfinished);
        faults = await copyFaults(unfinished);
        if (faults.length === 0) {
          const list = await listOf(store, unfinished, objects, at);
          await writeDurably(join(unfinished, BACKUP_LIST), JSON.stringify(list, null, 2));
          await rename(unfinished, path);
          await syncFolder(dirname(path));
          const copied = Object.values(list.files);
          return { files: copied.length, bytes: copied.reduce((sum, { bytes }) => sum + bytes, 0) };
        }
      } catch (error) {
        await rm(unfinished, { recursive: true, force: true });
        throw error;
      }
    }
    await rm(unfinished, { recursive: true, force: true });
    throw new AppError('UNAVAILABLE', `the copy is not whole: ${faults[0]}; run doctor, then try again`);
  });
}

/** What a copied data folder lacks, by its own registry. */
export async function copyFaults(folder: string): Promise<readonly string[]> {
  const copy = openStore(folder);
  try {
    if (((await readSchema(copy.registry)) ?? SCHEMA_VERSION) !== SCHEMA_VERSION) {
      const { firstBreak } = await verifyAudit(copy);
      return firstBreak === null ? [] : [`the audit: ${firstBreak.problem}`];
    }
    const found: string[] = [];
    for await (const { subject, faults } of examine(copy, { hashes: true, atWork: true }))
      found.push(...faults.map((fault) => `${subject}: ${fault}`));
    return found;
  } finally {
    await copy.close();
  }
}

async function copyWhole(
  store: Store,
  to: string,
): Promise<{ readonly objects: ReadonlyMap<string, CopiedFile>; readonly at: string }> {
  await mkdir(to, { recursive: true, mode: 0o700 });
  const copied = new Map<string, CopiedFile>();
  await copyObjects(store.folder, to, copied);
  const at = store.clock().toISOString();
  await store.copyRegistry(join(to, 'registry'));
  await copyObjects(store.folder, to, copied);
  for (const path of await laterSeals(to)) {
    await rm(join(to, path));
    copied.delete(path);
  }
  return { objects: copied, at };
}

/** Objects of the audit that were sealed after the registry was copied: its events are in the copied registry still. */
async function laterSeals(to: string): Promise<readonly string[]> {
  const copy = openStore(to);
  try {
    const { chain } = await readChain(copy, LOCAL_REGION);
    const last = chain.head?.number ?? 0;
    const keys = await copy.objects.list(sealedPrefix(LOCAL_REGION));
    return keys.filter((key) => (numberOfKey(LOCAL_REGION, key) ?? 0) > last);
  } finally {
    await copy.close();
  }
}

/** Closes the copy off: what the looking has left goes, and the registry's own file is listed last. */
async function listOf(
  store: Store,
  to: string,
  objects: ReadonlyMap<string, CopiedFile>,
  at: string,
): Promise<BackupList> {
  await rm(join(to, '.tmp'), { recursive: true, force: true });
  await rm(join(to, 'registry', 'lock.mdb'), { force: true });
  const files: Record<string, { readonly bytes: number; readonly sha256: string }> = {};
  for (const [path, { bytes, sha256 }] of objects) files[path] = { bytes, sha256 };
  files[REGISTRY_FILE] = await hashOf(join(to, REGISTRY_FILE));
  const schema = (await readSchema(store.registry)) ?? SCHEMA_VERSION;
  return { format: 1, at, schema, files };
}

/** Copies what is new or another than when it was copied. */
async function copyObjects(from: string, to: string, copied: Map<string, CopiedFile>): Promise<void> {
  for (const path of await filesUnder(from, (one) => LEFT_OUT.test(one))) {
    const known = copied.get(path);
    const now = await stat(join(from, path)).catch(() => null);
    if (now === null || (known !== undefined && known.mark === markOf(now))) continue;
    const file = await copyFile(join(from, path), join(to, path));
    if (file !== null) copied.set(path, file);
  }
}
