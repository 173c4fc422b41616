import { listDefinitions } from '#app/dataset.ts';
import { timeOfId } from '#app/id-time.ts';
import type { Platform, TableCatalogue, TableVersion } from '#app/ports.ts';
import type { DatasetDefinition } from '#core/model/dataset.ts';
import type { DatasetId } from '#core/model/id.ts';
import type { Manifest } from '#core/model/manifest.ts';
import { keptManifests } from './clean-up.ts';
import { currentManifest } from './manifest-store.ts';
import { addToTables, defineTables } from './tables.ts';

/** Younger versions may be of a publication that is not finished. */
const SETTLED_MS = 24 * 60 * 60_000;

export type Followed = {
  /** Partitions that were made and removed. */
  readonly added: number;
  readonly removed: number;
  readonly failed: readonly { readonly dataset: DatasetId; readonly error: unknown }[];
};

type Store = Pick<Platform, 'registry' | 'objects' | 'tables' | 'clock'>;

/**
 * Brings the tables of this region up to what is published, wherever that was done: the registry is one for all regions,
 * the catalogue is not. Does nothing where all is so already, and may run beside publications.
 */
export async function followPublications(platform: Store): Promise<Followed> {
  let [added, removed] = [0, 0];
  const failed: { dataset: DatasetId; error: unknown }[] = [];
  const { tables } = platform;
  if (tables !== undefined)
    for (const definition of await listDefinitions(platform))
      try {
        const changes = await follow({ ...platform, tables }, definition);
        added += changes.added;
        removed += changes.removed;
      } catch (error) {
        failed.push({ dataset: definition.id, error });
      }
  return { added, removed, failed };
}

async function follow(
  platform: Store & { readonly tables: TableCatalogue },
  definition: DatasetDefinition,
): Promise<Pick<Followed, 'added' | 'removed'>> {
  const { tables, clock } = platform;
  const { id } = definition;
  const current = await currentManifest(platform, id);
  if (current === null) {
    await defineTables(platform, definition);
    return { added: 0, removed: 0 };
  }
  const before = new Set((await tables.list(id)).map(nameOf));
  await addToTables(platform, definition, current);
  const kept = await keptManifests(platform, id);
  const wanted = new Map(kept.flatMap(({ periods }) => periods.map((one) => [nameOf(one), one])));
  await tables.add(id, readable(current, [...wanted.values()]));
  const until = clock().getTime() - SETTLED_MS;
  const present = await tables.list(id);
  const unused = present.filter((one) => !wanted.has(nameOf(one)) && (timeOfId(one.v) ?? until) < until);
  if (unused.length > 0) await tables.remove(id, unused);
  return { added: present.filter((one) => !before.has(nameOf(one))).length, removed: unused.length };
}

/** Those of which there is a table: one of roll-ups is made when the current publication has any. */
function readable({ periods }: Manifest, versions: readonly TableVersion[]): readonly TableVersion[] {
  const kinds = new Set(periods.map(({ kind }) => kind));
  return versions.filter(({ kind }) => kind === 'records' || kinds.has(kind));
}

function nameOf({ kind, period, v }: TableVersion): string {
  return `${kind}/${period}/${v}`;
}
