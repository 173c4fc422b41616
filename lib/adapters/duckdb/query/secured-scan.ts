import type { EngineAccess, TableAccess } from '#core/access/engine-access.ts';
import { tableFolder } from '#core/model/manifest.ts';
import { printDuckDbOver, readFiles } from '#core/sql/duckdb.ts';
import { encodeName } from '#core/sql/literal.ts';
import type { Scan, Select, Statement } from '#core/sql/tree.ts';

/**
 * The statement as text, or why the engine does not run it: for the log, never to be shown. `padded` is the same over
 * files that lack some of the columns, which are NULL in it; it takes longer to plan.
 */
export type Secured = { readonly sql: string; readonly padded: string } | { readonly refusal: string };

/** Whether a statement failed because its files lack a column. */
export function lacksColumn(failure: string): boolean {
  return /^Binder Error: .*\bnot found in FROM clause/.test(failure);
}

/**
 * The statement over secured views: each table is read through what `access` alone says of it, whatever the statement
 * asks. A dataset, column or file that access does not have is refused; rows that its filter does not let through are
 * not there.
 */
export function secureStatement(
  statement: Statement,
  access: EngineAccess,
  locate: (key: string) => string,
): Secured {
  const refusals = scansOf(statement.query).flatMap((scan) => refusalOf(scan, access) ?? []);
  const [refusal] = refusals;
  if (refusal !== undefined) return { refusal };
  const over = (files: (scan: Scan, locate: (key: string) => string) => string) =>
    printDuckDbOver(statement, (scan) => securedView(scan, mustFind(scan, access), files(scan, locate)));
  return { sql: over(readFiles), padded: over(paddedFiles) };
}

/** Why a scan may not be read; null when it may. */
function refusalOf(scan: Scan, access: EngineAccess): string | null {
  const who = `the profile ${access.profile} (version ${access.version})`;
  const table = tableOf(scan, access);
  if (!access.tables.has(scan.dataset)) return `${who} shows nothing of ${scan.dataset}`;
  if (table === undefined) return `${who} shows no ${scan.kind} of ${scan.dataset}`;
  const hidden = scan.columns.find(({ name }) => !table.columns.includes(name));
  if (hidden !== undefined) return `${who} hides ${hidden.name} of ${scan.dataset}`;
  const folder = `${tableFolder(scan.dataset, scan.kind)}/`;
  const elsewhere = scan.periods
    .flatMap(({ files }) => files)
    .find((key) => !key.startsWith(folder) || key.split('/').includes('..'));
  return elsewhere === undefined ? null : `${elsewhere} is no file of ${scan.dataset}`;
}

function securedView(scan: Scan, { rowFilter }: TableAccess, files: string): string {
  const names = scan.columns.map(({ name }) => encodeName(name));
  const where = rowFilter === null ? '' : ` WHERE ${rowFilter}`;
  return `(SELECT ${names.length === 0 ? '1 AS "one"' : names.join(', ')} FROM ${files}${where}) AS "shown"`;
}

/** The files, with the columns of the scan that none of them has as NULL. */
function paddedFiles(scan: Scan, locate: (key: string) => string): string {
  const files = readFiles(scan, locate);
  if (scan.columns.length === 0) return files;
  const nothing = scan.columns.map(({ name, type }) => `CAST(NULL AS ${type}) AS ${encodeName(name)}`);
  return `(SELECT * FROM ${files} UNION ALL BY NAME SELECT ${nothing.join(', ')} WHERE 1 = 0)`;
}

function tableOf({ dataset, kind }: Scan, { tables, rollups }: EngineAccess): TableAccess | undefined {
  if (kind === 'records') return tables.get(dataset);
  return kind === 'rollup' ? rollups?.get(dataset) : undefined;
}

function mustFind(scan: Scan, access: EngineAccess): TableAccess {
  const table = tableOf(scan, access);
  if (table === undefined) throw new Error('a table that was not refused');
  return table;
}

function scansOf({ from }: Select): readonly Scan[] {
  return from.node === 'scan' ? [from] : from.terms.flatMap(scansOf);
}
