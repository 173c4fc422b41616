import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { AthenaEngine, type AthenaEngineOptions } from '#adapters/aws/athena-engine.ts';
import { isQueryExecution } from '#adapters/aws/athena-execution.ts';
import type { EngineAccess } from '#core/access/engine-access.ts';
import { brandId, type ExecutionId, type UserId, type VersionId } from '#core/model/id.ts';
import { column, isIn, text } from '#core/sql/build.ts';
import type { Statement } from '#core/sql/tree.ts';
import { athenaClients } from '../support/athena-on-trino.ts';
import { type AthenaRows, type AthenaServer, startAthenaServer } from '../support/athena-server.ts';

const ROLE_PREFIX = 'arn:aws:iam::123456789012:role/safestats/profile/ss-p-';
const FILE = 'lake/made-crime/period=2018/v=01A/part-0.parquet';
const STATEMENT: Statement = {
  query: {
    node: 'select',
    columns: [{ value: column('n'), as: 'n' }],
    from: {
      node: 'scan',
      dataset: 'made-crime',
      kind: 'records',
      rule: null,
      columns: [{ name: 'n', type: 'BIGINT' }],
      periods: [{ period: '2018', v: brandId<VersionId>('01A'), files: [FILE] }],
    },
    where: null,
    groupBy: null,
    orderBy: [],
    limit: null,
  },
};
const ACCESS: EngineAccess = {
  profile: 'borough-counts',
  version: 3,
  person: brandId<UserId>('4a6f0c4e-1111-4222-8333-123456789abc'),
  tables: new Map(),
};
const OPTIONS = { timeoutMs: 60_000, access: ACCESS };
const code = (value: string) => expect.objectContaining({ code: value });

/** As many rows as asked for, of every type that a query returns. */
function rowsOf(count: number): AthenaRows {
  return {
    names: ['n', 'name', 'flag', 'cell'],
    types: ['integer', 'varchar', 'boolean', 'bigint'],
    rows: Array.from({ length: count }, (_, n) => [
      String(n),
      n % 2 === 0 ? '' : null,
      n === 1 ? null : String(n % 3 === 0),
      n === 0 ? '613197112345678901' : String(-n),
    ]),
  };
}

