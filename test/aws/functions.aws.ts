import { GetQueryExecutionCommand } from '@aws-sdk/client-athena';
import { GetPartitionsCommand, GetTableCommand } from '@aws-sdk/client-glue';
import { ListObjectsV2Command, PutObjectTaggingCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { readExecutionId } from '#adapters/aws/athena-execution.ts';
import { findEnforcement } from '#app/access/enforcement-store.ts';
import { findProfile, putProfile } from '#app/access/profile-store.ts';
import { type Batch, PENDING_PARTITION } from '#app/audit/chain.ts';
import { RegistryAuditLog } from '#app/audit/log.ts';
import { applyDefinition } from '#app/dataset.ts';
import { allItems } from '#app/every-item.ts';
import { geographyKey } from '#app/geography/store.ts';
import { getDelivery } from '#app/ingest/deliveries.ts';
import { currentManifest } from '#app/publication/manifest-store.ts';
import { type QueryRecord, queryPartition, RUNNING_PARTITION } from '#app/query/query-record.ts';
import { type Manifest, manifestKey } from '#core/model/manifest.ts';
import { tableName } from '#core/sql/trino.ts';
import { placeOf } from '#infra/place.ts';
import { settingsOf } from '#infra/settings.ts';
import { FUNCTIONS, type FunctionName } from '#lambdas/functions.ts';
import { geojson, LSOAS } from '#test/app/geography/made-files.ts';
import {
  addBoundaries,
  EAST,
  MADE_CRIME,
  made,
  SUPER_ADMIN,
  square,
  WEST,
} from '#test/app/ingest/made-platform.ts';
import { ACCOUNT, appWith, templatesOf } from '#test/infra/stacks.ts';
import { addAccount, addProfile, northAccess, person } from '#test/support/access-platform.ts';
import {
  httpEvent,
  queryStateEvent,
  queueEvent,
  scanEvent,
  streamEvent,
} from '#test/support/function-events.ts';
import { type FunctionWorld, openFunctionWorld, putInForce } from '#test/support/function-world.ts';
import { deployed, grantsOf, refused, unused, without } from '#test/support/granted-actions.ts';
import { motoUrl, OTHER_REGION, REGION } from '#test/support/moto.ts';
import { httpAnswer, runFunction } from '#test/support/run-function.ts';
import { UNCALLED } from '#test/support/uncalled-actions.ts';
import { auditEvent } from '../contract/audit.ts';

const DATASET = MADE_CRIME.id;
const SUE = person('5f1c2d3e-0000-4000-8000-000000000001', 'supplier');
const PROFILE = {
  id: 'made-counts',
  title: 'Made',
  description: '',
  datasets: { [DATASET]: northAccess({ fields: ['category', 'force', 'value'] }) },
};
const ANN = person('5f1c2d3e-0000-4000-8000-000000000002', 'analyst', { profile: PROFILE.id });
const SAM = person('5f1c2d3e-0000-4000-8000-000000000003', 'super-admin');
const FILE = made(`a,2024-05,met,${WEST},theft,1`, `b,2024-05,met,${EAST},Robbery,2`);

let world: FunctionWorld;

beforeAll(async () => {
  world = await openFunctionWorld();
  const { platform } = world;
  await addBoundaries(platform, 'borough', '2022', [
    { code: 'W', polygons: [square(-0.2, 51.4, -0.1, 51.6)] },
    { code: 'E', polygons: [square(-0.1, 51.4, 0, 51.6)] },
  ]);
  const areas = [
    { code: 'W', name: 'West', parents: {}, label: [-0.15, 51.5] },
    { code: 'E', name: 'East', parents: {}, label: [-0.05, 51.5] },
  ];
  await platform.objects.put(geographyKey('borough', '2022', 'areas.json'), JSON.stringify(areas));
  await applyDefinition(platform, SUPER_ADMIN, MADE_CRIME);
  await addAccount(platform.registry, SUE, { agencies: [MADE_CRIME.contract.agency] });
});
afterAll(() => world.close());

/** Asks a function of the API, as somebody or nobody. */
async function ask(
  name: FunctionName,
  method: string,
  path: string,
  {
    as,
    body,
    headers = {},
  }: {
    readonly as?: string;
    readonly body?: unknown;
    readonly headers?: Readonly<Record<string, string>>;
  } = {},
) {
  const authorization = as === undefined ? {} : { authorization: await world.pool.bearer(as) };
  const event = httpEvent(method, path, {
    ...authorization,
    headers,
    ...(body === undefined ? {} : { body }),
  });
  const { status, body: text, headers: answered } = httpAnswer(await (await world.run(name)).invoke(event));
  return { status, headers: answered, body: text === '' ? null : JSON.parse(text) };
}

/** Hands messages to a function as its queue does; gives those that come again. */
async function hand(
  name: FunctionName,
  bodies: readonly unknown[],
  group?: string,
): Promise<readonly string[]> {
  const answer = await (await world.run(name)).invoke(queueEvent(bodies, group));
  return (answer as { batchItemFailures: { itemIdentifier: string }[] }).batchItemFailures.map(
    ({ itemIdentifier }) => itemIdentifier,
  );
}

/** That the nightly task looks whether a roll-up pays of a publication from before there were any, and only once. */
async function expectRolledUp(current: Manifest | null): Promise<void> {
  if (current === null) throw new Error('nothing is published');
  const { registry, objects } = world.platform;
  const periods = current.periods.map(({ rollup: _rollup, ...period }) => period);
  await objects.put(manifestKey(DATASET, current.id), JSON.stringify({ ...current, periods }));
  const ingest = await world.run('ingest');
  await ingest.invoke({ task: 'roll-ups' });
  const after = await currentManifest({ registry, objects }, DATASET);
  expect(after).toMatchObject({ reason: 'rollup', rows: 2, periods: [{ rollup: 'left-out' }] });
  await ingest.invoke({ task: 'roll-ups' });
  expect((await currentManifest({ registry, objects }, DATASET))?.id).toBe(after?.id);
}

/** Marks a file that has arrived as its scan does, and gives what EventBridge hands on. */
async function scanned(Key: string, status = 'NO_THREATS_FOUND') {
  const { s3, buckets } = world.store;
  const TagSet = [{ Key: 'GuardDutyMalwareScanStatus', Value: status }];
  await s3.send(new PutObjectTaggingCommand({ Bucket: buckets.ingest, Key, Tagging: { TagSet } }));
  return scanEvent(buckets.ingest, Key, status);
}

/** What the emulator of Athena is to give for the next results that are asked for. */
async function answerWith(
  names: readonly string[],
  rows: readonly (readonly string[])[],
  times: number,
): Promise<void> {
  const result = {
    rows: [names, ...rows].map((row) => ({ Data: row.map((VarCharValue) => ({ VarCharValue })) })),
    column_info: names.map((Name) => ({ Name, Type: Name === 'category' ? 'varchar' : 'bigint' })),
  };
  const body = { account_id: '123456789012', region: REGION, results: Array(times).fill(result) };
  const { status } = await fetch(`${motoUrl()}/moto-api/static/athena/query-results`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(status).toBe(201);
}

/** Has an upload granted, sends the file to where it says, and returns the object's key. */
async function upload(fileName: string, text: string): Promise<string> {
  const { status, body } = await ask('api-deliveries', 'POST', '/v1/deliveries', {
    as: SUE.user,
    body: { dataset: DATASET, fileName },
  });
  expect(status).toBe(201);
  const { method, url, headers } = body.upload;
  const sent = await fetch(url, { method, headers, body: text });
  expect(sent.status).toBe(200);
  return `incoming/${body.token}`;
}

describe('a function of the API, from its bundle', () => {
  it('says that it answers, to anybody', async () => {
    const { status, body, headers } = await ask('api-explore', 'GET', '/health');
    const parts = { registry: 'ok', schema: 'ok', objects: 'ok', engine: 'ok', audit: 'ok' };
    expect({ status, body }).toEqual({ status: 200, body: { status: 'ok', version: '0.1.0', parts } });
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'content-type': 'application/json' });
  });

  it('has the contract beside it', async () => {
    const { status, body } = await ask('api-explore', 'GET', '/v1/openapi.json');
    expect({ status, version: body.openapi, whole: Object.keys(body.paths).length > 50 }).toEqual({
      status: 200,
      version: '3.1.1',
      whole: true,
    });
  });

  it('knows who is signed in by the token of the user pool', async () => {
    const { status, body } = await ask('api-explore', 'GET', '/v1/me', { as: SUE.user });
    expect({ status, email: body.email }).toEqual({ status: 200, email: SUE.email });
  });

  it('refuses who sends no token, and who is not known', async () => {
    expect(await ask('api-explore', 'GET', '/v1/me')).toMatchObject({
      status: 401,
      body: { code: 'UNAUTHENTICATED' },
    });
    expect((await ask('api-admin', 'GET', '/v1/users', { as: 'nobody' })).status).toBe(403);
  });

  it('answers its own operations only', async () => {
    expect((await ask('api-deliveries', 'GET', '/v1/me', { as: SUE.user })).status).toBe(404);
    expect((await ask('api-audit', 'GET', '/v1/audit/events', { as: SUE.user })).status).toBe(403);
  });
});

