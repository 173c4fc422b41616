import { addCrossings } from './crossings.ts';
import { encodeText } from './literal.ts';
import { printStatement } from './print.ts';
import type { Statement } from './tree.ts';

/**
 * The statement for DuckDB, reading Parquet files. `locate` turns the key of a file in the object store into a path
 * that DuckDB can open.
 */
export function printDuckDb(statement: Statement, locate: (key: string) => string): string {
  return printStatement(statement, {
    integerDivision: '//',
    widensSums: true,
    countCrossings: addCrossings,
    readScan: (scan) => {
      const files = scan.periods.flatMap((period) => period.files).map((key) => encodeText(locate(key)));
      return { from: `read_parquet([${files.join(', ')}], union_by_name=true)`, where: null };
    },
  });
}