describe('AthenaEngine', () => {
  let server: AthenaServer | null = null;
  const engines: AthenaEngine[] = [];
  let now = Date.parse('2026-03-01T12:00:00Z');
  let inForce: number | null = 3;
  let run: (sql: string) => Promise<AthenaRows> = async () => rowsOf(3);
  const never = () => new Promise<AthenaRows>(() => undefined);

  afterEach(async () => {
    for (const engine of engines.splice(0)) await engine.close();
    await server?.close();
    server = null;
    inForce = 3;
    run = async () => rowsOf(3);
  });

  async function open(more: Partial<AthenaEngineOptions> = {}): Promise<AthenaEngine> {
    server ??= await startAthenaServer({
      rolePrefix: ROLE_PREFIX,
      workgroupPrefix: 'ss-',
      hasRole: (profile) => profile !== 'no-role',
      run: (sql) => run(sql),
    });
    const engine = new AthenaEngine({
      ...athenaClients(server),
      registry: {
        get: async <Value>(partition: string, sort: string) =>
          inForce === null
            ? null
            : { partition, sort, version: 1, value: { version: inForce, at: '2026-01-01' } as Value },
      },
      files: { list: async () => [FILE] },
      database: 'safestats',
      profileRolePrefix: ROLE_PREFIX,
      workgroupPrefix: 'ss-',
      clock: () => new Date(),
      ...more,
    });
    engines.push(engine);
    return engine;
  }

  const calls = (action: string) => (server?.calls ?? []).filter((call) => call.action === action);

  async function ended(engine: AthenaEngine): Promise<ExecutionId> {
    const id = await engine.start(STATEMENT, OPTIONS);
    await engine.status(id, 5_000);
    return id;
  }

  describe('start(statement, options)', () => {
    it('asks as the role of the profile, in the name of the person, in the workgroup of the profile', async () => {
      await (await open()).start(STATEMENT, OPTIONS);
      const { profile, person } = ACCESS;
      expect(calls('AssumeRole')[0]?.input).toMatchObject({
        RoleArn: `${ROLE_PREFIX}${profile}`,
        RoleSessionName: person,
        SourceIdentity: person,
        DurationSeconds: '900',
      });
      expect(calls('StartQueryExecution')[0]).toMatchObject({
        session: { profile, person },
        input: {
          QueryString: `SELECT "n" FROM "awsdatacatalog"."safestats"."made_crime" WHERE ("period" = '2018' AND "v" = '01A')`,
          WorkGroup: 'ss-borough-counts',
          QueryExecutionContext: { Database: 'safestats' },
        },
      });
      expect(calls('StartQueryExecution')[0]?.input).not.toHaveProperty('ResultConfiguration');
    });

    it('never shares an execution between two starts, whatever they have in common', async () => {
      const engine = await open();
      const ids = await Promise.all([1, 2, 3].map(() => engine.start(STATEMENT, OPTIONS)));
      expect(new Set(ids).size).toBe(3);
      const tokens = calls('StartQueryExecution').map(({ input }) => String(input['ClientRequestToken']));
      const length = createHash('sha256').digest('hex').length;
      expect(tokens.map((token) => token.length)).toEqual([length, length, length]);
    });

    it('refuses a profile that is not in force, or not in this version yet', async () => {
      const engine = await open();
      for (const version of [null, 2]) {
        inForce = version;
        await expect(engine.start(STATEMENT, OPTIONS)).rejects.toMatchObject({
          code: 'UNAVAILABLE',
          message: expect.stringContaining('is being put in force'),
        });
      }
      inForce = 4;
      await engine.start(STATEMENT, OPTIONS);
      const draft = { ...OPTIONS, access: { ...ACCESS, version: 0 } };
      await expect(engine.start(STATEMENT, draft)).rejects.toEqual(code('UNAVAILABLE'));
      const early = { ...OPTIONS, access: { ...ACCESS, profile: 'no-role' } };
      await expect(engine.start(STATEMENT, early)).rejects.toEqual(code('UNAVAILABLE'));
      expect(calls('StartQueryExecution')).toHaveLength(1);
    });

    it('refuses a statement that Athena would not take for its length', async () => {
      const many = Array.from({ length: 30_000 }, (_, index) => text(`E0${index}`));
      const where = isIn(column('n'), many);
      const long: Statement = { query: { ...STATEMENT.query, where } };
      await expect((await open()).start(long, OPTIONS)).rejects.toEqual(code('QUERY_TOO_LARGE'));
      expect(calls('StartQueryExecution')).toEqual([]);
    });

    it('fails the execution, without asking Athena, when a file of the statement is gone', async () => {
      const engine = await open({
        files: { list: async () => ['lake/made-crime/period=2018/v=01B/part-0.parquet'] },
      });
      const id = await engine.start(STATEMENT, OPTIONS);
      expect(await engine.status(id, 0)).toMatchObject({
        state: 'failed',
        failure: expect.stringMatching(/files/),
      });
      await expect(engine.page(id, 0, 1)).rejects.toEqual(code('QUERY_NOT_READY'));
      await engine.cancel(id);
      expect(calls('StartQueryExecution')).toEqual([]);
    });

    it('says TOO_MANY_REQUESTS and when to try again when Athena has no room', async () => {
      const engine = await open();
      server?.fail({ type: 'TooManyRequestsException', message: 'too many active' }, 1);
      await expect(engine.start(STATEMENT, OPTIONS)).rejects.toMatchObject({
        code: 'TOO_MANY_REQUESTS',
        details: { retryAfterSeconds: 2 },
      });
      await engine.start(STATEMENT, OPTIONS);
    });

    it('refuses work after it was closed', async () => {
      const engine = await open();
      await engine.close();
      await expect(engine.start(STATEMENT, OPTIONS)).rejects.toEqual(code('UNAVAILABLE'));
    });
  });

  describe('the session of a person under a profile', () => {
    it('is shared by statements and opened anew a minute before it expires', async () => {
      now = Date.now();
      const engine = await open({ clock: () => new Date(now) });
      await Promise.all([1, 2, 3].map(() => engine.start(STATEMENT, OPTIONS)));
      expect(calls('AssumeRole')).toHaveLength(1);
      now += 13 * 60_000;
      await engine.start(STATEMENT, OPTIONS);
      expect(calls('AssumeRole')).toHaveLength(1);
      now += 90_000;
      await Promise.all([1, 2].map(() => engine.start(STATEMENT, OPTIONS)));
      expect(calls('AssumeRole')).toHaveLength(2);
    });

    it('is not shared with another person or another profile', async () => {
      const engine = await open();
      await engine.start(STATEMENT, OPTIONS);
      await engine.start(STATEMENT, {
        ...OPTIONS,
        access: { ...ACCESS, person: brandId<UserId>('someone') },
      });
      await engine.start(STATEMENT, { ...OPTIONS, access: { ...ACCESS, profile: 'other' } });
      expect(calls('StartQueryExecution').map(({ session }) => session)).toEqual([
        { profile: 'borough-counts', person: ACCESS.person },
        { profile: 'borough-counts', person: 'someone' },
        { profile: 'other', person: ACCESS.person },
      ]);
    });
  });

  describe('status(id, waitMs)', () => {
    it('is known in another process, which asks in the same name', async () => {
      const id = await (await open()).start(STATEMENT, OPTIONS);
      const other = await open();
      expect(await other.status(id, 5_000)).toMatchObject({
        state: 'succeeded',
        rowCount: 3,
        bytesScanned: 1_024,
      });
      expect((await other.page(id, 2, 5)).columns[0]).toEqual([2]);
      expect(new Set(server?.calls.flatMap(({ session }) => session?.person ?? []))).toEqual(
        new Set([ACCESS.person]),
      );
    });

    it('counts the rows of pages that Athena says nothing of', async () => {
      run = async () => rowsOf(2_345);
      const engine = await open();
      const id = await engine.start(STATEMENT, OPTIONS);
      expect(await engine.status(id, 5_000)).toMatchObject({ state: 'succeeded', rowCount: 2_345 });
      expect(calls('GetQueryResults')).toHaveLength(3);
      await engine.page(id, 0, 2_345);
      await engine.status(id, 0);
      expect(calls('GetQueryResults')).toHaveLength(3);
    });

    it('says that no rows are no rows', async () => {
      run = async () => rowsOf(0);
      const engine = await open();
      const id = await ended(engine);
      expect((await engine.status(id, 0)).rowCount).toBe(0);
      expect(await engine.page(id, 0, 10)).toEqual({
        names: ['n', 'name', 'flag', 'cell'],
        columns: [[], [], [], []],
      });
    });

    it('is running until the rows are counted, a page at each look at least', async () => {
      run = async () => rowsOf(2_100);
      const engine = await open();
      const id = await engine.start(STATEMENT, OPTIONS);
      await new Promise((resolve) => setTimeout(resolve, 50));
      const states: string[] = [];
      for (let look = 0; look < 4; look += 1) states.push((await engine.status(id, 0)).state);
      expect(states).toEqual(['running', 'running', 'succeeded', 'succeeded']);
      expect(calls('GetQueryResults')).toHaveLength(3);
    });

    it('looks less and less often while it waits', async () => {
      run = never;
      const engine = await open();
      const id = await engine.start(STATEMENT, OPTIONS);
      expect((await engine.status(id, 1_000)).state).toBe('running');
      expect(calls('GetQueryExecution').length).toBeLessThan(7);
    });

    it('stops what takes too long, and goes on saying so, in another process too', async () => {
      run = never;
      const engine = await open();
      const id = await engine.start(STATEMENT, { ...OPTIONS, timeoutMs: 200 });
      const late = { state: 'failed', failure: expect.stringContaining('200 ms') };
      expect(await engine.status(id, 5_000)).toMatchObject(late);
      expect(calls('StopQueryExecution')).toHaveLength(1);
      const after = await (await open()).status(id, 0);
      expect(after).toMatchObject(late);
      expect(after.elapsedMs).toBeGreaterThanOrEqual(200);
    });

    it('keeps the reason of a failure for the log', async () => {
      run = async () => {
        throw new Error('COLUMN_NOT_FOUND: line 1:8');
      };
      const engine = await open();
      const id = await engine.start(STATEMENT, OPTIONS);
      expect(await engine.status(id, 5_000)).toMatchObject({
        state: 'failed',
        rowCount: null,
        failure: expect.stringContaining('COLUMN_NOT_FOUND'),
      });
    });

    it('is NOT_FOUND for an id of another engine, and for one that Athena does not know', async () => {
      const engine = await open();
      const id = await ended(engine);
      for (const unknown of ['', 'e1', 'athena:x:y', id.replace(':60000:', ':soon:'), `${id}0`, '%E0%A4%A'])
        await expect(engine.status(brandId<ExecutionId>(unknown), 0)).rejects.toEqual(code('NOT_FOUND'));
    });
  });

  describe('page(id, offset, count)', () => {
    it('gives values their types back: whole numbers beyond a double as text, NULL apart from empty text', async () => {
      const engine = await open();
      expect(await engine.page(await ended(engine), 0, 3)).toEqual({
        names: ['n', 'name', 'flag', 'cell'],
        columns: [
          [0, 1, 2],
          ['', null, ''],
          [true, null, false],
          ['613197112345678901', -1, -2],
        ],
      });
    });

    it('gives any part of a result, across the pages of Athena, although no row stays in memory', async () => {
      run = async () => rowsOf(3_500);
      const engine = await open({ keptBytes: 0 });
      const id = await ended(engine);
      for (const [offset, count] of [
        [0, 5],
        [997, 4],
        [998, 1_500],
        [3_499, 10],
        [3_500, 1],
        [0, 9_000],
      ] as const) {
        const expected = Array.from(
          { length: Math.max(0, Math.min(count, 3_500 - offset)) },
          (_, at) => offset + at,
        );
        expect((await engine.page(id, offset, count)).columns[0]).toEqual(expected);
      }
    });

    it('keeps rows for several who ask at the same time', async () => {
      run = async () => rowsOf(2_500);
      const engine = await open();
      const id = await engine.start(STATEMENT, OPTIONS);
      await new Promise((resolve) => setTimeout(resolve, 50));
      const pages = await Promise.all([
        engine.page(id, 0, 10),
        engine.page(id, 2_490, 10),
        engine.status(id, 5_000),
      ]);
      expect(pages[1].columns[0]).toEqual(Array.from({ length: 10 }, (_, at) => 2_490 + at));
      expect(calls('GetQueryResults')).toHaveLength(3);
    });

    it('is NOT_FOUND when Athena has let the result go', async () => {
      const id = await ended(await open());
      server?.forgetResults();
      await expect((await open()).page(id, 0, 1)).rejects.toEqual(code('NOT_FOUND'));
    });
  });

  it('cancels what is known, also what can no longer be stopped, and nothing else', async () => {
    run = never;
    const engine = await open();
    const id = await engine.start(STATEMENT, OPTIONS);
    await engine.cancel(id);
    expect((await engine.status(id, 1_000)).state).toBe('cancelled');
    server?.fail({ type: 'InvalidRequestException', message: 'it has ended' }, 1);
    await engine.cancel(id);
    await expect(engine.cancel(brandId<ExecutionId>(`${id}0`))).rejects.toEqual(code('NOT_FOUND'));
  });

  it('knows its execution by the name that Athena has for it', async () => {
    const engine = await open();
    const [one, other] = [await ended(engine), await ended(engine)];
    const [name] = calls('GetQueryExecution').map(({ input }) => String(input['QueryExecutionId']));
    expect([one, other].map((id) => isQueryExecution(id, name ?? ''))).toEqual([true, false]);
    expect(isQueryExecution(brandId<ExecutionId>('e1'), 'e1')).toBe(false);
  });
});
