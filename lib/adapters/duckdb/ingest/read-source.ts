import { open } from 'node:fs/promises';
import type { StageTask } from '#app/ports.ts';
import { MAX_ROW_BYTES, splitHeader } from '#core/ingest/csv-scanner.ts';
import { headerDifference, layoutFor } from '#core/ingest/header.ts';
import type { SourceLayout } from '#core/model/dataset.ts';
import type { FileFault } from '#core/model/delivery.ts';
import { name, text } from './literal.ts';
import { type FileScan, isRegular, scanFile, writeRegular } from './scan-file.ts';
import type { WorkDatabase } from './work-database.ts';
import type { WorkFolder } from './work-folder.ts';

type Fault = { readonly code: FileFault; readonly message: string };

/** A source that can be read, or everything that is wrong with it. */
export type Source =
  | {
      readonly layout: SourceLayout;
      readonly rows: number;
      readonly faults: readonly [];
      /** Makes the tables `raw` (`row`, `c0`, `c1` … of text) and `misfits` (`row`). */
      readonly load: (database: WorkDatabase, folder: WorkFolder) => Promise<void>;
    }
  | { readonly layout: SourceLayout | null; readonly faults: readonly Fault[] };

const MAX_ROWS = 2 ** 32 - 1;

/** Looks at a received file, without reading its values: what it is, which layout it has and how many rows. */
export async function openSource(task: StageTask, path: string, database: WorkDatabase): Promise<Source> {
  const faults = [...task.knownFaults];
  const stated = task.statement?.sha256;
  if (stated !== undefined && stated.toLowerCase() !== task.sha256) {
    faults.push({
      code: 'FILE_CHECKSUM',
      message: `the manifest states the sha256 ${stated}, the file that arrived has ${task.sha256}: send it again`,
    });
  }
  if (task.bytes === 0) return { layout: null, faults: [...faults, EMPTY] };
  const isParquet = await startsWithParquet(path);
  const takesParquet = task.definition.layouts.some(({ format }) => format === 'parquet');
  return isParquet && takesParquet ? openParquet(task, path, database, faults) : openCsv(task, path, faults);
}

const EMPTY: Fault = { code: 'FILE_EMPTY', message: 'the file has no bytes: send it with a header and rows' };

async function openCsv(task: StageTask, path: string, faults: Fault[]): Promise<Source> {
  const scan = await scanFile(path);
  const encodingFault = encodingFaultOf(scan);
  if (encodingFault !== null) faults.push(encodingFault);
  if (['binary', 'empty', 'foreign'].includes(scan.encoding.kind)) return { layout: null, faults };
  const { header, rows, stopped } = scan.csv;
  if (stopped !== null) faults.push(stoppedFault(stopped));
  const names = header === null ? [] : splitHeader(new TextDecoder().decode(header));
  const layout = layoutFor(task.definition.layouts, 'csv', names);
  if (header === null) faults.push(EMPTY);
  else if (layout === null && stopped?.row !== 0) {
    faults.push({
      code: 'FILE_HEADER_UNKNOWN',
      message: headerDifference(task.definition.layouts, 'csv', names),
    });
  }
  if (header !== null && stopped === null) faults.push(...rowFaults(task, rows));
  if (layout === null || faults.length > 0) return { layout, faults };
  return {
    layout,
    rows,
    faults: [],
    load: (database, folder) => loadCsv(database, folder, path, layout, scan),
  };
}

async function loadCsv(
  database: WorkDatabase,
  folder: WorkFolder,
  path: string,
  layout: SourceLayout,
  scan: FileScan,
): Promise<void> {
  const { misfits, rows } = scan.csv;
  let regular = path;
  if (!isRegular(scan)) {
    regular = folder.file('regular.csv');
    await writeRegular(path, regular, scan, layout.columns.length);
  }
  const columns = layout.columns.map((_, i) => `'c${i}': 'VARCHAR'`).join(', ');
  await database.run(
    `CREATE TABLE lines AS SELECT * FROM read_csv(${text(regular)}, auto_detect = false, header = true, delim = ',',
      quote = '"', escape = '"', strict_mode = true, nullstr = '', max_line_size = ${MAX_ROW_BYTES * 2},
      columns = {${columns}})`,
  );
  await database.run(
    `CREATE VIEW raw AS SELECT rowid + 1 AS row, ${layout.columns.map((_, i) => `c${i}`).join(', ')} FROM lines`,
  );
  await loadMisfits(
    database,
    misfits.map(({ row }) => row),
  );
  const [counted] = await database.rows('SELECT count(*) AS rows FROM lines');
  if (counted?.['rows'] !== rows) {
    throw new Error(`the reader found ${counted?.['rows']} rows where the scan found ${rows}`);
  }
}

