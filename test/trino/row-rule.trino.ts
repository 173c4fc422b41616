import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wholeAccess } from '#core/access/profile.ts';
import type { RowRule } from '#core/access/row-rule.ts';
import { printDuckDb } from '#core/sql/duckdb.ts';
import { printTrino, tableName } from '#core/sql/trino.ts';
import { viewFor } from '#core/view/view.ts';
import {
  type FixtureDataset,
  type FixtureLake,
  NOW,
  storedRows,
  writeFixtureLake,
} from '#test/support/fixture-lake.ts';
import { ruleHolds } from '#test/support/naive-rule.ts';
import { rowRule } from '#test/support/random-access.ts';
import { randomDatasets } from '#test/support/random-datasets.ts';
import { recordIds } from '#test/support/record-ids.ts';
import type { TrinoValue } from './client.ts';
import { type Duckdb, openDuckdb } from './duckdb.ts';
import { createHiveTable } from './hive-tables.ts';
import { trino } from './shared-server.ts';

const RULES = 40;

/** The made records, under ids of their own: the server is shared with the case table. */
const DATASETS: readonly FixtureDataset[] = randomDatasets(31, 80).map((dataset) => ({
  ...dataset,
  definition: { ...dataset.definition, id: `ruled-${dataset.definition.id}` },
}));

describe('a row rule on Trino', () => {
  let root: string;
  let lake: FixtureLake;
  let duckdb: Duckdb;

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'safestats-rules-'));
    lake = await writeFixtureLake(root, DATASETS);
    duckdb = await openDuckdb();
    for (const manifest of lake.manifests) {
      const table = tableName({ dataset: manifest.dataset, kind: 'records' });
      await createHiveTable(trino, { root, table, kind: 'records', manifests: [manifest] });
    }
  });

  afterAll(async () => {
    duckdb?.close();
    await rm(root, { recursive: true });
  });

  const ids = (rows: readonly (readonly TrinoValue[])[]) => rows.map(([id]) => String(id)).sort();

  it.each(DATASETS.map((dataset) => [dataset.definition.title, dataset] as const))(
    'lets the same records through as Lake Formation text and as SQL, in both engines: %s',
    async (_title, dataset) => {
      const { definition } = dataset;
      const manifest = lake.manifests.find((one) => one.dataset === definition.id);
      if (manifest === undefined) throw new Error(`nothing was published of ${definition.id}`);
      const table = tableName({ dataset: definition.id, kind: 'records' });
      let some = 0;
      const rules: readonly RowRule[] = fc.sample(rowRule(definition.id.slice('ruled-'.length)), {
        numRuns: RULES,
        seed: 11,
      });
      for (const rule of rules) {
        const view = viewFor(definition, { ...wholeAccess(definition), rowRule: rule }, NOW);
        const byHand = storedRows(dataset)
          .filter((row) => ruleHolds(rule, row, NOW) === true)
          .map((row) => String(row['record_id']))
          .sort();
        if (byHand.length > 0 && byHand.length < dataset.rows.length) some += 1;
        const statement = recordIds(view, manifest);
        const { rowFilter } = view.table(manifest.geography);
        const filtered = `SELECT record_id FROM "${table}"${rowFilter === null ? '' : ` WHERE ${rowFilter}`}`;
        expect([rule, ids(await trino.rows(filtered))]).toEqual([rule, byHand]);
        const printed = printTrino(statement, { catalog: 'lake', schema: 'safestats' });
        expect([rule, ids(await trino.rows(printed))]).toEqual([rule, byHand]);
        const ours = await duckdb.rows(printDuckDb(statement, (key) => join(root, key)));
        expect([rule, ids(ours)]).toEqual([rule, byHand]);
      }
      expect(some / RULES).toBeGreaterThan(0.4);
    },
    240_000,
  );
});
