import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessFor } from '#app/access/access.ts';
import { currentManifest } from '#app/publication/manifest-store.ts';
import { currentPins, loadContext } from '#app/query/context.ts';
import { FIRST_DEFINITIONS } from '#core/datasets/first-five.ts';
import type { QuerySpec } from '#core/model/query-spec.ts';
import { QuerySpecSchema } from '#core/model/query-spec.ts';
import { compileQuery } from '#core/query/compile.ts';
import { resolveQuery } from '#core/query/resolve.ts';
import { printDuckDb } from '#core/sql/duckdb.ts';
import type { Statement } from '#core/sql/tree.ts';
import { printTrino, tableName } from '#core/sql/trino.ts';
import { type Duckdb, openDuckdb } from './duckdb.ts';
import { createHiveTables } from './hive-tables.ts';
import { type IngestedLake, ingestLake, OPERATOR } from './ingested-lake.ts';
import { INGESTED_SPECS } from './ingested-specs.ts';
import { sameRows } from './same-rows.ts';
import { trino } from './shared-server.ts';

describe('a query over files that were ingested', () => {
  let lake: IngestedLake;
  let duckdb: Duckdb;
  const empty: string[] = [];
  let rolledUp = 0;

  async function statementsOf(spec: QuerySpec): Promise<readonly Statement[]> {
    const parsed = QuerySpecSchema.parse(spec);
    const context = await loadContext(
      lake.platform,
      parsed,
      await currentPins(lake.platform, await accessFor(lake.platform, OPERATOR), parsed),
    );
    const { main, count, rest, choices } = compileQuery(resolveQuery(spec, context), spec.limit ?? 10_000);
    if (choices.some(({ table }) => table === 'rollup')) rolledUp += 1;
    return [main, count, rest].filter((statement) => statement !== null);
  }

  const onDuckdb = (statement: Statement) =>
    duckdb.rows(printDuckDb(statement, (key) => join(lake.folder, key)));
  const onTrino = (statement: Statement) =>
    trino.rows(printTrino(statement, { catalog: 'lake', schema: 'safestats' }));

  beforeAll(async () => {
    lake = await ingestLake();
    duckdb = await openDuckdb();
    for (const definition of FIRST_DEFINITIONS) {
      const { id } = definition;
      const manifest = await currentManifest(lake.platform, id);
      if (manifest === null) throw new Error(`nothing was published of ${id}`);
      await createHiveTables(trino, lake.folder, manifest, definition);
    }
  }, 300_000);

  afterAll(async () => {
    duckdb?.close();
    await lake?.close();
  });

  it.each(Object.entries(INGESTED_SPECS))('has the same rows in both engines: %s', async (title, spec) => {
    for (const [index, statement] of (await statementsOf(spec)).entries()) {
      const [theirs, ours] = [await onTrino(statement), await onDuckdb(statement)];
      expect(sameRows(statement, theirs)).toEqual(sameRows(statement, ours));
      if (index === 0 && ours.length === 0) empty.push(title);
    }
  });

  it('finds something for nearly every question', () => {
    if (lake.source === 'real') expect(empty).toEqual(['a year without records']);
    else expect(empty.length).toBeLessThan(6);
  });

  it('answers some of them from roll-ups, which are tables of their own', () => {
    expect(rolledUp).toBeGreaterThan(3);
  });

  it('counts every record of every publication', async () => {
    for (const { id } of FIRST_DEFINITIONS) {
      const manifest = await currentManifest(lake.platform, id);
      const table = tableName({ dataset: id, kind: 'records' });
      expect(await trino.rows(`SELECT COUNT(*) FROM "${table}"`)).toEqual([[BigInt(manifest?.rows ?? -1)]]);
    }
  });
});