describe('a file that is uploaded', () => {
  it('is published from the scan on, with its partitions, and once however often it is told', async () => {
    const key = await upload('2024-05-street.csv', FILE);
    const scan = await scanned(key);
    expect(await hand('ingest', [scan])).toEqual([]);
    const messages = await world.drain(world.store.deliveryQueueUrl);
    expect(messages.map((one) => JSON.parse(one))).toEqual([{ dataset: DATASET, number: 1 }]);
    expect(await hand('ingest', messages, DATASET)).toEqual([]);
    const manifest = await currentManifest(world.platform, DATASET);
    expect(manifest?.periods).toMatchObject([{ kind: 'records', period: '2024', rows: 2 }]);
    for (const { key: file } of manifest?.periods.flatMap((period) => period.files) ?? [])
      expect(await world.platform.objects.size(file)).toBeGreaterThan(0);
    const { Partitions = [] } = await world.glue.send(
      new GetPartitionsCommand({
        DatabaseName: world.database,
        TableName: tableName({ dataset: DATASET, kind: 'records' }),
      }),
    );
    expect(Partitions.map(({ Values }) => Values)).toEqual([['2024', manifest?.periods[0]?.v]]);
    expect(await world.platform.objects.size(key)).toBeNull();
    expect(await hand('ingest', [scan])).toEqual([]);
    expect(await hand('ingest', messages, DATASET)).toEqual([]);
    expect((await currentManifest(world.platform, DATASET))?.id).toBe(manifest?.id);
    await expectRolledUp(manifest);
    expect(await ask('api-deliveries', 'GET', `/v1/deliveries/${DATASET}/1`, { as: SUE.user })).toMatchObject(
      {
        status: 200,
        body: { state: 'published', report: { accepted: 2 } },
      },
    );
  });

  it.each(['THREATS_FOUND', 'UNSUPPORTED', 'FAILED'])(
    'is never read when its scan says %s',
    async (result) => {
      const key = await upload('2024-06-street.csv', made(`c,2024-06,met,${WEST},theft,1`));
      expect(await hand('ingest', [await scanned(key, result)])).toEqual([]);
      expect(await world.drain(world.store.deliveryQueueUrl)).toEqual([]);
      expect(await world.platform.objects.size(key)).toBeNull();
      expect((await world.run('ingest')).said()).toContain(result);
    },
  );

  it('is taken from where agencies drop files, as the agency', async () => {
    const key = `ingest/${MADE_CRIME.contract.agency}/${DATASET}/2024-07-street.csv`;
    await world.platform.objects.put(key, made(`d,2024-07,met,${WEST},theft,1`));
    expect(await hand('ingest', [await scanned(key)])).toEqual([]);
    const messages = await world.drain(world.store.deliveryQueueUrl);
    expect(await hand('ingest', messages, DATASET)).toEqual([]);
    const { number } = JSON.parse(messages[0] ?? '');
    expect((await getDelivery(world.platform, SUPER_ADMIN, DATASET, number)).state).toBe('published');
  });

  it('stays where an agency dropped it, unread and with a report, when its scan has found something', async () => {
    const key = `ingest/${MADE_CRIME.contract.agency}/${DATASET}/2024-08-street.csv`;
    const { objects } = world.platform;
    await objects.put(key, made(`e,2024-08,met,${WEST},theft,1`));
    expect(await hand('ingest', [await scanned(key, 'THREATS_FOUND')])).toEqual([]);
    expect(await world.drain(world.store.deliveryQueueUrl)).toEqual([]);
    expect(await objects.size(key)).toBeGreaterThan(0);
    const report = Buffer.from((await objects.get(`${key}.report.json`)) ?? []).toString();
    expect(JSON.parse(report)).toMatchObject({ state: 'refused' });
    expect(await hand('ingest', [await scanned(`${key}.report.json`)])).toEqual([]);
    expect(await world.drain(world.store.deliveryQueueUrl)).toEqual([]);
  });

  it('comes again when its message is not one that the function is for', async () => {
    const other = scanEvent('somebody-elses-bucket', 'incoming/x');
    expect(await hand('ingest', [other, 'not JSON', { dataset: DATASET }])).toEqual([
      'message-0',
      'message-1',
      'message-2',
    ]);
  });

  it('is taken back by the function that processes deliveries, while its sender waits', async () => {
    const asked = ask('api-deliveries', 'POST', `/v1/deliveries/${DATASET}/1/withdrawal`, { as: SUE.user });
    let messages: readonly string[] = [];
    while (messages.length === 0) messages = await world.drain(world.store.deliveryQueueUrl);
    expect(await hand('ingest', messages, DATASET)).toEqual([]);
    expect(await asked).toMatchObject({ status: 202, body: { number: 1, state: 'withdrawn' } });
    expect(await hand('ingest', messages, DATASET)).toEqual([]);
    const again = await ask('api-deliveries', 'POST', `/v1/deliveries/${DATASET}/1/withdrawal`, {
      as: SUE.user,
    });
    expect(again.status).toBe(409);
  });
});

