import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FUNCTIONS, type FunctionName } from '#lambdas/functions.ts';
import { type BundledFile, bundleFunctions } from '../../bin/bundling/functions.ts';

/** Most kilobytes and modules of each handler: what a cold start has to read. */
const BUDGETS: Readonly<Record<FunctionName, { readonly kilobytes: number; readonly modules: number }>> = {
  'api-explore': { kilobytes: 1_500, modules: 1_250 },
  'api-admin': { kilobytes: 1_420, modules: 1_150 },
  'api-deliveries': { kilobytes: 1_230, modules: 1_020 },
  'api-audit': { kilobytes: 1_340, modules: 1_090 },
  downloads: { kilobytes: 1_090, modules: 920 },
  ingest: { kilobytes: 940, modules: 960 },
  geography: { kilobytes: 920, modules: 930 },
  provisioner: { kilobytes: 800, modules: 840 },
  'query-ended': { kilobytes: 1_050, modules: 850 },
  housekeeping: { kilobytes: 1_240, modules: 1_000 },
  'audit-sealer': { kilobytes: 610, modules: 690 },
  identity: { kilobytes: 520, modules: 620 },
};
/** What Lambda unpacks of a function at most. */
const UNPACKED_BYTES = 250 * 1024 * 1024;

/** Bytes of all files in a folder, without the packages in it. */
async function bytesIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  const sizes = await Promise.all(
    files
      .filter((path) => !path.slice(folder.length).includes('node_modules'))
      .map(async (path) => (await stat(path)).size),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Packages that are installed when these are, with what they need. */
function closureOf(names: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [...names];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (found.has(name) || !existsSync(`node_modules/${name}`)) continue;
    found.add(name);
    const { dependencies, optionalDependencies } = JSON.parse(
      readFileSync(`node_modules/${name}/package.json`, 'utf8'),
    );
    open.push(...Object.keys({ ...dependencies, ...optionalDependencies }));
  }
  return found;
}

/** Packages that no function may carry. */
const NOWHERE = [
  'aws-cdk-lib',
  'constructs',
  'oidc-provider',
  'lmdb',
  'esbuild',
  'tsx',
  'typescript',
  'vega-datasets',
];
/** Packages that belong to some only. */
const SELDOM: Readonly<Record<string, readonly FunctionName[]>> = {
  mapshaper: ['geography'],
  '@duckdb/node-api': [],
  '@aws-sdk/client-iam': ['provisioner'],
  '@aws-sdk/client-lakeformation': ['provisioner'],
  'zod-openapi': [],
};

describe('the bundle of every function', () => {
  let folder = '';
  let files: readonly BundledFile[] = [];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'safestats-bundles-'));
    files = await bundleFunctions({ folder, architecture: 'here' });
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const names = Object.keys(FUNCTIONS) as FunctionName[];
  const handlerOf = (name: FunctionName): BundledFile => {
    const file = files.find((one) => one.function === name && one.path.endsWith('/handler.mjs'));
    if (file === undefined) throw new Error(`${name} was not bundled`);
    return file;
  };
  const packagesOf = ({ inputs }: BundledFile) =>
    new Set(inputs.flatMap((path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []));

  it.each(names)('keeps %s within its budget', (name) => {
    const { bytes, inputs } = handlerOf(name);
    const { kilobytes, modules } = BUDGETS[name];
    expect(Math.ceil(bytes / 1024)).toBeLessThanOrEqual(kilobytes);
    expect(inputs.length).toBeLessThanOrEqual(modules);
  });

  it.each(names)(
    'has %s fit into what Lambda unpacks, with packages and processes beside it',
    async (name) => {
      const packages = [...closureOf(FUNCTIONS[name].native)].map((one) => `node_modules/${one}`);
      const sizes = await Promise.all([join(folder, name), ...packages].map(bytesIn));
      const bytes = sizes.reduce((sum, size) => sum + size, 0);
      expect(bytes).toBeLessThan(FUNCTIONS[name].native.length > 0 ? UNPACKED_BYTES / 2 : 10 * 1024 * 1024);
      expect(bytes).toBeGreaterThan(FUNCTIONS[name].native.length > 0 ? 50 * 1024 * 1024 : 500 * 1024);
    },
  );

  it('carries nothing that belongs to development, to the local runtime, or to another function', () => {
    for (const file of files) {
      const packages = packagesOf(file);
      for (const name of NOWHERE) expect([file.path, packages.has(name)]).toEqual([file.path, false]);
      for (const [name, owners] of Object.entries(SELDOM))
        if (packages.has(name)) expect([name, owners.includes(file.function)]).toEqual([name, true]);
    }
  });

  it('has zod once, and of its languages English alone', () => {
    for (const { path, inputs } of files) {
      const locales = inputs.filter((input) => /\/zod\/.*\/locales\/(?!en\.|index\.)/.test(input));
      const copies = inputs.filter((input) => /\/zod\/v4\/core\/core\.(js|cjs)$/.test(input));
      expect({ path, locales, copies: copies.length <= 1 }).toEqual({ path, locales: [], copies: true });
    }
  });

  it('expects beside it only the packages that its declaration names', () => {
    for (const { function: name, externals } of files)
      expect({
        name,
        beyond: externals.filter((one) => !(FUNCTIONS[name].native as readonly string[]).includes(one)),
      }).toEqual({ name, beyond: [] });
  });
});
