import type { Clock, Registry, RegistryItem } from '#app/ports.ts';
import { AppError } from '#core/model/error.ts';

/** The schema of stored data that this release reads and writes: the number of its last migration. */
export const SCHEMA_VERSION = 1;

type Schema = { readonly version: number; readonly at: string };

const PLACE = { partition: 'setting', sort: 'schema' } as const;
/** Whatever is kept, something is in one of these. */
const FIRST_FILLED = ['dataset', 'user', 'organisation', 'geography', 'delivery-number', 'setting'] as const;

/** The schema of what is stored: 0 = of a release that did not number it, null = nothing is stored yet. */
export async function readSchema(registry: Registry): Promise<number | null> {
  const item = await schemaItem(registry);
  if (item !== null) return item.value.version;
  const found = await Promise.all(FIRST_FILLED.map((partition) => registry.list(partition, { limit: 1 })));
  return found.every((items) => items.length === 0) ? null : 0;
}

/** Why this release cannot work on data of a schema, and what to do; null when it can. */
export function schemaFault(version: number | null): string | null {
  if (version === null || version === SCHEMA_VERSION) return null;
  const got = `the stored data is of schema ${version}, this release keeps schema ${SCHEMA_VERSION}`;
  return version < SCHEMA_VERSION
    ? `${got}: stop what runs on it, make a copy with ops backup, then run ops migrate`
    : `${got}: start the newer release that wrote it, or restore a copy from before`;
}

/**
 * Makes sure that this release can work on what is stored, before anything else is read or written; an empty registry
 * gets the schema of this release. Fails with UNAVAILABLE, saying what to run.
 */
export async function requireSchema(registry: Registry, clock: Clock): Promise<void> {
  const version = await readSchema(registry);
  const fault = schemaFault(version);
  if (fault !== null) throw new AppError('UNAVAILABLE', fault);
  if (version !== null) return;
  try {
    await writeSchema(registry, clock, SCHEMA_VERSION);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'CONFLICT') throw error;
    await requireSchema(registry, clock);
  }
}

/** Says that what is stored has a schema now. Fails with CONFLICT when it was said at the same moment. */
export async function writeSchema(registry: Registry, clock: Clock, version: number): Promise<void> {
  const value: Schema = { version, at: clock().toISOString() };
  const expected = (await schemaItem(registry))?.version ?? 0;
  await registry.transact([{ kind: 'put', ...PLACE, value, expected }]);
}

function schemaItem(registry: Registry): Promise<RegistryItem<Schema> | null> {
  return registry.get<Schema>(PLACE.partition, PLACE.sort);
}