async function loadMisfits(database: WorkDatabase, rows: readonly number[]): Promise<void> {
  await database.run('CREATE TABLE misfits (row BIGINT)');
  for (let from = 0; from < rows.length; from += 10_000) {
    const values = rows.slice(from, from + 10_000).map((row) => `(${row})`);
    await database.run(`INSERT INTO misfits VALUES ${values.join(', ')}`);
  }
}

async function openParquet(
  task: StageTask,
  path: string,
  database: WorkDatabase,
  faults: Fault[],
): Promise<Source> {
  const from = `read_parquet(${text(path)}, file_row_number = true)`;
  let names: string[];
  let rows: number;
  try {
    const described = await database.rows(`DESCRIBE SELECT * FROM ${from}`);
    names = described
      .map((row) => String(row['column_name']))
      .filter((column) => column !== 'file_row_number');
    rows = Number((await database.rows(`SELECT count(*) AS rows FROM ${from}`))[0]?.['rows'] ?? 0);
  } catch {
    const message =
      'the file starts like Parquet but cannot be read as such: it may be cut off; send it again';
    return { layout: null, faults: [...faults, { code: 'FILE_UNREADABLE', message }] };
  }
  const layout = layoutFor(task.definition.layouts, 'parquet', names);
  if (layout === null) {
    const message = headerDifference(task.definition.layouts, 'parquet', names);
    faults.push({ code: 'FILE_HEADER_UNKNOWN', message });
  }
  faults.push(...rowFaults(task, rows));
  if (layout === null || faults.length > 0) return { layout, faults };
  const columns = layout.columns.map((column, i) => `CAST(${name(column)} AS VARCHAR) AS c${i}`);
  return {
    layout,
    rows,
    faults: [],
    load: async (target) => {
      await target.run(
        `CREATE VIEW raw AS SELECT file_row_number + 1 AS row, ${columns.join(', ')} FROM ${from}`,
      );
      await loadMisfits(target, []);
    },
  };
}

function rowFaults(task: StageTask, rows: number): Fault[] {
  if (rows === 0) {
    return [
      {
        code: 'FILE_HEADER_ONLY',
        message:
          'the file has a header but no row: send nothing for a month without records, or state it in a manifest',
      },
    ];
  }
  const faults: Fault[] = [];
  const stated = task.statement?.rows;
  if (stated !== undefined && stated !== rows) {
    faults.push({
      code: 'FILE_ROW_COUNT',
      message: `the manifest states ${stated} rows, the file has ${rows}`,
    });
  }
  if (rows > MAX_ROWS) {
    faults.push({
      code: 'FILE_TOO_LARGE',
      message: `the file has ${rows} rows, ${MAX_ROWS} are allowed: split it`,
    });
  }
  return faults;
}

function stoppedFault({ row, why }: { row: number; why: 'too-long' | 'quote-open' }): Fault {
  const where = row === 0 ? 'the header' : `row ${row}`;
  return why === 'too-long'
    ? {
        code: 'FILE_LINE_TOO_LONG',
        message: `${where} is longer than ${MAX_ROW_BYTES} bytes; a line end is missing or a quote is never closed`,
      }
    : { code: 'FILE_UNREADABLE', message: `a quote that opens in ${where} is never closed` };
}

function encodingFaultOf({ encoding, csv }: FileScan): Fault | null {
  switch (encoding.kind) {
    case 'text':
      return null;
    case 'empty':
      return EMPTY;
    case 'binary':
      return {
        code: 'FILE_BINARY',
        message: `the file is ${encoding.format ?? 'not text'}: send comma-separated text in UTF-8`,
      };
    case 'foreign':
      return {
        code: 'FILE_ENCODING',
        message: `the file is not UTF-8; it looks like ${encoding.looksLike}: save it as UTF-8 and send it again`,
      };
    case 'nul':
      return {
        code: 'FILE_NUL_BYTE',
        message: `the file has a NUL at byte ${(encoding.nulAt ?? 0) + 1}${csv.rows > 0 ? '' : ', in its header'}: text has none; export it again`,
      };
  }
}

async function startsWithParquet(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return bytesRead === 4 && buffer.toString('latin1') === 'PAR1';
  } finally {
    await file.close();
  }
}