describe('a question', () => {
  beforeAll(async () => {
    await addProfile(world.platform.registry, PROFILE, [ANN.organisation]);
    await addAccount(world.platform.registry, ANN);
    await putInForce(world, PROFILE.id);
  });

  /** Asks how many crimes there are by category; Athena, which is emulated, answers one theft to each statement. */
  async function asked() {
    await answerWith(['category', 'rows', 'outside_coverage'], [['Theft', '1', '0']], 2);
    return ask('api-explore', 'POST', '/v1/queries', {
      as: ANN.user,
      body: { datasets: [DATASET], groupBy: [{ field: 'category' }] },
    });
  }
  const recordOf = async (id: string) => {
    const item = await world.platform.registry.get<QueryRecord>(queryPartition(ANN.user), id);
    if (item === null) throw new Error('no such query');
    return item;
  };
  /** Has a query look as if nobody had asked since it was at work, half a minute ago. */
  async function leave(id: string): Promise<string> {
    const { version, value, partition, sort } = await recordOf(id);
    const touchedAt = new Date(Date.now() - 30_000).toISOString();
    const running = { user: ANN.user, touchedAt };
    await world.platform.registry.transact([
      { kind: 'put', partition, sort, value: { ...value, state: 'running' }, expected: version },
      { kind: 'put', partition: RUNNING_PARTITION, sort: id, value: running, expected: 0 },
    ]);
    const execution = readExecutionId(value.executions.main);
    return execution !== null && 'queryExecutionId' in execution ? execution.queryExecutionId : '';
  }
  const atWork = () => world.platform.registry.list(RUNNING_PARTITION);
  /** Whether executions that are asked about go on by themselves. */
  const progress = async (progression: 'manual' | 'immediate') => {
    const transition = progression === 'manual' ? { progression, times: 1_000 } : { progression };
    const body = JSON.stringify({ model_name: 'athena::execution', transition });
    const headers = { 'content-type': 'application/json' };
    const url = `${motoUrl()}/moto-api/state-manager/set-transition`;
    expect((await fetch(url, { method: 'POST', headers, body })).status).toBe(201);
  };

  it('is answered from Athena, and leaves nothing running that Lambda would stop', async () => {
    const { status, body } = await asked();
    expect({ status, state: body.state, mapped: body.result?.mapped }).toEqual({
      status: 200,
      state: 'succeeded',
      mapped: 1,
    });
    expect(body.result.columns[1]).toMatchObject({ name: 'count', values: [0, 1] });
    expect((await world.run('api-explore')).left()).toBe(0);
  });

  it('gives a file that another function writes, by an address that works without a token', async () => {
    const { body: query } = await asked();
    const started = await ask('api-explore', 'POST', `/v1/queries/${query.id}/downloads`, {
      as: ANN.user,
      body: { format: 'csv' },
    });
    expect(started.status).toBe(202);
    const download = `/v1/queries/${query.id}/downloads/${started.body.id}`;
    expect(await ask('api-explore', 'GET', download, { as: ANN.user })).toMatchObject({
      status: 200,
      body: { state: 'running' },
    });
    const messages = await world.drain(world.downloadQueueUrl);
    expect(messages.map((one) => JSON.parse(one))).toEqual([{ user: ANN.user, download: started.body.id }]);
    expect(await hand('downloads', messages)).toEqual([]);
    const { status, headers } = await ask('api-explore', 'GET', download, { as: ANN.user });
    expect(status).toBe(303);
    const link = await ask('api-explore', 'GET', String(headers['location']));
    expect(link.status).toBe(303);
    const file = await fetch(String(link.headers['location']));
    expect(decodeURIComponent(file.url)).toContain('response-content-type=text/csv');
    expect(await file.text()).toMatch(/Theft/);
    expect(await hand('downloads', messages)).toEqual([]);
  });

  it('is finished when Athena says that it has ended and nobody asks any more', async () => {
    const { body } = await asked();
    const execution = await leave(body.id);
    const outcomes = async () => {
      const batches = await allItems<Batch>(world.platform.registry, PENDING_PARTITION);
      return batches
        .flatMap(({ value }) => value.lines)
        .filter((line) => line.includes(body.id) && line.includes('"phase":"outcome"')).length;
    };
    const told = await outcomes();
    expect(told).toBe(1);
    const queryEnded = await world.run('query-ended');
    await queryEnded.invoke(queryStateEvent(execution, `ss-${PROFILE.id}`, 'RUNNING'));
    expect(await atWork()).toHaveLength(1);
    expect(await outcomes()).toBe(told);
    await queryEnded.invoke(queryStateEvent(execution, `ss-${PROFILE.id}`));
    expect(await atWork()).toEqual([]);
    expect(await outcomes()).toBe(told + 1);
    expect((await recordOf(body.id)).value.state).toBe('succeeded');
    await queryEnded.invoke(queryStateEvent(execution, `ss-${PROFILE.id}`));
    await queryEnded.invoke(queryStateEvent('somebody-elses', 'primary'));
    expect(await outcomes()).toBe(told + 1);
  });

  it('is ended in Athena before the answer to who cancels it, as a tab does that is closed', async () => {
    onTestFinished(() => progress('immediate'));
    await progress('manual');
    const { status, body } = await asked();
    expect([status, body.state]).toEqual([202, expect.stringMatching(/^(queued|running)$/)]);
    const execution = readExecutionId((await recordOf(body.id)).value.executions.main);
    const QueryExecutionId =
      execution !== null && 'queryExecutionId' in execution ? execution.queryExecutionId : '';
    const stateOf = async () =>
      (await world.athena.send(new GetQueryExecutionCommand({ QueryExecutionId }))).QueryExecution?.Status
        ?.State;
    expect(await stateOf()).toMatch(/QUEUED|RUNNING/);
    expect(await ask('api-explore', 'DELETE', `/v1/queries/${body.id}`, { as: ANN.user })).toMatchObject({
      status: 204,
    });
    expect(await stateOf()).toBe('CANCELLED');
    expect(await atWork()).toEqual([]);
    expect((await recordOf(body.id)).value.state).toBe('cancelled');
  });

  it('is ended by housekeeping when it has been left', async () => {
    const { body } = await asked();
    await leave(body.id);
    await (await world.run('housekeeping')).invoke({ tasks: ['abandoned-queries'] });
    expect(await atWork()).toEqual([]);
  });
});

