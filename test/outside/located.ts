import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from './database.ts';
import { BOUNDARIES } from './shared-data.ts';

/**
 * Makes the table `name` of kind, x, y, printed, borough, lsoa, metres from a query of kind, x, y, printed (texts):
 * the areas of each point, found by test/outside/locate.py.
 */
export async function locatePoints(database: Database, name: string, points: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'located-'));
  const [input, output] = [join(folder, 'points.csv'), join(folder, 'located.csv')];
  await database.run(`copy (select distinct * from (${points})) to '${input}' (header false)`);
  writeFileSync(output, await python('locate.py', [BOUNDARIES], input));
  const columns = ['kind', 'x', 'y', 'printed', 'borough', 'lsoa', 'metres'].map(
    (column) => `'${column}': 'VARCHAR'`,
  );
  await database.run(
    `create or replace table ${name} as select kind, x, y, coalesce(printed, '') as printed, nullif(borough, '') as borough, nullif(lsoa, '') as lsoa, try_cast(metres as double) as metres
     from read_csv('${output}', auto_detect=false, header=false, delim=',', quote='"', columns={${columns.join(', ')}})`,
  );
  rmSync(folder, { recursive: true });
}

/** Rows of CSV files as Python's own reader counts them. */
export async function countRows(files: readonly string[]): Promise<readonly number[]> {
  return (await python('count_rows.py', files)).trim().split('\n').map(Number);
}

async function python(script: string, args: readonly string[], input?: string): Promise<string> {
  const shell = spawn(
    'sh',
    [
      '-c',
      input === undefined ? 'exec python3 "$@"' : `exec python3 "$@" < "${input}"`,
      'sh',
      `test/outside/${script}`,
      ...args,
    ],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const parts: Buffer[] = [];
  shell.stdout.on('data', (part: Buffer) => parts.push(part));
  const code = await new Promise((resolve) => shell.on('close', resolve));
  if (code !== 0) throw new Error(`python3 ${script} ended with ${code}`);
  return Buffer.concat(parts).toString('utf8');
}
