import { randomUUID } from 'node:crypto';
import {
  AthenaClient,
  CreateWorkGroupCommand,
  GetQueryExecutionCommand,
  ListQueryExecutionsCommand,
} from '@aws-sdk/client-athena';
import { STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  AthenaEngine,
  type AthenaEngineOptions,
  ENFORCEMENT_PARTITION,
} from '#adapters/aws/athena-engine.ts';
import { isQueryExecution } from '#adapters/aws/athena-execution.ts';
import type { Registry } from '#app/ports.ts';
import { brandId, type UserId, type VersionId } from '#core/model/id.ts';
import { column } from '#core/sql/build.ts';
import type { Statement } from '#core/sql/tree.ts';
import { motoClient, motoUrl } from '#test/support/moto.ts';
import { accessOfStatement } from '#test/support/statement-access.ts';

const ROLE_PREFIX = 'arn:aws:iam::123456789012:role/safestats/profile/ss-p-';
const STATEMENT: Statement = {
  query: {
    node: 'select',
    columns: [{ value: column('n'), as: 'n' }],
    from: {
      node: 'scan',
      dataset: 'made',
      kind: 'records',
      rule: null,
      columns: [{ name: 'n', type: 'BIGINT' }],
      periods: [],
    },
    where: null,
    groupBy: null,
    orderBy: [],
    limit: null,
  },
};

describe('AthenaEngine against the emulator', () => {
  const profile = `p-${randomUUID()}`;
  const athena = new AthenaClient(motoClient());
  const registry: Pick<Registry, 'get'> = {
    get: async <Value>(partition: string, sort: string) =>
      partition === ENFORCEMENT_PARTITION && sort === profile
        ? { partition, sort, version: 1, value: { version: 1 } as Value }
        : null,
  };
  const options: AthenaEngineOptions = {
    sts: new STSClient(motoClient()),
    athena: (credentials) => new AthenaClient({ ...motoClient(), credentials }),
    registry,
    files: { list: async () => [] },
    database: 'safestats',
    profileRolePrefix: ROLE_PREFIX,
    workgroupPrefix: 'ss-',
    clock: () => new Date(),
  };
  const engine = new AthenaEngine(options);
  const access = { ...accessOfStatement(STATEMENT), profile, person: brandId<UserId>(randomUUID()) };

  beforeAll(async () => {
    await athena.send(new CreateWorkGroupCommand({ Name: `ss-${profile}` }));
  });
  afterAll(async () => {
    await engine.close();
    athena.destroy();
  });

  /** What the emulator is to give for the next result that is asked for. */
  async function seed(names: readonly string[], rows: readonly (readonly string[])[]): Promise<void> {
    const result = {
      rows: [names, ...rows].map((row) => ({ Data: row.map((VarCharValue) => ({ VarCharValue })) })),
      column_info: names.map((Name) => ({ Name, Type: 'bigint' })),
    };
    const response = await fetch(`${motoUrl()}/moto-api/static/athena/query-results`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ account_id: '123456789012', region: 'eu-west-2', results: [result] }),
    });
    expect(response.status).toBe(201);
  }

  it('starts a statement in the workgroup of the profile, without saying where results go', async () => {
    const id = await engine.start(STATEMENT, { timeoutMs: 60_000, access });
    const { QueryExecutionIds = [] } = await athena.send(
      new ListQueryExecutionsCommand({ WorkGroup: `ss-${profile}` }),
    );
    expect(QueryExecutionIds.filter((one) => isQueryExecution(id, one))).toHaveLength(1);
    const [QueryExecutionId] = QueryExecutionIds;
    const { QueryExecution } = await athena.send(new GetQueryExecutionCommand({ QueryExecutionId }));
    expect(QueryExecution).toMatchObject({
      WorkGroup: `ss-${profile}`,
      QueryExecutionContext: { Database: 'safestats' },
      Query: expect.stringContaining('SELECT "n"'),
    });
    expect(QueryExecution?.ResultConfiguration?.OutputLocation).toBeUndefined();
  });

  it('gives the rows of a result that begins with a header', async () => {
    await seed(['n'], [['1'], ['22']]);
    const id = await engine.start(STATEMENT, { timeoutMs: 60_000, access });
    expect(await engine.status(id, 10_000)).toMatchObject({ state: 'succeeded', rowCount: 2, failure: null });
    expect(await engine.page(id, 0, 10)).toEqual({ names: ['n'], columns: [[1, 22]] });
  });

  it('refuses to read what the catalogue of its region is not known to have', async () => {
    const [scan] = [STATEMENT.query.from];
    const period = { period: '2024', v: brandId<VersionId>('01J0000000000000000000000A'), files: [] };
    const statement = { query: { ...STATEMENT.query, from: { ...scan, periods: [period] } } } as Statement;
    const asked: unknown[] = [];
    let isThere = false;
    const engineThere = new AthenaEngine({
      ...options,
      known: {
        have: async (dataset, versions) => {
          asked.push([dataset, versions]);
          return isThere;
        },
      },
    });
    await expect(engineThere.start(statement, { timeoutMs: 60_000, access })).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringContaining('still being told'),
    });
    expect(asked).toEqual([['made', [{ kind: 'records', period: '2024', v: period.v }]]]);
    isThere = true;
    expect(await engineThere.start(statement, { timeoutMs: 60_000, access })).toBeTruthy();
  });

  it('cancels, and refuses what is not in force', async () => {
    const id = await engine.start(STATEMENT, { timeoutMs: 60_000, access });
    await engine.cancel(id);
    expect((await engine.status(id, 0)).state).toBe('cancelled');
    const other = { ...access, profile: 'another' };
    await expect(engine.start(STATEMENT, { timeoutMs: 60_000, access: other })).rejects.toMatchObject({
      code: 'UNAVAILABLE',
    });
  });
});
