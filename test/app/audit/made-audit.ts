import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ulid } from 'ulid';
import { FolderAnchor } from '#adapters/local/folder-anchor.ts';
import { FolderObjectStore } from '#adapters/local/folder-objects.ts';
import { LmdbRegistry } from '#adapters/local/lmdb-registry.ts';
import type { AuditAnchor } from '#app/audit/anchor.ts';
import { RegistryAuditLog } from '#app/audit/log.ts';
import { type Caller, type Role, WITHOUT_PROFILE } from '#app/caller.ts';
import type { AuditEvent, AuditLog, ObjectStore, Platform, Registry } from '#app/ports.ts';
import { brandId, type UserId } from '#core/model/id.ts';
import { auditEvent } from '../../contract/audit.ts';

export type MadeAudit = Omit<Platform, 'engine' | 'anchor'> & {
  readonly registry: Registry;
  readonly objects: ObjectStore;
  readonly anchor: AuditAnchor;
  readonly folder: string;
  /** Another process's log. */
  readonly open: () => AuditLog & { close(): Promise<void> };
  /** Records an intent and, unless told otherwise, its outcome; returns the effect. */
  readonly effect: (more?: Partial<AuditEvent>, outcome?: Partial<AuditEvent> | null) => Promise<string>;
  readonly set: (now: string) => void;
  readonly dispose: () => Promise<void>;
};

/** Real stores in a folder of their own, or those given, with a clock that a test can set. */
export async function makeAudit(
  start = '2026-03-01T12:00:00.000Z',
  stores: (Pick<MadeAudit, 'registry' | 'objects' | 'anchor'> & { readonly region?: string }) | null = null,
): Promise<MadeAudit> {
  const folder = await mkdtemp(join(tmpdir(), 'safestats-audit-'));
  const { registry, objects, anchor, region } = stores ?? {
    region: undefined,
    registry: new LmdbRegistry(join(folder, 'registry')),
    objects: new FolderObjectStore(folder),
    anchor: new FolderAnchor(join(folder, 'elsewhere')),
  };
  let now = start;
  const clock = () => new Date(now);
  const open = () => new RegistryAuditLog(registry, clock, region);
  const audit = open();
  return {
    folder,
    ...(region === undefined ? {} : { region }),
    registry,
    objects,
    anchor,
    audit,
    clock,
    newId: () => ulid(Date.parse(now)),
    open,
    effect: async (more = {}, outcome = {}) => {
      const effect = more.effect ?? ulid(Date.parse(now));
      await audit.record(auditEvent(effect, more));
      if (outcome !== null) {
        const { personal: _, ...clear } = more;
        await audit.record(auditEvent(effect, { ...clear, detail: {}, ...outcome, phase: 'outcome' }));
      }
      return effect;
    },
    set: (instant) => {
      now = instant;
    },
    dispose: async () => {
      await audit.close();
      await registry.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A person of a role. */
export function person(user: string, role: Role, agencies: readonly string[] = []): Caller {
  return {
    user: brandId<UserId>(user),
    name: user,
    email: `${user}@example.org`,
    organisation: 'org',
    roles: [role],
    agencies,
    ...WITHOUT_PROFILE,
  };
}
