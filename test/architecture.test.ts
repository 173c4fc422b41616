import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

/** Who may import whom: folder → folders that its files may reach, itself included. */
const ALLOWED: readonly (readonly [from: string, to: readonly string[]])[] = [
  ['lib/core/', ['lib/core/']],
  ['lib/app/', ['lib/core/', 'lib/app/']],
  ['lib/http/', ['lib/core/', 'lib/app/', 'lib/http/']],
  ['lib/adapters/duckdb/', ['lib/core/', 'lib/app/', 'lib/adapters/duckdb/']],
  ['lib/adapters/local/', ['lib/core/', 'lib/app/', 'lib/adapters/local/']],
  ['lib/adapters/oidc/', ['lib/core/', 'lib/app/', 'lib/adapters/oidc/']],
  ['lib/adapters/geometry/', ['lib/core/', 'lib/app/', 'lib/adapters/geometry/']],
  ['lib/adapters/aws/', ['lib/core/', 'lib/app/', 'lib/adapters/aws/']],
  ['lib/infra/', ['lib/core/', 'lib/http/', 'lib/infra/', 'lambdas/environment.ts', 'lambdas/functions.ts']],
  ['lambdas/', ['lib/core/', 'lib/app/', 'lib/http/', 'lib/adapters/', 'lambdas/', 'package.json']],
  ['web/src/', ['lib/core/', 'web/src/']],
];
/** Packages that pure code may use: they do no I/O. */
const CORE_PACKAGES = ['zod', 'h3-js', 'proj4', 'polylabel'];
const IMPORTS: Record<string, string> = JSON.parse(readFileSync('package.json', 'utf8')).imports;

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.name.endsWith('.d.ts'))
    .map((entry) => join(entry.parentPath, entry.name).split(sep).join('/'))
    .filter((path) => !path.includes('/dist/'));
}

function importsOf(path: string): string[] {
  return ts.preProcessFile(readFileSync(path, 'utf8'), true, true).importedFiles.map((file) => file.fileName);
}

/** Path in the checkout of an import, or null for a package. */
function targetOf(path: string, specifier: string): string | null {
  if (specifier.startsWith('.'))
    return relative('.', join(dirname(path), specifier))
      .split(sep)
      .join('/');
  if (!specifier.startsWith('#')) return null;
  const alias = Object.keys(IMPORTS).find((key) => specifier.startsWith(key.slice(0, -1)));
  if (alias === undefined) throw new Error(`${path}: no such alias: ${specifier}`);
  return specifier.replace(alias.slice(0, -1), (IMPORTS[alias] ?? '').slice(2, -1));
}

/** What breaks the rules in a file with these imports. */
function faultsOf(path: string, specifiers: readonly string[]): string[] {
  const rule = ALLOWED.find(([from]) => path.startsWith(from));
  if (rule === undefined) return [];
  return specifiers.flatMap((specifier) => {
    const target = targetOf(path, specifier);
    if (target !== null)
      return rule[1].some((to) => target.startsWith(to)) ? [] : [`${path} imports ${specifier}`];
    const pure = path.startsWith('lib/core/');
    const name = specifier
      .split('/')
      .slice(0, specifier.startsWith('@') ? 2 : 1)
      .join('/');
    return pure && !CORE_PACKAGES.includes(name) ? [`${path} imports ${specifier}`] : [];
  });
}

describe('the floors of the house', () => {
  const files = [
    ...filesUnder('lib'),
    ...filesUnder('lambdas'),
    ...filesUnder('bin'),
    ...filesUnder('web/src'),
    ...filesUnder('test'),
  ];

  it('lets no file import what its floor may not reach', () => {
    expect(files.flatMap((path) => faultsOf(path, importsOf(path)))).toEqual([]);
  });

  it('notices an import that climbs', () => {
    expect(faultsOf('lib/core/sql/tree.ts', ['#app/ports.ts'])).toHaveLength(1);
    expect(faultsOf('lib/core/sql/tree.ts', ['node:fs'])).toHaveLength(1);
    expect(faultsOf('lib/adapters/local/x.ts', ['../duckdb/y.ts'])).toHaveLength(1);
    expect(faultsOf('web/src/app.tsx', ['#http/routes.ts'])).toHaveLength(1);
  });

  it('has a rule for every folder of lib', () => {
    const ruled = (path: string) => ALLOWED.some(([from]) => path.startsWith(from));
    expect(filesUnder('lib').filter((path) => !ruled(path))).toEqual([]);
  });

  it('crosses folders by name, never by climbing', () => {
    const climbs = files
      .filter((path) => path.startsWith('lib/'))
      .flatMap((path) =>
        importsOf(path)
          .filter((name) => name.startsWith('../../../'))
          .map((name) => `${path}: ${name}`),
      );
    expect(climbs).toEqual([]);
  });
});
