import { geographyHashes } from '#app/geography/store.ts';
import type { Platform, TableCatalogue } from '#app/ports.ts';
import { areaColumnsOf, type GeographyHashes } from '#core/ingest/stage.ts';
import type { DatasetDefinition } from '#core/model/dataset.ts';
import type { DatasetId } from '#core/model/id.ts';
import { type Manifest, rollupsOf, versionFolder } from '#core/model/manifest.ts';
import { recordColumns } from '#core/model/record.ts';
import { rollupColumns } from '#core/model/rollup.ts';

/** The fields that say which columns a dataset's records have. */
type Fields = Pick<DatasetDefinition, 'id' | 'fields'>;

/** Brings the table of a dataset's records up to its definition and the boundaries that there are. */
export async function defineTables(
  platform: Pick<Platform, 'registry' | 'tables'>,
  definition: Fields,
): Promise<void> {
  if (platform.tables === undefined) return;
  await defineRecords(platform.tables, definition, await geographyHashes(platform));
}

/**
 * Makes everything that a manifest names readable in the tables. To be done before the pointer moves: a statement whose
 * partitions are not there finds no rows, and nothing says so.
 */
export async function addToTables(
  { tables }: Pick<Platform, 'tables'>,
  definition: Fields,
  manifest: Pick<Manifest, 'geography' | 'periods'>,
): Promise<void> {
  if (tables === undefined) return;
  await defineRecords(tables, definition, manifest.geography);
  if (rollupsOf(manifest).length > 0)
    await tables.define(definition.id, 'rollup', rollupColumns(definition, areasOf(manifest.geography)));
  await tables.add(definition.id, manifest.periods);
}

/**
 * Removes the partitions of a dataset whose folder is not one of those kept. To be done after their files are gone: a
 * query that is asked again later is refused for want of its files, while it would find no rows for want of partitions.
 */
export async function cleanUpTables(
  { tables }: Pick<Platform, 'tables'>,
  dataset: DatasetId,
  kept: ReadonlySet<string>,
): Promise<void> {
  if (tables === undefined) return;
  const unused = (await tables.list(dataset)).filter(
    ({ kind, period, v }) => !kept.has(versionFolder(dataset, kind, period, v)),
  );
  if (unused.length > 0) await tables.remove(dataset, unused);
}

function defineRecords(
  tables: TableCatalogue,
  definition: Fields,
  geography: GeographyHashes,
): Promise<void> {
  const columns = recordColumns(definition.fields, areasOf(geography));
  return tables.define(definition.id, 'records', columns);
}

function areasOf(geography: GeographyHashes): readonly string[] {
  return areaColumnsOf(geography).toSorted();
}