describe('boundaries that are uploaded', () => {
  it('are imported in a process of their own, and records located in them', async () => {
    await addAccount(world.platform.registry, SAM);
    const asked = await ask('api-deliveries', 'POST', '/v1/geographies', {
      as: SAM.user,
      body: { level: 'lsoa', vintage: '2021', fileName: 'lsoas.geojson', title: 'Town' },
    });
    expect(asked.status).toBe(201);
    const { method, url, headers } = asked.body.upload;
    await fetch(url, { method, headers, body: Buffer.from(geojson('lsoas.geojson', LSOAS).body) });
    const scan = await scanned(`incoming/${asked.body.token}`);
    expect(await hand('ingest', [scan])).toEqual([]);
    const messages = await world.drain(world.geographyQueueUrl);
    expect(messages.map((one) => JSON.parse(one))).toEqual([{ import: asked.body.id }]);
    expect(await hand('geography', messages)).toEqual([]);
    const { body } = await ask('api-deliveries', 'GET', `/v1/geographies/imports/${asked.body.id}`, {
      as: SAM.user,
    });
    expect(body).toMatchObject({ state: 'done', problem: null, geography: { level: 'lsoa', areaCount: 4 } });
    expect(
      await world.platform.objects.size(geographyKey('lsoa', '2021', 'display.geojson')),
    ).toBeGreaterThan(0);
    expect((await currentManifest(world.platform, DATASET))?.geography).toHaveProperty('lsoa.2021');
    expect(await hand('geography', messages)).toEqual([]);
  });
});

