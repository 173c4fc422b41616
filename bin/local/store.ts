import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { FolderAnchor } from '#adapters/local/folder-anchor.ts';
import { FolderObjectStore } from '#adapters/local/folder-objects.ts';
import { LmdbRegistry } from '#adapters/local/lmdb-registry.ts';
import { RegistryAuditLog } from '#app/audit/log.ts';
import { sealAudit } from '#app/audit/sealer.ts';
import { makeNewId } from '#app/new-id.ts';
import type { Platform } from '#app/ports.ts';
import { AppError } from '#core/model/error.ts';

/** What one data folder holds, open; several processes may have it open at once. */
export type Store = Omit<Platform, 'engine'> & {
  readonly folder: string;
  /** Writes the registry, as it is at one moment, into an empty folder. */
  copyRegistry(folder: string): Promise<void>;
  close(): Promise<void>;
};

/** Opens a data folder, and makes it when it is not there. Fails with UNAVAILABLE when it cannot be written to. */
export function openStore(path: string): Store {
  const folder = resolve(path);
  const registry = openRegistry(folder);
  const audit = new RegistryAuditLog(registry);
  const anchor = anchorOf(process.env['SAFESTATS_AUDIT_ANCHOR']);
  const objects = new FolderObjectStore(folder);
  void objects.removeAbandoned(new Date()).catch(() => 0);
  const store = {
    registry,
    audit,
    objects,
    ...(anchor === null ? {} : { anchor }),
    clock: () => new Date(),
    newId: makeNewId(),
  };
  return {
    ...store,
    folder,
    copyRegistry: (to) => registry.copyTo(to),
    close: async () => {
      await audit.close();
      if (audit.recorded)
        await sealAudit(store).catch((error: unknown) => {
          console.error(`the audit is recorded but could not be sealed: ${String(error)}`);
        });
      await registry.close();
    },
  };
}

/** A folder, best on another machine, that gets each head of the audit's chain. */
function anchorOf(folder: string | undefined): FolderAnchor | null {
  return folder === undefined || folder === '' ? null : new FolderAnchor(resolve(folder));
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
