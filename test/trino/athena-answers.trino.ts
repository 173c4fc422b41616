import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Caller } from '#app/caller.ts';
import type { Platform } from '#app/ports.ts';
import { currentManifest } from '#app/publication/manifest-store.ts';
import { downloadStatus, startDownload } from '#app/query/download.ts';
import { queryResult } from '#app/query/result.ts';
import { submitQuery } from '#app/query/submit.ts';
import type { DatasetAccess } from '#core/access/profile.ts';
import { FIRST_DEFINITIONS } from '#core/datasets/first-five.ts';
import { AppError } from '#core/model/error.ts';
import type { QuerySpec } from '#core/model/query-spec.ts';
import { tableName } from '#core/sql/trino.ts';
import { addAccount, addProfile } from '#test/support/access-platform.ts';
import { type AthenaOnTrino, provisioned, startAthenaOnTrino } from '#test/support/athena-on-trino.ts';
import { createHiveTables } from './hive-tables.ts';
import { type IngestedLake, ingestLake, OPERATOR } from './ingested-lake.ts';
import { INGESTED_SPECS } from './ingested-specs.ts';
import { trino } from './shared-server.ts';

const WAIT_MS = 60_000;
/** Some of the fields, of some of the records, by areas. */
const LIMITED: DatasetAccess = {
  fields: ['category', 'outcome', 'location', 'gender', 'operation', 'part_of_operation', 'mode', 'severity'],
  rowRule: {
    all: [
      { column: 'location_quality', op: '=', value: 'located' },
      {
        any: [
          { column: 'time_precision', op: '=', value: 'month' },
          { column: 'weekday', in: [5, 6, 7] },
        ],
      },
      { not: { column: 'month', op: '=', value: 202_401 } },
    ],
  },
  precision: { exact: false, cell: 9, levels: ['borough', 'ward'] },
  kind: 'records',
  download: true,
  minimumCount: 1,
  rounding: 1,
};
const COUNTED: DatasetAccess = {
  ...LIMITED,
  fields: ['category', 'gender', 'mode', 'severity'],
  precision: { exact: false, cell: null, levels: ['borough'] },
  kind: 'counts',
  download: false,
  minimumCount: 5,
};
const as = (profile: string): Caller => ({ ...OPERATOR, profile });

