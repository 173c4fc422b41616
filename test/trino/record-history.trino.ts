import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Platform } from '#app/ports.ts';
import { tableName } from '#core/sql/trino.ts';
import { type AthenaOnTrino, provisioned, startAthenaOnTrino } from '#test/support/athena-on-trino.ts';
import {
  CHANGED_DATASET,
  openRecordHistory,
  type RecordHistory,
  toldOf,
} from '#test/support/record-history.ts';
import { createHiveTable } from './hive-tables.ts';
import { trino } from './shared-server.ts';

const TABLE = tableName({ dataset: CHANGED_DATASET, kind: 'records' });
/** Others make a table of this name on the same server. */
const dropTable = () => trino.query(`DROP TABLE IF EXISTS "${TABLE}"`);

describe('a record and its earlier versions over Athena', () => {
  let history: RecordHistory;
  let athena: AthenaOnTrino;
  let there: Platform;

  beforeAll(async () => {
    history = await openRecordHistory();
    const { platform, lake } = history;
    await dropTable();
    await createHiveTable(trino, {
      root: join(platform.root, 'objects'),
      table: TABLE,
      kind: 'records',
      manifests: lake.manifests,
    });
    athena = await startAthenaOnTrino(inject('trinoUrl'));
    there = { ...platform, engine: provisioned(athena.engine(platform.objects), athena) };
  });
  afterAll(async () => {
    await there?.engine.close();
    await athena?.close();
    await dropTable();
    await history?.platform.dispose();
  });

  it.each([
    ['few', 'reference', 'A1', 2],
    ['ruled', 'reference', 'A1', 1],
  ] as const)('are told %s by %s %s as over DuckDB: %i', async (name, by, wanted, versions) => {
    const ours = await history.opened(name, by, wanted);
    const theirs = await history.opened(name, by, wanted, there);
    expect(theirs).toEqual(ours);
    expect(toldOf(theirs)).toHaveLength(versions);
  });

  it('are told from the files of each earlier publication, in statements of the person', async () => {
    const before = athena.server.calls.length;
    const view = await history.opened('all', 'reference', 'A1', there);
    expect(toldOf(view)).toEqual([
      ['2026-02', 'category: theft → burglary', 'loss: 1 → 1.5'],
      ['2026-01', 'category: robbery → burglary', 'loss: 1 → 1.5'],
    ]);
    const asked = athena.server.calls
      .slice(before)
      .filter(({ action }) => action === 'StartQueryExecution')
      .map(({ input }) => JSON.stringify(input));
    for (const manifest of history.lake.manifests.slice(0, 2))
      for (const { v } of manifest.periods)
        expect(
          asked.some((sql) => sql.includes(v)),
          v,
        ).toBe(true);
  });
});
