import type { OnStep, StageOutcome, StageTask } from '#app/ports.ts';
import type { Locator } from '#core/geo/locator.ts';
import { assumedCoverage, statedCoverage } from '#core/ingest/coverage.ts';
import { LISTED_REJECTIONS, rejectionsKey, type Stage } from '#core/ingest/stage.ts';
import type { StepTiming } from '#core/ingest/step.ts';
import type { Coverage } from '#core/model/coverage.ts';
import type { SourceLayout } from '#core/model/dataset.ts';
import type { FileFault, Rejection, RejectReason } from '#core/model/delivery.ts';
import { codeTablesSql } from './field-sql.ts';
import { text } from './literal.ts';
import { locatePlaces } from './locate-places.ts';
import { type ParsePlan, parsePlan } from './parse-sql.ts';
import { openSource, type Source } from './read-source.ts';
import { stageWarnings } from './stage-warnings.ts';
import { stagedColumns, stagedSql } from './staged-sql.ts';
import type { WorkDatabase } from './work-database.ts';
import type { WorkFolder } from './work-folder.ts';

type Fault = { readonly code: FileFault; readonly message: string };

/** Reads, checks and locates one source, and writes its rows and its rejections. */
export async function stageDelivery(
  task: StageTask,
  database: WorkDatabase,
  folder: WorkFolder,
  locator: Locator,
  onStep: OnStep,
): Promise<StageOutcome> {
  const timings: StepTiming[] = [];
  let since = performance.now();
  const timed = (step: string, rows: number) => {
    timings.push({ step, ms: Math.round(performance.now() - since), rows });
    since = performance.now();
  };
  const source = await openSource(task, folder.objectPath(task.sourceKey), database);
  if (!('load' in source)) return refused(source, source.faults, timings);
  timed('scanned', source.rows);
  const stated = statedCoverage({
    manifest: task.statement?.covers ?? null,
    command: task.command,
    fileName: task.fileName,
    layout: source.layout,
    contract: task.definition.contract,
  });
  const noPeriod = periodFault(source.layout, stated);
  if (noPeriod !== null) return refused(source, [noPeriod], timings);
  const unreadable = await load(source, database, folder);
  if (unreadable !== null) return refused(source, [unreadable], timings);
  timed('read', source.rows);
  const plan = parsePlan(task.definition, source.layout, stated, new Date(task.now));
  for (const sql of codeTablesSql(task.definition)) await database.run(sql);
  await database.run(plan.sql);
  await database.run('DROP TABLE IF EXISTS lines CASCADE');
  const checked = await checkedRows(database, plan);
  if (checked.parsed === 0) return refused(source, [noGoodRow(checked)], timings);
  timed('checked', source.rows);
  await onStep('checked');

  since = performance.now();
  const wanted = 'SELECT x, y FROM parsed WHERE fault IS NULL AND x IS NOT NULL';
  const places = await locatePlaces(database.connection, locator, wanted, plan.unit);
  timed('located', places);
  await onStep('located');

  since = performance.now();
  const rejections = folder.file('rejections.csv');
  await writeRejections(database, plan, rejections);
  await folder.publish(rejections, rejectionsKey(task.definition.id, task.number));
  const rows = folder.file('rows.parquet');
  await database.run(`SET VARIABLE record_secret = ${text(task.recordSecret)}`);
  await database.run(
    `COPY (${stagedSql(task.definition, plan, locator, task.number)}) TO ${text(rows)}
     (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE 51200, PARQUET_VERSION V2)`,
  );
  await folder.publish(rows, task.rowsKey);
  const coverage = stated ?? (await coverageOfRows(database, task));
  const stage: Stage = {
    number: task.number,
    definitionVersion: task.definition.version,
    layout: source.layout.name,
    rows: source.rows,
    ...checked,
    rejections: await listRejections(database, plan),
    warnings: await stageWarnings(database, task.definition, source.layout, plan, coverage, task.boundaries),
    coverage,
    geography: task.geography,
    rowsKey: task.rowsKey,
    columns: stagedColumns(task.definition, locator),
    years: await yearsOf(database),
  };
  timed('staged', stage.parsed);
  return { kind: 'staged', stage, timings };
}

