import type { ComposeOutcome, ComposeTask } from '#app/ports.ts';
import { areaColumnsOf } from '#core/ingest/stage.ts';
import type { StepTiming } from '#core/ingest/step.ts';
import { type ManifestPeriod, versionFolder } from '#core/model/manifest.ts';
import { recordColumns } from '#core/model/record.ts';
import {
  effectiveReplacements,
  judgedSql,
  publishedRowsSql,
  type StagedFile,
  withinTableSql,
} from './compose-sql.ts';
import { integer, text } from './literal.ts';
import type { WorkDatabase } from './work-database.ts';
import type { WorkFolder } from './work-folder.ts';
import { writeRollup } from './write-rollup.ts';

/** Writes the years of a publication from staged deliveries; which rows live depends on those alone. */
export async function composePublication(
  task: ComposeTask,
  database: WorkDatabase,
  folder: WorkFolder,
): Promise<ComposeOutcome> {
  const timings: StepTiming[] = [];
  const files = task.stages.map((stage) => ({ stage, path: folder.objectPath(stage.rowsKey) }));
  const started = performance.now();
  await judge(task, database, files);
  const judged = await database.rows('SELECT count(*) AS rows FROM judged');
  timings.push({ step: 'judged', ms: ms(started), rows: Number(judged[0]?.['rows'] ?? 0) });

  const counts = await countRows(database, task);
  const periods: ManifestPeriod[] = [];
  const writing = performance.now();
  for (const year of task.years) {
    const live = Object.values(counts).reduce((sum, years) => sum + (years[year]?.live ?? 0), 0);
    if (live > 0) periods.push(...(await writeYear(task, database, folder, files, year, live)));
  }
  const rows = periods.reduce((sum, { kind, rows: some }) => sum + (kind === 'records' ? some : 0), 0);
  timings.push({ step: 'composed', ms: ms(writing), rows });
  return {
    periods,
    counts,
    byMonth: task.subject === null ? {} : await monthsOf(database, task.subject),
    keyReused: task.subject === null ? 0 : await reusedKeys(task, database, files, task.subject),
    timings,
  };
}

function ms(since: number): number {
  return Math.round(performance.now() - since);
}

/** Makes the tables `judged` (every row of the years) and `dead` (those that are not published). */
async function judge(task: ComposeTask, database: WorkDatabase, files: readonly StagedFile[]): Promise<void> {
  const { window } = task.definition.contract;
  if (window.kind === 'replace-period' && window.within.length > 0) {
    for (const file of files) await database.run(withinTableSql(file, window.within));
  }
  const selects = files
    .filter(({ stage }) => task.years.some((year) => (stage.years[year] ?? 0) > 0))
    .map((file) => judgedSql(file, effectiveReplacements(file, files, task.definition), task.years));
  await database.run(
    `CREATE TABLE all_rows AS ${selects.length > 0 ? selects.join(' UNION ALL ') : NO_ROWS}`,
  );
  await database.run(
    `CREATE TABLE twins AS SELECT key_hash, content_hash, CASE WHEN replaced THEN delivery ELSE 0 END AS scope,
       min(record_id) AS first FROM all_rows WHERE key_hash IS NOT NULL GROUP BY ALL HAVING count(*) > 1`,
  );
  await database.run(
    `CREATE VIEW judged AS SELECT all_rows.*, coalesce(record_id > twins.first, false) AS duplicate
     FROM all_rows LEFT JOIN twins ON twins.key_hash = all_rows.key_hash AND twins.content_hash = all_rows.content_hash
       AND twins.scope = CASE WHEN replaced THEN delivery ELSE 0 END`,
  );
  await database.run('CREATE TABLE dead AS SELECT record_id FROM judged WHERE replaced OR duplicate');
}

const NO_ROWS = `SELECT NULL::BIGINT AS record_id, NULL::BIGINT AS key_hash, NULL::BIGINT AS content_hash,
  NULL::INTEGER AS month, NULL::INTEGER AS year, NULL::INTEGER AS delivery, NULL::BOOLEAN AS replaced WHERE false`;

