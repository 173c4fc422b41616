import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessFor } from '#app/access/access.ts';
import { publishedNow, wantedProfile } from '#app/access/enforced-profile.ts';
import { addFirstProfiles } from '#app/access/first-profiles.ts';
import { findProfile } from '#app/access/profile-store.ts';
import type { EnforcedTable } from '#app/ports.ts';
import { currentManifest } from '#app/publication/manifest-store.ts';
import { currentPins, loadContext } from '#app/query/context.ts';
import type { Profile } from '#core/access/profile.ts';
import type { RowRule } from '#core/access/row-rule.ts';
import { columnsOfRule } from '#core/access/row-rule-plain.ts';
import { FIRST_DEFINITIONS } from '#core/datasets/first-five.ts';
import { type Manifest, rollupsOf } from '#core/model/manifest.ts';
import type { QuerySpec } from '#core/model/query-spec.ts';
import { QuerySpecSchema } from '#core/model/query-spec.ts';
import { ROLLUP_RECORDS } from '#core/model/rollup.ts';
import { compileQuery } from '#core/query/compile.ts';
import { resolveQuery } from '#core/query/resolve.ts';
import { printDuckDb } from '#core/sql/duckdb.ts';
import type { Statement } from '#core/sql/tree.ts';
import { printTrino, tableName } from '#core/sql/trino.ts';
import { addProfile } from '#test/support/access-platform.ts';
import type { TrinoValue } from './client.ts';
import { type Duckdb, openDuckdb } from './duckdb.ts';
import { createHiveTables } from './hive-tables.ts';
import { type IngestedLake, ingestLake, OPERATOR } from './ingested-lake.ts';
import { INGESTED_SPECS } from './ingested-specs.ts';
import { sameRows } from './same-rows.ts';
import { trino } from './shared-server.ts';

/** Columns that the rule of a profile reads. */
function columnsOf({ datasets }: Profile, dataset: string): readonly string[] {
  const rule = datasets[dataset]?.rowRule ?? null;
  return rule === null ? [] : columnsOfRule(rule);
}