/** Loads a source; what the reader cannot split although the scan could is the file's fault, not a failure. */
async function load(
  source: Extract<Source, { load: unknown }>,
  database: WorkDatabase,
  folder: WorkFolder,
): Promise<Fault | null> {
  try {
    await source.load(database, folder);
    return null;
  } catch (error) {
    if (!(error instanceof Error) || !/^(Invalid Input|Conversion) Error/.test(error.message)) throw error;
    const message =
      'the file cannot be split into rows and columns: export it again with quotes around every value';
    return { code: 'FILE_UNREADABLE', message };
  }
}

function refused(source: Source, faults: readonly Fault[], timings: readonly StepTiming[]): StageOutcome {
  return { kind: 'refused', layout: source.layout?.name ?? null, faults, timings };
}

function periodFault(layout: SourceLayout, stated: Coverage | null): Fault | null {
  if (layout.time.kind !== 'delivery-year') return null;
  if (stated !== null && stated.from.slice(0, 4) === stated.to.slice(0, 4)) return null;
  const got = stated === null ? 'nothing says which' : `${stated.from} to ${stated.to} are several`;
  return {
    code: 'FILE_NO_PERIOD',
    message: `the rows have no date and must be of one year, but ${got}: state the period in a manifest beside the file`,
  };
}

type Checked = {
  readonly parsed: number;
  readonly rejected: number;
  readonly byReason: Partial<Record<RejectReason, number>>;
};

async function checkedRows(database: WorkDatabase, plan: ParsePlan): Promise<Checked> {
  const byReason: Partial<Record<RejectReason, number>> = {};
  let parsed = 0;
  let rejected = 0;
  for (const { fault, rows } of await database.rows(
    'SELECT fault, count(*) AS rows FROM parsed GROUP BY fault ORDER BY fault',
  )) {
    const reason = fault === null ? undefined : plan.faults[Number(fault) - 1]?.reason;
    if (reason === undefined) {
      parsed += Number(rows);
    } else {
      rejected += Number(rows);
      byReason[reason] = (byReason[reason] ?? 0) + Number(rows);
    }
  }
  return { parsed, rejected, byReason };
}

function noGoodRow({ rejected, byReason }: Checked): Fault {
  const reasons = Object.entries(byReason).map(([reason, rows]) => `${reason} ${rows}`);
  return {
    code: 'FILE_NO_GOOD_ROW',
    message: `all ${rejected} rows would be rejected (${reasons.join(', ')}): is this the right file, and the right period?`,
  };
}

async function writeRejections(database: WorkDatabase, plan: ParsePlan, path: string): Promise<void> {
  const meanings = plan.faults.map(({ reason, field }, i) => `(${i + 1}, ${text(field)}, ${text(reason)})`);
  await database.run(
    `CREATE TABLE rejections AS SELECT parsed.row AS row, fault.field AS field, fault.reason AS reason
     FROM parsed JOIN (VALUES ${meanings.join(', ')}) AS fault(number, field, reason) ON fault.number = parsed.fault`,
  );
  await database.run(`COPY (FROM rejections ORDER BY row) TO ${text(path)} (FORMAT csv, HEADER true)`);
}

async function listRejections(database: WorkDatabase, plan: ParsePlan): Promise<Rejection[]> {
  const rows = await database.rows(
    `SELECT row, fault FROM parsed WHERE fault IS NOT NULL ORDER BY row LIMIT ${LISTED_REJECTIONS}`,
  );
  return rows.flatMap(({ row, fault }) => {
    const meaning = plan.faults[Number(fault) - 1];
    return meaning === undefined ? [] : [{ row: Number(row), field: meaning.field, reason: meaning.reason }];
  });
}

async function coverageOfRows(database: WorkDatabase, task: StageTask): Promise<Coverage> {
  const [span] = await database.rows(
    `SELECT strftime(DATE '1970-01-01' + min(date_from), '%Y-%m') AS first,
       strftime(DATE '1970-01-01' + max(date_to), '%Y-%m') AS last FROM parsed WHERE fault IS NULL`,
  );
  return assumedCoverage(String(span?.['first']), String(span?.['last']), task.definition.contract);
}

async function yearsOf(database: WorkDatabase): Promise<Record<string, number>> {
  const rows = await database.rows(
    'SELECT year, count(*) AS rows FROM parsed WHERE fault IS NULL GROUP BY year ORDER BY year',
  );
  return Object.fromEntries(rows.map(({ year, rows: count }) => [String(year), Number(count)]));
}
