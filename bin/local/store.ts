import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { monotonicFactory } from 'ulid';
import { FileAuditLog } from '#adapters/local/file-audit.ts';
import { FolderObjectStore } from '#adapters/local/folder-objects.ts';
import { LmdbRegistry } from '#adapters/local/lmdb-registry.ts';
import type { Platform } from '#app/ports.ts';
import { AppError } from '#core/model/error.ts';

/** What one data folder holds, open; several processes may have it open at once. */
export type Store = Omit<Platform, 'engine'> & { readonly folder: string; close(): Promise<void> };

/** Opens a data folder, and makes it when it is not there. Fails with UNAVAILABLE when it cannot be written to. */
export function openStore(path: string): Store {
  const folder = resolve(path);
  const registry = openRegistry(folder);
  const audit = new FileAuditLog(folder);
  const newUlid = monotonicFactory();
  const objects = new FolderObjectStore(folder);
  void objects.removeAbandoned(new Date()).catch(() => 0);
  return {
    folder,
    registry,
    audit,
    objects,
    clock: () => new Date(),
    newId: () => newUlid(),
    close: async () => {
      await audit.close();
      await registry.close();
    },
  };
}

function openRegistry(folder: string): LmdbRegistry {
  try {
    mkdirSync(folder, { recursive: true });
    return new LmdbRegistry(join(folder, 'registry'));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new AppError(
      'UNAVAILABLE',
      `the data folder ${folder} cannot be opened (${why}): it must be a folder on a disk with room that may be written to`,
      { cause },
    );
  }
}
