import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { DuckDbEngine } from '#adapters/duckdb/query/engine.ts';
import { FolderObjectStore } from '#adapters/local/folder-objects.ts';
import { LmdbRegistry } from '#adapters/local/lmdb-registry.ts';
import type { Caller } from '#app/caller.ts';
import { CURRENT_PARTITION, GEOGRAPHY_PARTITION, geographyKey } from '#app/geography/store.ts';
import { makeNewId } from '#app/new-id.ts';
import type { AuditEvent, Platform } from '#app/ports.ts';
import { brandId, type UserId } from '#core/model/id.ts';
import { FIXTURE_DATASETS } from './fixture-datasets.ts';
import { GEOGRAPHIES } from './fixture-geography.ts';
import { type FixtureDataset, type FixtureLake, writeFixtureLake } from './fixture-lake.ts';
import { grantEverything } from './whole-profile.ts';

/** A platform over the fixture lake, whose clock and audit a test can hold. */
export type QueryPlatform = Platform & {
  readonly events: AuditEvent[];
  readonly engine: DuckDbEngine;
  readonly lake: FixtureLake;
  readonly root: string;
  /** Moves the clock on. */
  readonly pass: (ms: number) => void;
  /** An engine that knows nothing of what ran before. */
  readonly freshEngine: () => Promise<Platform>;
  readonly dispose: () => Promise<void>;
};

/** Real registry, real files, real DuckDB. */
export async function openQueryPlatform(
  datasets: readonly FixtureDataset[] = FIXTURE_DATASETS,
): Promise<QueryPlatform> {
  const root = await mkdtemp(join(tmpdir(), 'query-platform-'));
  const registry = new LmdbRegistry(join(root, 'registry'));
  const objects = new FolderObjectStore(join(root, 'objects'));
  const lake = await writeFixtureLake(join(root, 'objects'), datasets);
  const engines: DuckDbEngine[] = [];
  const open = () => {
    const engine = new DuckDbEngine({ root: join(root, 'objects') });
    engines.push(engine);
    return engine;
  };
  for (const { definition } of datasets) {
    const sort = String(definition.version).padStart(8, '0');
    await registry.transact([
      { kind: 'put', partition: 'dataset', sort: definition.id, value: definition, expected: 0 },
      { kind: 'put', partition: `dataset-version#${definition.id}`, sort, value: definition, expected: 0 },
    ]);
  }
  await grantEverything(registry, 'org');
  for (const { geography, areas } of GEOGRAPHIES) {
    const { level, vintage } = geography;
    await objects.put(geographyKey(level, vintage, 'areas.json'), JSON.stringify(areas));
    await registry.transact([
      {
        kind: 'put',
        partition: GEOGRAPHY_PARTITION,
        sort: `${level}/${vintage}`,
        value: geography,
        expected: 0,
      },
      { kind: 'put', partition: CURRENT_PARTITION, sort: level, value: { vintage }, expected: 0 },
    ]);
  }
  for (const manifest of lake.manifests) {
    const value = { manifest: manifest.id, previous: null };
    await registry.transact([
      { kind: 'put', partition: 'publication', sort: manifest.dataset, value, expected: 0 },
    ]);
  }
  const events: AuditEvent[] = [];
  let now = Date.parse('2026-03-01T12:00:00Z');
  const platform = {
    registry,
    objects,
    engine: open(),
    audit: {
      record: async (event: AuditEvent) => {
        events.push(event);
      },
    },
    clock: () => new Date(now),
    newId: makeNewId(),
  };
  return {
    ...platform,
    events,
    lake,
    root,
    pass: (ms) => {
      now += ms;
    },
    freshEngine: async () => ({ ...platform, engine: open() }),
    dispose: async () => {
      await Promise.all(engines.map((engine) => engine.close()));
      await registry.close();
      await rm(root, { recursive: true });
    },
  };
}

/** A person who may ask. */
export function analyst(user: string, name = 'Ann Analyst'): Caller {
  return {
    user: brandId<UserId>(user),
    name,
    email: `${user}@example.org`,
    organisation: 'org',
    roles: ['analyst'],
    agencies: [],
    profile: 'all-records',
    profileUntil: null,
    preview: null,
    session: null,
  };
}
