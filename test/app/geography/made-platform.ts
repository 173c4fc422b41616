import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monotonicFactory } from 'ulid';
import { FolderObjectStore } from '#adapters/local/folder-objects.ts';
import { LmdbRegistry } from '#adapters/local/lmdb-registry.ts';
import type { AuditEvent, Platform } from '#app/ports.ts';

/** A platform in a temporary folder whose audit is kept in `events`; it has no engine. */
export type MadePlatform = Platform & { readonly events: readonly AuditEvent[]; remove(): Promise<void> };

/** Makes a platform; its clock gains a second at each look. */
export async function makePlatform(): Promise<MadePlatform> {
  const folder = await mkdtemp(join(tmpdir(), 'safestats-geography-'));
  const registry = new LmdbRegistry(join(folder, 'registry'));
  const events: AuditEvent[] = [];
  let seconds = 0;
  return {
    registry,
    objects: new FolderObjectStore(join(folder, 'objects')),
    engine: {
      start: unused,
      status: unused,
      page: unused,
      cancel: unused,
      close: unused,
    },
    audit: {
      record: async (event) => {
        events.push(event);
      },
    },
    clock: () => {
      seconds += 1;
      return new Date(Date.UTC(2024, 0, 1) + seconds * 1_000);
    },
    newId: monotonicFactory(),
    events,
    remove: async () => {
      await registry.close();
      await rm(folder, { recursive: true });
    },
  };
}

function unused(): Promise<never> {
  return Promise.reject(new Error('there is no engine here'));
}
