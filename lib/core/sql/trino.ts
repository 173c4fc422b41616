import { filterCrossings } from './crossings.ts';
import { encodeName, encodeText } from './literal.ts';
import { printStatement } from './print.ts';
import type { Scan, Statement } from './tree.ts';

/** Name of the table of a scan: `mps_crime`, `mps_crime_rollup`. */
export function tableName(scan: Pick<Scan, 'dataset' | 'kind'>): string {
  const base = scan.dataset.replaceAll('-', '_');
  return scan.kind === 'records' ? base : `${base}_${scan.kind}`;
}

/** The statement for Trino, and so for Athena: Hive tables partitioned by `period` and `v`, both text. */
export function printTrino(
  statement: Statement,
  place: { readonly catalog: string; readonly schema: string },
): string {
  return printStatement(statement, {
    integerDivision: '/',
    widensSums: false,
    countCrossings: filterCrossings,
    readScan: (scan) => {
      const table = [place.catalog, place.schema, tableName(scan)].map(encodeName).join('.');
      const pinned = scan.periods.map(
        ({ period, v }) => `("period" = ${encodeText(period)} AND "v" = ${encodeText(v)})`,
      );
      return { from: table, where: pinned.length === 1 ? (pinned[0] ?? null) : `(${pinned.join(' OR ')})` };
    },
  });
}