async function countRows(database: WorkDatabase, task: ComposeTask): Promise<ComposeOutcome['counts']> {
  const counted = await database.rows(
    `SELECT delivery, year, count(*) FILTER (NOT duplicate) AS accepted,
       count(*) FILTER (NOT duplicate AND NOT replaced) AS live FROM judged GROUP BY delivery, year ORDER BY ALL`,
  );
  const counts: Record<number, Record<string, { accepted: number; live: number }>> = Object.fromEntries(
    task.stages.map((stage) => [stage.number, {}]),
  );
  for (const { delivery, year, accepted, live } of counted) {
    const years = counts[Number(delivery)];
    if (years !== undefined) years[String(year)] = { accepted: Number(accepted), live: Number(live) };
  }
  return counts;
}

async function writeYear(
  task: ComposeTask,
  database: WorkDatabase,
  folder: WorkFolder,
  files: readonly StagedFile[],
  year: string,
  expected: number,
): Promise<readonly ManifestPeriod[]> {
  const areas = [...new Set(files.flatMap(({ stage }) => areaColumnsOf(stage.geography)))].sort();
  const columns = recordColumns(task.definition.fields, areas);
  const selects = files
    .filter(({ stage }) => (stage.years[year] ?? 0) > 0)
    .map((file) => publishedRowsSql(file, columns, year));
  const file = folder.file(`${year}.parquet`);
  await database.run(
    `COPY (SELECT staged.* FROM (${selects.join(' UNION ALL ')}) AS staged ANTI JOIN dead ON dead.record_id = staged.record_id
       ORDER BY h3_11 NULLS LAST, date_from, utc_minute NULLS LAST, record_id) TO ${text(file)}
     (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 3, ROW_GROUP_SIZE 51200, PARQUET_VERSION V2)`,
  );
  const [written] = await database.rows(`SELECT num_rows AS rows FROM parquet_file_metadata(${text(file)})`);
  if (written?.['rows'] !== expected) {
    throw new Error(`year ${year} has ${written?.['rows']} rows where the books say ${expected}`);
  }
  const key = `${versionFolder(task.definition.id, 'records', year, task.version)}/part-0.parquet`;
  const { bytes, sha256 } = await folder.publish(file, key);
  const records = {
    period: year,
    kind: 'records',
    v: task.version,
    rows: expected,
    files: [{ key, rows: expected, bytes, sha256 }],
  } as const;
  const rollup = await writeRollup(task, database, folder, records, areas);
  return rollup === null ? [{ ...records, rollup: 'left-out' }] : [{ ...records, rollup: 'made' }, rollup];
}

async function monthsOf(database: WorkDatabase, subject: number): Promise<Record<string, number>> {
  const rows = await database.rows(
    `SELECT CASE WHEN month IS NULL THEN CAST(year AS VARCHAR) ELSE (month // 100) || '-' || lpad(CAST(month % 100 AS VARCHAR), 2, '0') END AS month,
       count(*) AS rows FROM judged WHERE delivery = ${integer(subject)} AND NOT duplicate GROUP BY 1 ORDER BY 1`,
  );
  return Object.fromEntries(rows.map(({ month, rows: count }) => [String(month), Number(count)]));
}

/** Living rows of the subject whose key stands on a living row with other content too, in whatever year. */
async function reusedKeys(
  task: ComposeTask,
  database: WorkDatabase,
  files: readonly StagedFile[],
  subject: number,
): Promise<number> {
  if (task.definition.key === null) return 0;
  const elsewhere = files.flatMap((file) => {
    const years = Object.keys(file.stage.years).filter((year) => !task.years.includes(year));
    if (years.length === 0) return [];
    const judged = judgedSql(file, effectiveReplacements(file, files, task.definition), years);
    return [
      `SELECT key_hash, content_hash FROM (${judged}) WHERE NOT replaced AND key_hash IN (SELECT key_hash FROM mine)`,
    ];
  });
  await database.run(
    `CREATE TABLE mine AS SELECT record_id, key_hash, content_hash FROM judged
     WHERE delivery = ${integer(subject)} AND key_hash IS NOT NULL AND NOT duplicate AND NOT replaced`,
  );
  const living =
    'SELECT key_hash, content_hash FROM judged WHERE key_hash IS NOT NULL AND NOT duplicate AND NOT replaced';
  const [counted] = await database.rows(
    `SELECT count(*) AS rows FROM mine WHERE key_hash IN (
       SELECT key_hash FROM (${[living, ...elsewhere].join(' UNION ALL ')}) GROUP BY key_hash
       HAVING min(content_hash) <> max(content_hash))`,
  );
  return Number(counted?.['rows'] ?? 0);
}