describe('answers over Athena and over DuckDB', () => {
  let lake: IngestedLake;
  let athena: AthenaOnTrino;
  let there: Platform;

  beforeAll(async () => {
    lake = await ingestLake();
    const { registry, objects } = lake.platform;
    for (const definition of FIRST_DEFINITIONS) {
      const { id } = definition;
      const manifest = await currentManifest(lake.platform, id);
      if (manifest === null) throw new Error(`nothing was published of ${id}`);
      await dropTables(id);
      await createHiveTables(trino, lake.folder, manifest, definition);
    }
    const everywhere = (access: DatasetAccess) =>
      Object.fromEntries(
        FIRST_DEFINITIONS.map(({ id, fields }) => [
          id,
          { ...access, fields: access.fields.filter((name) => fields.some((field) => field.name === name)) },
        ]),
      );
    for (const [id, access] of [
      ['limited', LIMITED],
      ['counted', COUNTED],
    ] as const) {
      const spec = { id, title: id, description: '', datasets: everywhere(access) };
      await addProfile(registry, spec, [OPERATOR.organisation]);
    }
    await addAccount(registry, OPERATOR);
    athena = await startAthenaOnTrino(inject('trinoUrl'));
    there = { ...lake.platform, engine: provisioned(athena.engine(objects), athena) };
  }, 300_000);

  afterAll(async () => {
    await there?.engine.close();
    await athena?.close();
    for (const { id } of FIRST_DEFINITIONS) await dropTables(id);
    await lake?.close();
  });

  /** Others make tables of these names on the same server. */
  const dropTables = async (dataset: string) => {
    for (const kind of ['records', 'rollup'] as const)
      await trino.query(`DROP TABLE IF EXISTS "${tableName({ dataset, kind })}"`);
  };

  async function answerOf(platform: Platform, caller: Caller, spec: QuerySpec): Promise<unknown> {
    try {
      const { state, error, words, result } = await submitQuery(platform, caller, spec, { waitMs: WAIT_MS });
      return { state, error, words, result: { ...result, nextCursor: typeof result?.nextCursor } };
    } catch (cause) {
      if (!(cause instanceof AppError)) throw cause;
      return { code: cause.code, message: cause.message };
    }
  }

  describe.each([
    ['all-records', 23],
    ['limited', 12],
    ['counted', 5],
  ] as const)('under the profile %s', (profile, least) => {
    let answered = 0;

    it.each(Object.entries(INGESTED_SPECS))('are the same: %s', async (_title, spec) => {
      const ours = await answerOf(lake.platform, as(profile), spec);
      expect(await answerOf(there, as(profile), spec)).toEqual(ours);
      expect(ours).toMatchObject(ours instanceof Object && 'code' in ours ? {} : { state: 'succeeded' });
      if (ours instanceof Object && 'state' in ours) answered += 1;
    });

    it('are answers, not refusals, for a good part', () => {
      expect(answered).toBeGreaterThanOrEqual(least);
    });
  });

  const RECORDS: QuerySpec = {
    datasets: ['mps-crime', 'mps-stop-search'],
    records: { fields: ['dataset', 'month', 'category', 'borough'] },
    limit: 5_000,
  };

  it('go on from page to page, in another process too', async () => {
    const caller = as('limited');
    const elsewhere = { ...there, engine: athena.engine(lake.platform.objects) };
    const pagesOf = async (first: Platform, others: Platform) => {
      const { id } = await submitQuery(first, caller, RECORDS, { waitMs: WAIT_MS });
      const pages: unknown[] = [];
      for (let cursor: string | null | undefined; cursor !== null && pages.length < 4; ) {
        const at = cursor === undefined ? {} : { cursor };
        const page = await queryResult(others, caller, id, { ...at, limit: 1_300 });
        pages.push([page.columns, page.rowCount]);
        cursor = page.nextCursor;
      }
      return pages;
    };
    expect(await pagesOf(there, elsewhere)).toEqual(await pagesOf(lake.platform, lake.platform));
    await elsewhere.engine.close();
  });

  it('are the same in the file of a download', async () => {
    const caller = OPERATOR;
    const fileOf = async (platform: Platform) => {
      const { id } = await submitQuery(platform, caller, RECORDS, { waitMs: WAIT_MS });
      const { id: download } = await startDownload(platform, caller, id, { format: 'csv' });
      const { state, rows, key } = await downloadStatus(platform, caller, id, download, WAIT_MS);
      expect({ state, key }).toEqual({ state: 'succeeded', key: expect.any(String) });
      const body = new TextDecoder().decode((await platform.objects.get(key ?? '')) ?? new Uint8Array());
      return { rows, lines: body.split('\r\n').filter((line) => !line.startsWith('#')) };
    };
    const ours = await fileOf(lake.platform);
    expect(await fileOf(there)).toEqual(ours);
    expect(ours.rows).toBeGreaterThan(100);
  });

  it('are asked in the name of the person, in the workgroup of the profile', () => {
    const roles = athena.server.calls.filter(({ action }) => action === 'AssumeRole');
    expect(new Set(roles.map(({ input }) => input['SourceIdentity']))).toEqual(new Set([OPERATOR.user]));
    const started = athena.server.calls.filter(({ action }) => action === 'StartQueryExecution');
    expect(new Set(started.map(({ input }) => input['WorkGroup']))).toEqual(
      new Set(['ss-all-records', 'ss-limited', 'ss-counted']),
    );
    expect(new Set(started.map(({ input }) => input['ClientRequestToken'])).size).toBe(started.length);
  });
});
