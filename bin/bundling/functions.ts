import { readFile, rm, writeFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { join, relative, resolve, sep } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { FUNCTIONS, type FunctionDeclaration, type FunctionName } from '#lambdas/functions.ts';
import { type Architecture, installNative } from './native.ts';

/** Files that functions run as processes of their own, by function: name beside `handler.mjs` → source. */
const PROCESSES: Partial<Record<FunctionName, Readonly<Record<string, string>>>> = {
  ingest: { 'delivery-process': 'lib/adapters/duckdb/ingest/worker-process.ts' },
  geography: {
    'delivery-process': 'lib/adapters/duckdb/ingest/worker-process.ts',
    'geography-process': 'lambdas/geography/process.ts',
  },
};

/** CommonJS packages within a bundle that is a module ask for Node's own modules by `require`. */
const BANNER =
  "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);";

export type BundleOptions = {
  /** Folder to write to: `<name>/handler.mjs` for each function. Emptied first. */
  readonly folder: string;
  readonly architecture: Architecture;
};

/** A file that was written: what went into it, and which packages it expects beside it. */
export type BundledFile = {
  readonly function: FunctionName;
  readonly path: string;
  readonly bytes: number;
  /** Source files in it, from the checkout. */
  readonly inputs: readonly string[];
  readonly externals: readonly string[];
};

/**
 * Bundles every function, with the packages that cannot be bundled beside it for this architecture. The AWS SDK goes in:
 * the versions that were tested run, whatever the runtime has, and only what is used is read: five clients load in
 * 70 to 190 ms from a bundle, in 280 to 410 ms from their packages.
 */
export async function bundleFunctions({
  folder,
  architecture,
}: BundleOptions): Promise<readonly BundledFile[]> {
  await rm(folder, { recursive: true, force: true });
  const declared = Object.entries(FUNCTIONS) as readonly (readonly [FunctionName, FunctionDeclaration])[];
  const entries = declared.flatMap(([name]) => [
    { in: `lambdas/${name}/handler.ts`, out: `${name}/handler` },
    ...Object.entries(PROCESSES[name] ?? {}).map(([out, source]) => ({ in: source, out: `${name}/${out}` })),
  ]);
  const { metafile } = await build({
    entryPoints: entries,
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    mainFields: ['module', 'main'],
    external: [...new Set(declared.flatMap(([, { native }]) => native))],
    banner: { js: BANNER },
    minify: true,
    sourcemap: 'linked',
    sourcesContent: false,
    metafile: true,
    logLevel: 'warning',
  });
  for (const [name, { native }] of declared) {
    if (native.length > 0) await installNative(native, join(folder, name), architecture);
  }
  const contract: unknown = JSON.parse(await readFile('docs/openapi.json', 'utf8'));
  await writeFile(join(folder, 'api-explore', 'openapi.json'), JSON.stringify(contract));
  return filesOf(metafile, folder);
}

function filesOf(metafile: Metafile, folder: string): readonly BundledFile[] {
  return Object.entries(metafile.outputs)
    .filter(([path]) => path.endsWith('.mjs'))
    .map(([path, { bytes, inputs, imports }]) => ({
      function: relative(folder, resolve(path)).split(sep)[0] as FunctionName,
      path,
      bytes,
      inputs: Object.keys(inputs),
      externals: imports
        .filter((one) => one.external === true)
        .map((one) => one.path)
        .filter((name) => !isBuiltin(name)),
    }));
}