describe('the function that puts profiles in force', () => {
  it('puts a profile in force as the schedule asks, and then finds it as it should be', async () => {
    const provisioner = await world.run('provisioner');
    await provisioner.invoke({ task: 'enforce' });
    expect(provisioner.said()).toContain(PROFILE.id);
    const before = provisioner.said().length;
    await provisioner.invoke({ task: 'compare' });
    expect(provisioner.said().slice(before)).not.toContain(PROFILE.id);
  });

  it('asks the cloud nothing about changes that concern no profile, and refuses what is no such event', async () => {
    const provisioner = await world.run('provisioner');
    const before = provisioner.said();
    await provisioner.invoke(
      streamEvent([
        ['audit-pending', 'x'],
        ['lease', 'y'],
      ]),
    );
    expect(provisioner.said()).toBe(before);
    await expect(provisioner.invoke({ task: 'nonsense' })).rejects.toThrow(
      'not one that this function is for',
    );
  });
});

describe('what is done now and then', () => {
  it('seals the audit into the locked bucket, and tells the other region', async () => {
    await (await world.run('audit-sealer')).invoke({});
    const sealed = await world.platform.objects.list('audit/');
    expect(sealed.length).toBeGreaterThan(0);
    expect(await world.platform.registry.list('audit-pending')).toEqual([]);
    const { s3, bucket } = world.store.anchor;
    const { KeyCount } = await s3.send(new ListObjectsV2Command({ Bucket: bucket }));
    expect(KeyCount).toBeGreaterThan(0);
  });

  it('removes what has expired', async () => {
    const { registry } = world.platform;
    const value = { value: {}, expiresAt: '2026-01-01T00:00:00.000Z' };
    await registry.transact([
      { kind: 'put', partition: 'ticket-upload', sort: 'expired', value, expected: 0 },
    ]);
    const housekeeping = await world.run('housekeeping');
    await housekeeping.invoke({ tasks: ['expired', 'identity-errands', 'old-queries', 'alerts'] });
    expect(await registry.get('ticket-upload', 'expired')).toBeNull();
  });

  it('is refused when the schedule names no task that there is', async () => {
    const housekeeping = await world.run('housekeeping');
    await expect(housekeeping.invoke({ tasks: ['nonsense'] })).rejects.toThrow(
      'not one that this function is for',
    );
    await expect(housekeeping.invoke({ tasks: [] })).rejects.toThrow('not one that this function is for');
  });
});

