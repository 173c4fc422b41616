import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ulid } from 'ulid';
import { FolderObjectStore } from '#adapters/local/folder-objects.ts';
import { LmdbRegistry } from '#adapters/local/lmdb-registry.ts';
import { addFirstProfiles } from '#app/access/first-profiles.ts';
import type { StoredEvent } from '#app/audit/event.ts';
import { RegistryAuditLog } from '#app/audit/log.ts';
import { addDemoPeople } from '#app/people.ts';
import type { IdentityDirectory, Platform } from '#app/ports.ts';
import { AppError } from '#core/model/error.ts';
import { brandId, type UserId } from '#core/model/id.ts';
import { recordedEvents } from './audit-events.ts';

/** An identity provider that writes down what it is told, and fails while `isAway`. */
export class RecordingDirectory implements IdentityDirectory {
  readonly told: string[] = [];
  isAway = false;

  signOutEverywhere(user: UserId): Promise<void> {
    return this.#tell(`sign out ${user}`);
  }

  disable(user: UserId): Promise<void> {
    return this.#tell(`disable ${user}`);
  }

  enable(user: UserId): Promise<void> {
    return this.#tell(`enable ${user}`);
  }

  remove(user: UserId): Promise<void> {
    return this.#tell(`remove ${user}`);
  }

  async invite(email: string): Promise<UserId> {
    await this.#tell(`invite ${email}`);
    return brandId<UserId>(`sub-of-${email.replaceAll(/\W/g, '-')}`);
  }

  async #tell(what: string): Promise<void> {
    if (this.isAway) throw new AppError('UNAVAILABLE', 'the provider does not answer');
    this.told.push(what);
  }
}

export type PeopleDesk = Pick<Platform, 'registry' | 'objects' | 'audit' | 'clock' | 'newId'> & {
  readonly identity: RecordingDirectory;
  /** Moves the clock on. */
  pass(ms: number): void;
  /** What the audit has, oldest first. */
  events(): Promise<readonly StoredEvent[]>;
  dispose(): Promise<void>;
};

/** The demonstration people in a registry on disk, beside an identity provider of its own. */
export async function openPeopleDesk(): Promise<PeopleDesk> {
  const folder = await mkdtemp(join(tmpdir(), 'people-desk-'));
  const registry = new LmdbRegistry(join(folder, 'registry'));
  const objects = new FolderObjectStore(join(folder, 'objects'));
  let passed = 0;
  const clock = () => new Date(Date.now() + passed);
  await addFirstProfiles(registry, clock);
  await addDemoPeople(registry);
  return {
    registry,
    objects,
    audit: new RegistryAuditLog(registry, clock),
    clock,
    newId: () => ulid(),
    identity: new RecordingDirectory(),
    pass: (ms) => {
      passed += ms;
    },
    events: () => recordedEvents({ registry, objects }),
    dispose: async () => {
      await registry.close();
      await rm(folder, { recursive: true });
    },
  };
}
