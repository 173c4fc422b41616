import { mkdir, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

const FOLDER = join(import.meta.dirname, '../report');

/**
 * Bundles programs that a test starts hundreds of times, so that each start reads one file instead of two hundred.
 * Returns the folder, for the caller to remove, with one `.mjs` per program, named like it.
 */
export async function bundlePrograms(programs: readonly string[]): Promise<string> {
  await mkdir(FOLDER, { recursive: true });
  const outdir = await mkdtemp(join(FOLDER, 'bundle-'));
  await build({
    entryPoints: Object.fromEntries(programs.map((file) => [/([\w-]+)\.ts$/.exec(file)?.[1] ?? file, file])),
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
  });
  return outdir;
}