describe('people who keep the place', () => {
  const AUDITOR = person('5f1c2d3e-0000-4000-8000-000000000004', 'auditor');
  beforeAll(() => addAccount(world.platform.registry, AUDITOR));

  it.each([
    ['api-admin', 'GET', '/v1/users', SAM, undefined],
    ['api-admin', 'GET', '/v1/lookups', SAM, undefined],
    ['api-audit', 'GET', '/v1/audit/events', AUDITOR, undefined],
    ['api-audit', 'GET', '/v1/audit/chain', AUDITOR, undefined],
    ['api-audit', 'POST', '/v1/audit/verification', AUDITOR, undefined],
    ['api-explore', 'GET', '/v1/references', ANN, undefined],
    ['api-admin', 'PUT', `/v1/users/${ANN.user}/disablement`, SAM, { why: 'has left' }],
  ] as const)('are answered by %s: %s %s', async (name, method, path, { user }, body) => {
    expect(await ask(name, method, path, { as: user, body })).toMatchObject({ status: 200 });
  });
});

describe('what administrators change', () => {
  it('is told to the user pool of an account', async () => {
    const bob = person(await world.join('bob@org.example'), 'analyst');
    await addAccount(world.platform.registry, bob);
    const disablement = `/v1/users/${bob.user}/disablement`;
    const why = { why: 'has left' };
    expect((await ask('api-admin', 'PUT', disablement, { as: SAM.user, body: why })).status).toBe(200);
    expect((await ask('api-admin', 'DELETE', disablement, { as: SAM.user })).status).toBe(200);
    const eve = person(await world.join('eve@org.example'), 'analyst');
    await addAccount(world.platform.registry, eve, { state: 'pending' });
    const rejection = `/v1/users/${eve.user}/rejection`;
    const { body } = await ask('api-admin', 'GET', `/v1/users/${eve.user}`, { as: SAM.user });
    const headers = { 'if-match': body.etag };
    expect((await ask('api-admin', 'POST', rejection, { as: SAM.user, headers })).status).toBe(204);
  });

  it('is a column more of the tables of both regions, and of their partitions', async () => {
    const path = `/v1/datasets/${DATASET}/definition`;
    const { body } = await ask('api-admin', 'GET', path, { as: SAM.user });
    const [field] = body.definition.fields;
    const fields = [
      ...body.definition.fields,
      { ...field, name: 'colour', label: 'Colour', required: false, codeList: undefined },
    ];
    const written = await ask('api-admin', 'PUT', path, {
      as: SAM.user,
      body: { ...body.definition, fields },
      headers: { 'if-match': body.etag },
    });
    expect(written).toMatchObject({ status: 200, body: { changed: true } });
    const tables = await Promise.all(
      world.catalogues.map((client) =>
        client.send(new GetTableCommand({ DatabaseName: world.database, Name: 'made_crime' })),
      ),
    );
    for (const { Table } of tables)
      expect(Table?.StorageDescriptor?.Columns?.map(({ Name }) => Name)).toContain('colour');
  });

  it('is a lookup table', async () => {
    const table = {
      name: 'groups',
      title: 'Groups',
      keyLabel: 'Category',
      columns: [{ name: 'group', label: 'Group' }],
      rows: [['Theft', 'Property']],
    };
    const written = await ask('api-admin', 'PUT', '/v1/lookups/groups', {
      as: SAM.user,
      body: table,
      headers: { 'if-match': '"0"' },
    });
    expect(written).toMatchObject({ status: 200 });
  });

  it('is a profile that shows less, and then one that shows nothing', async () => {
    const provisioner = await world.run('provisioner');
    const { registry } = world.platform;
    const id = 'made-less';
    await addProfile(registry, { ...PROFILE, id }, []);
    await provisioner.invoke(streamEvent([['profile', id]]));
    const current = await findProfile(registry, id);
    if (current === null) throw new Error('no profile');
    const datasets = { [DATASET]: northAccess({ fields: ['category'] }) };
    await putProfile({ registry }, { ...current.profile, version: 2, datasets }, current.itemVersion);
    await provisioner.invoke(streamEvent([['profile', id]]));
    expect((await findEnforcement(registry, id))?.value.version).toBe(2);
    const next = await findProfile(registry, id);
    if (next === null) throw new Error('no profile');
    const retired = { ...next.profile, version: 3, state: 'retired' as const };
    await putProfile({ registry }, retired, next.itemVersion);
    await provisioner.invoke(streamEvent([['profile', id]]));
    expect((await findEnforcement(registry, id))?.value.digest).toBe('removed');
  });
});