/** What one filter lets through of one table, and the publication that it is of. */
type Filter = EnforcedTable & { readonly manifest: Manifest };

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
    await addProfiles();
  }, 300_000);

  /** The profiles of the demonstration, and two whose rules read areas, months and how exact a record is. */
  async function addProfiles(): Promise<void> {
    const { registry, clock } = lake.platform;
    await addFirstProfiles(registry, clock);
    const whole = await findProfile(registry, 'all-records');
    if (whole === null) throw new Error('there is no profile that shows all');
    const [vintage = ''] = Object.keys(
      (await currentManifest(lake.platform, 'mps-crime'))?.geography['borough'] ?? {},
    );
    const column = `borough_${vintage}`;
    const boroughs = await trino.rows(
      `SELECT ${column} FROM "mps_crime" WHERE ${column} IS NOT NULL GROUP BY 1 ORDER BY COUNT(*) DESC, 1 LIMIT 3`,
    );
    const rules: Readonly<Record<string, RowRule>> = {
      'ruled-areas': {
        all: [
          { column, in: boroughs.map(([code]) => String(code)) },
          { not: { column: 'month', op: '=', value: 202_401 } },
        ],
      },
      'ruled-precision': {
        any: [
          { column: 'time_precision', op: '=', value: 'month' },
          { column: 'location_quality', op: '<>', value: 'located' },
        ],
      },
    };
    for (const [id, rowRule] of Object.entries(rules)) {
      const datasets = Object.entries(whole.profile.datasets).map(([dataset, access]) => [
        dataset,
        { ...access, rowRule },
      ]);
      await addProfile(registry, { id, title: id, description: '', datasets: Object.fromEntries(datasets) });
    }
  }

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

  /** What the provisioner gives Lake Formation for a profile, as statements: of each table, the columns and rows of its filter. */
  async function filtersOf(profile: Profile): Promise<readonly Filter[]> {
    const { enforced } = await wantedProfile(
      lake.platform,
      { profile, itemVersion: 1 },
      { everything: false, people: new Set(), profiles: new Set(), datasets: new Set() },
      publishedNow(lake.platform),
    );
    if (enforced.state !== 'active') throw new Error(`${profile.id} is not in force`);
    return Promise.all(
      enforced.tables.map(async ({ dataset, kind, columns, rowFilter }) => {
        const manifest = await currentManifest(lake.platform, dataset);
        if (manifest === null) throw new Error(`nothing was published of ${dataset}`);
        return { dataset, kind, columns, rowFilter, manifest };
      }),
    );
  }

  /** Records that each filter lets through, by table and year, in one statement. */
  const countsOf = (
    filters: readonly Filter[],
    from: (filter: Filter) => string,
    shown: (filter: Filter) => string,
  ) =>
    filters
      .map((filter) => {
        const { dataset, kind, rowFilter } = filter;
        const through = `SELECT ${shown(filter)} FROM ${from(filter)}${rowFilter === null ? '' : ` WHERE ${rowFilter}`}`;
        const records = kind === 'rollup' ? `CAST(SUM(${ROLLUP_RECORDS}) AS BIGINT)` : 'COUNT(*)';
        return `SELECT '${dataset}' AS dataset, '${kind}' AS kind, CAST(period AS VARCHAR) AS period, ${records} AS n FROM (${through}) AS t GROUP BY period`;
      })
      .join(' UNION ALL ');

  it.each(['all-records', 'borough-counts', 'ward-records', 'ruled-areas', 'ruled-precision'])(
    'is let through by the filters of both tables of each dataset as in DuckDB, and alike: %s',
    async (id) => {
      const found = await findProfile(lake.platform.registry, id);
      if (found === null) throw new Error(`no profile ${id}`);
      const filters = await filtersOf(found.profile);
      const inOrder = (rows: readonly (readonly TrinoValue[])[]) =>
        [...rows].map((row) => row.join(' ')).sort();
      const columns = (filter: Filter) => [...filter.columns, 'period'].map((name) => `"${name}"`).join(', ');
      const named = ({ dataset, kind }: Filter) => `"${tableName({ dataset, kind })}"`;
      const theirs = inOrder(await trino.rows(countsOf(filters, named, columns)));
      const filed = ({ kind, manifest }: Filter) => {
        const files = manifest.periods.filter((one) => one.kind === kind).flatMap((one) => one.files);
        const list = files.map(({ key }) => `'${join(lake.folder, key)}'`).join(', ');
        return `read_parquet([${list}], hive_partitioning = true, union_by_name = true)`;
      };
      expect(inOrder(await duckdb.rows(countsOf(filters, filed, () => '*')))).toEqual(theirs);
      const counts = new Map(
        theirs.map((line) => [line.slice(0, line.lastIndexOf(' ')), line.split(' ').at(-1)]),
      );
      const through = filters
        .filter(({ kind }) => kind === 'records')
        .flatMap(({ dataset }) => [...counts].filter(([line]) => line.startsWith(`${dataset} records `)))
        .reduce((sum, [, n]) => sum + Number(n), 0);
      const all = filters.reduce(
        (sum, { kind, manifest }) => sum + (kind === 'records' ? manifest.rows : 0),
        0,
      );
      expect(through).toBeGreaterThan(0);
      expect(through === all).toBe(!id.startsWith('ruled-'));
      let alike = 0;
      for (const { dataset, manifest } of filters.filter(({ kind }) => kind === 'rollup'))
        for (const { period, dimensions = [] } of rollupsOf(manifest)) {
          if (columnsOf(found.profile, dataset).some((name) => !dimensions.includes(name))) continue;
          alike += 1;
          const [of, rolled] = ['records', 'rollup'].map((kind) =>
            counts.get(`${dataset} ${kind} ${period}`),
          );
          expect([dataset, period, rolled]).toEqual([dataset, period, of]);
        }
      expect(alike).toBeGreaterThan(2);
    },
  );

  it('counts every record of every publication', async () => {
    for (const { id } of FIRST_DEFINITIONS) {
      const manifest = await currentManifest(lake.platform, id);
      const table = tableName({ dataset: id, kind: 'records' });
      expect(await trino.rows(`SELECT COUNT(*) FROM "${table}"`)).toEqual([[BigInt(manifest?.rows ?? -1)]]);
    }
  });
});
