import { describe, expect, it } from 'vitest';
import { compileQuery } from '#core/query/compile.ts';
import { resolveQuery } from '#core/query/resolve.ts';
import { printDuckDb } from '#core/sql/duckdb.ts';
import type { Statement } from '#core/sql/tree.ts';
import { printTrino } from '#core/sql/trino.ts';
import { contextOfCase } from '#test/support/counts-profile.ts';
import { FIXTURE_DATASETS } from '#test/support/fixture-datasets.ts';
import { contextOf, fixtureManifest } from '#test/support/fixture-lake.ts';
import { QUERY_CASES } from './cases.ts';

const context = contextOf(
  FIXTURE_DATASETS,
  FIXTURE_DATASETS.map((dataset, number) => fixtureManifest(dataset, number)),
);
const CLAUSES = / (?=(?:FROM|WHERE|GROUP BY|ORDER BY|LIMIT|UNION ALL) )/g;

function textOf(
  name: string,
  statements: readonly Statement[],
  print: (statement: Statement) => string,
): string {
  return `-- ${name}\n${statements.map((one) => `${print(one).replace(CLAUSES, '\n')};\n`).join('\n')}`;
}

describe('the case table as text', () => {
  it.each(QUERY_CASES.map((one) => [one.name, one] as const))('%s', async (name, one) => {
    const { spec } = one;
    const query = resolveQuery(spec, contextOfCase(context, FIXTURE_DATASETS, one));
    const plan = compileQuery(query, spec.limit ?? 1_000);
    const statements = [plan.main, plan.count, plan.rest].filter((one) => one !== null);
    const file = name.replaceAll(/[^a-z0-9]+/gi, '-').toLowerCase();
    const trino = textOf(name, statements, (one) =>
      printTrino(one, { catalog: 'lake', schema: 'safestats' }),
    );
    await expect(trino).toMatchFileSnapshot(`__text__/${file}.trino.sql`);
    const duckdb = textOf(name, statements, (one) => printDuckDb(one, (key) => `/root/${key}`));
    await expect(duckdb).toMatchFileSnapshot(`__text__/${file}.duckdb.sql`);
  });
});