describe('the audit of the second region', () => {
  const AUDITOR = '5f1c2d3e-0000-4000-8000-000000000004';
  const { audit, anchor } = { audit: 'SAFESTATS_AUDIT_BUCKET', anchor: 'SAFESTATS_ANCHOR_BUCKET' } as const;
  /** The same table and the buckets the other way round: a global table is one table to its readers. */
  const inSecond = () => ({
    ...world.environment,
    SAFESTATS_REGION: OTHER_REGION,
    [audit]: world.environment[anchor] ?? '',
    [anchor]: world.environment[audit] ?? '',
    SAFESTATS_ANCHOR_REGION: REGION,
  });

  it('is a chain of its own, which the auditor reads and has verified in the primary, not copied', async () => {
    const { registry, clock, newId } = world.platform;
    const log = new RegistryAuditLog(registry, clock, OTHER_REGION);
    const effect = newId();
    for (const phase of ['intent', 'outcome'] as const)
      await log.record(auditEvent(effect, { phase, who: ANN.user }));
    await (await world.run('audit-sealer')).invoke({});
    const sealer = await runFunction(world.folder, 'audit-sealer', inSecond());
    await sealer.invoke({});
    await sealer.close();
    const { s3, bucket } = world.store.anchor;
    const { Contents = [] } = await s3.send(
      new ListObjectsV2Command({ Bucket: bucket, Prefix: `audit/${OTHER_REGION}/` }),
    );
    expect(Contents).toHaveLength(1);
    expect(await world.platform.objects.list(`audit/${OTHER_REGION}/`)).toEqual([]);
    expect(await ask('api-audit', 'GET', '/v1/audit/chain', { as: AUDITOR })).toMatchObject({
      status: 200,
      body: { region: REGION, others: [{ region: OTHER_REGION, head: { number: 1 } }] },
    });
    const { body } = await ask('api-audit', 'GET', `/v1/audit/events/${effect}`, { as: AUDITOR });
    expect(body.sealed).toMatchObject({ object: Contents[0]?.Key, number: 1 });
    expect(await ask('api-audit', 'POST', '/v1/audit/verification', { as: AUDITOR })).toMatchObject({
      status: 200,
      body: { state: 'whole' },
    });
  });
});

