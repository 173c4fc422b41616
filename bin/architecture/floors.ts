/** Who may import whom: folder → folders (and files) that its files may reach, itself included. */
export const FLOORS: readonly (readonly [from: string, to: readonly string[]])[] = [
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
export const CORE_PACKAGES = ['zod', 'h3-js', 'proj4', 'polylabel'];
