import { addCrossings } from './crossings.ts';
import { encodeText } from './literal.ts';
import { printStatement } from './print.ts';
import type { Scan, Statement } from './tree.ts';

/**
 * The statement for DuckDB, reading Parquet files. `locate` turns the key of a file in the object store into a path
 * that DuckDB can open.
 */
export function printDuckDb(statement: Statement, locate: (key: string) => string): string {
  return printDuckDbOver(statement, (scan) => readFiles(scan, locate));
}

/** The statement for DuckDB, reading what `read` gives for each scan that has rows: a table expression. */
export function printDuckDbOver(statement: Statement, read: (scan: Scan) => string): string {
  return printStatement(statement, {
    integerDivision: '//',
    widensSums: true,
    countCrossings: addCrossings,
    readScan: (scan) => ({ from: read(scan), where: null }),
  });
}

/** The files of a scan as a table expression of DuckDB; their folders' names are no columns. */
export function readFiles(scan: Scan, locate: (key: string) => string): string {
  const files = scan.periods.flatMap((period) => period.files).map((key) => encodeText(locate(key)));
  return `read_parquet([${files.join(', ')}], union_by_name=true, hive_partitioning=false)`;
}
