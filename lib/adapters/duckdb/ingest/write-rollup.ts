import { rm } from 'node:fs/promises';
import type { ComposeTask } from '#app/ports.ts';
import { MOST_AREAS, MOST_ROWS_PER_RECORD } from '#core/ingest/rollup.ts';
import { type ManifestPeriod, versionFolder } from '#core/model/manifest.ts';
import { ALWAYS_COUNTED, rollupCandidates } from '#core/model/rollup.ts';
import { name, text } from './literal.ts';
import type { WorkDatabase } from './work-database.ts';
import type { WorkFolder } from './work-folder.ts';

/**
 * Counts the records of a year that was written, by as many of the dataset's dimensions as leave a quarter of the rows at
 * most; null when not even the months do. The same records and definition give the same file.
 */
export async function writeRollup(
  { definition, version }: Pick<ComposeTask, 'definition' | 'version'>,
  database: WorkDatabase,
  folder: WorkFolder,
  records: ManifestPeriod,
  areas: readonly string[],
): Promise<ManifestPeriod | null> {
  const paths = records.files.map(({ key }) => text(folder.objectPath(key)));
  await database.run(
    `CREATE OR REPLACE TEMP VIEW to_roll_up AS
     SELECT * REPLACE (${monthEnd('date_from', 'make_date(month // 100, month % 100, 1)')},
       ${monthEnd('date_to', 'last_day(make_date(month // 100, month % 100, 1))')})
     FROM read_parquet([${paths.join(', ')}], hive_partitioning = false)`,
  );
  const dimensions = await dimensionsFor(
    database,
    rollupCandidates(definition, await fewAreas(database, areas)),
    records.rows,
  );
  if (dimensions === null) return null;
  const columns = dimensions.map(name).join(', ');
  const file = folder.file(`${records.period}-rollup.parquet`);
  await database.run(
    `COPY (SELECT ${columns}, CAST(count(*) AS BIGINT) AS rollup_records, CAST(sum(record_key) AS BIGINT) AS rollup_keys
       FROM to_roll_up GROUP BY ${columns} ORDER BY ${columns}) TO ${text(file)}
     (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 3, ROW_GROUP_SIZE 51200, PARQUET_VERSION V2)`,
  );
  const [written] = await database.rows(
    `SELECT CAST(count(*) AS INTEGER) AS rows, CAST(sum(rollup_records) AS BIGINT) AS records FROM read_parquet(${text(file)})`,
  );
  if (written?.['records'] !== records.rows) {
    await rm(file, { force: true });
    throw new Error(
      `the roll-up of ${records.period} counts ${written?.['records']} of ${records.rows} records`,
    );
  }
  const rows = Number(written['rows']);
  const key = `${versionFolder(definition.id, 'rollup', records.period, version)}/part-0.parquet`;
  const { bytes, sha256 } = await folder.publish(file, key);
  const { period } = records;
  return { period, kind: 'rollup', v: version, rows, files: [{ key, rows, bytes, sha256 }], dimensions };
}

/** An end of the record's month in place of the record's own day, where its month is known. */
function monthEnd(column: string, end: string): string {
  return `CASE WHEN month IS NULL THEN ${column} ELSE CAST(${end} - DATE '1970-01-01' AS INTEGER) END AS ${column}`;
}

async function dimensionsFor(
  database: WorkDatabase,
  candidates: readonly (readonly string[])[],
  records: number,
): Promise<readonly string[] | null> {
  const isSmall = async (columns: readonly string[]) => {
    const [counted] = await database.rows(
      `SELECT CAST(count(*) AS INTEGER) AS rows FROM (SELECT DISTINCT ${columns.map(name).join(', ')} FROM to_roll_up)`,
    );
    return Number(counted?.['rows']) <= records * MOST_ROWS_PER_RECORD;
  };
  let taken: readonly string[] = ALWAYS_COUNTED;
  if (!(await isSmall(taken))) return null;
  for (const candidate of candidates) {
    const wider = [...taken, ...candidate];
    if (await isSmall(wider)) taken = wider;
  }
  return taken;
}

/** The columns of codes in which few areas occur. */
async function fewAreas(database: WorkDatabase, areas: readonly string[]): Promise<readonly string[]> {
  if (areas.length === 0) return [];
  const counts = areas.map((area) => `CAST(count(DISTINCT ${name(area)}) AS INTEGER) AS ${name(area)}`);
  const [counted = {}] = await database.rows(`SELECT ${counts.join(', ')} FROM to_roll_up`);
  return areas.filter((area) => Number(counted[area]) <= MOST_AREAS);
}