describe('the role of a function', () => {
  const names = Object.keys(FUNCTIONS) as FunctionName[];
  const grants = grantsOf(templatesOf(), names);
  const calls = () => deployed(world.recorder.calls, namesInDeployment());

  /** What stands in the deployment for what this test has made. */
  function namesInDeployment(): Readonly<Record<string, string>> {
    const { store, database } = world;
    const {
      names: deployment,
      region,
      otherRegion,
    } = placeOf(settingsOf(appWith().node, ACCOUNT), 'primary');
    const queue = (url: string) => url.split('/').at(-1) ?? '';
    return {
      [store.table]: deployment.table(),
      [store.buckets.lake]: deployment.bucket('lake', region),
      [store.buckets.ingest]: deployment.bucket('ingest', region),
      [store.buckets.exports]: deployment.bucket('exports', region),
      [store.buckets.audit]: deployment.bucket('audit', region),
      [store.anchor.bucket]: deployment.bucket('audit', otherRegion),
      [database]: deployment.database(),
      [queue(store.deliveryQueueUrl)]: deployment.of('deliveries.fifo'),
      [queue(world.downloadQueueUrl)]: deployment.of('downloads'),
      [queue(world.geographyQueueUrl)]: deployment.of('geographies'),
      'policy/safestats-profile': 'policy/safestats-dev-profile',
    };
  }

  it('allows all that it has called in these tests', () => {
    expect(world.recorder.unknown).toEqual([]);
    expect(refused(grants, calls())).toEqual([]);
  });

  it('allows nothing else but what is listed with a reason, and the list holds nothing that is called', () => {
    const left = unused(grants, calls());
    expect(left.filter((line) => !UNCALLED.some((one) => one.line.test(line)))).toEqual([]);
    const stale = UNCALLED.filter((one) => !left.some((line) => one.line.test(line)));
    expect(stale.map(({ why }) => why)).toEqual([]);
    const allowsMore = `ingest: s3:PutBucketPolicy on *`;
    expect(UNCALLED.some((one) => one.line.test(allowsMore))).toBe(false);
  });

  it.each([
    ['ingest', 'sqs:SendMessage'],
    ['api-explore', 'sts:SetSourceIdentity'],
    ['api-deliveries', 's3:PutObject'],
    ['audit-sealer', 'dynamodb:UpdateItem'],
  ] as const)('is noticed when %s lacks %s', (name, action) => {
    const lines = refused(without(grants, name, action), calls());
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.filter((line) => !line.startsWith(`${name}: ${action} on `))).toEqual([]);
  });

  it('is noticed when somebody else reads records, or a file is read that was not found clean', () => {
    const reads = (under: RegExp) =>
      calls().filter(({ action, resource }) => action === 's3:GetObject' && under.test(resource));
    const records = reads(/-lake-.*\/(lake|deliveries)\//).map((call) => ({
      ...call,
      by: 'downloads' as const,
    }));
    const arrived = reads(/\/incoming\//).map((call) => ({ ...call, context: {} }));
    expect(Math.min(records.length, arrived.length)).toBeGreaterThan(0);
    const byOther = refused(grants, records).filter((line) => line.endsWith('OnlyNamedRolesReadRecords'));
    expect(byOther).toHaveLength(records.length);
    const unclean = refused(grants, arrived).filter((line) => line.endsWith('NobodyReadsWhatIsNotClean'));
    expect(unclean).toHaveLength(arrived.length);
  });
});

describe('the environment of a function', () => {
  it.each(Object.keys(FUNCTIONS) as FunctionName[])('is named where %s lacks some of it', async (name) => {
    const { SAFESTATS_TABLE, ...rest } = world.environment;
    await expect(runFunction(world.folder, name, rest)).rejects.toThrow('SAFESTATS_TABLE');
  });
});
