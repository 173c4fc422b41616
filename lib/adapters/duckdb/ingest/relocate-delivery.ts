import type { RelocateTask } from '#app/ports.ts';
import type { Locator } from '#core/geo/locator.ts';
import { areaColumnsOf, type Stage } from '#core/ingest/stage.ts';
import { name, text } from './literal.ts';
import { locatePlaces, placeColumns } from './locate-places.ts';
import { areaColumns } from './staged-sql.ts';
import type { WorkDatabase } from './work-database.ts';
import type { WorkFolder } from './work-folder.ts';

/** Writes staged rows anew with the areas of other boundaries; rows without coordinates stay as they are. */
export async function relocateDelivery(
  task: RelocateTask,
  database: WorkDatabase,
  folder: WorkFolder,
  locator: Locator,
): Promise<Stage> {
  const source = `read_parquet(${text(folder.objectPath(task.stage.rowsKey))})`;
  await locatePlaces(
    database.connection,
    locator,
    `SELECT longitude::BIGINT AS x, latitude::BIGINT AS y FROM ${source} WHERE longitude IS NOT NULL AND latitude IS NOT NULL`,
    'micro-degree',
  );
  const old = new Set(areaColumnsOf(task.stage.geography));
  const fresh = placeColumns(locator);
  const columns: Record<string, string> = {
    ...Object.fromEntries(Object.entries(task.stage.columns).filter(([column]) => !old.has(column))),
    ...Object.fromEntries(areaColumns(locator).map((column) => [column, 'VARCHAR'])),
  };
  const selected = Object.keys(columns).map((column) => `${columnSql(column, fresh)} AS ${name(column)}`);
  const file = folder.file('rows.parquet');
  await database.run(
    `COPY (SELECT ${selected.join(', ')} FROM ${source} AS staged
       LEFT JOIN places ON places.x = staged.longitude AND places.y = staged.latitude) TO ${text(file)}
     (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE 51200, PARQUET_VERSION V2)`,
  );
  await folder.publish(file, task.rowsKey);
  return { ...task.stage, rowsKey: task.rowsKey, columns, geography: task.geography };
}

/** Exchanged coordinates of a projected source do not show in degrees, so that what was found then still holds. */
function columnSql(column: string, fresh: Readonly<Record<string, string>>): string {
  if (column === 'longitude' || column === 'latitude') return `staged.${column}`;
  if (column === 'location_quality') {
    return `CASE WHEN places.location_quality = 'outside' AND staged.location_quality = 'swapped' THEN 'swapped' ELSE coalesce(places.location_quality, staged.location_quality) END`;
  }
  return `${column in fresh ? 'places' : 'staged'}.${name(column)}`;
}
