import { GetPartitionsCommand } from '@aws-sdk/client-glue';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyDefinition } from '#app/dataset.ts';
import { getDelivery } from '#app/ingest/deliveries.ts';
import { currentManifest } from '#app/publication/manifest-store.ts';
import { tableName } from '#core/sql/trino.ts';
import { FUNCTIONS, type FunctionName } from '#lambdas/functions.ts';
import {
  addBoundaries,
  EAST,
  MADE_CRIME,
  made,
  SUPER_ADMIN,
  square,
  WEST,
} from '#test/app/ingest/made-platform.ts';
import { addAccount, person } from '#test/support/access-platform.ts';
import { httpEvent, queueEvent, scanEvent } from '#test/support/function-events.ts';
import { type FunctionWorld, openFunctionWorld } from '#test/support/function-world.ts';
import { httpAnswer, runFunction } from '#test/support/run-function.ts';

const DATASET = MADE_CRIME.id;
const SUE = person('5f1c2d3e-0000-4000-8000-000000000001', 'supplier');
const FILE = made(`a,2024-05,met,${WEST},theft,1`, `b,2024-05,met,${EAST},Robbery,2`);

let world: FunctionWorld;

beforeAll(async () => {
  world = await openFunctionWorld();
  const { platform } = world;
  await addBoundaries(platform, 'borough', '2022', [
    { code: 'W', polygons: [square(-0.2, 51.4, -0.1, 51.6)] },
    { code: 'E', polygons: [square(-0.1, 51.4, 0, 51.6)] },
  ]);
  await applyDefinition(platform, SUPER_ADMIN, MADE_CRIME);
  await addAccount(platform.registry, SUE, { agencies: [MADE_CRIME.contract.agency] });
});
afterAll(() => world.close());

/** Asks a function of the API, as somebody or nobody. */
async function ask(
  name: FunctionName,
  method: string,
  path: string,
  { as, body }: { readonly as?: string; readonly body?: unknown } = {},
) {
  const authorization = as === undefined ? {} : { authorization: await world.pool.bearer(as) };
  const event = httpEvent(method, path, { ...authorization, ...(body === undefined ? {} : { body }) });
  const { status, body: text, headers } = httpAnswer(await (await world.run(name)).invoke(event));
  return { status, headers, body: text === '' ? null : JSON.parse(text) };
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
    expect({ status, body }).toEqual({ status: 200, body: { status: 'ok', version: '0.1.0' } });
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
    const scanned = scanEvent(world.store.buckets.ingest, key);
    expect(await hand('ingest', [scanned])).toEqual([]);
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
    expect(await hand('ingest', [scanned])).toEqual([]);
    expect(await hand('ingest', messages, DATASET)).toEqual([]);
    expect((await currentManifest(world.platform, DATASET))?.id).toBe(manifest?.id);
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
      expect(await hand('ingest', [scanEvent(world.store.buckets.ingest, key, result)])).toEqual([]);
      expect(await world.drain(world.store.deliveryQueueUrl)).toEqual([]);
      expect(await world.platform.objects.size(key)).toBeNull();
      expect((await world.run('ingest')).said()).toContain(result);
    },
  );

  it('is taken from where agencies drop files, as the agency', async () => {
    const key = `ingest/${MADE_CRIME.contract.agency}/${DATASET}/2024-07-street.csv`;
    await world.platform.objects.put(key, made(`d,2024-07,met,${WEST},theft,1`));
    expect(await hand('ingest', [scanEvent(world.store.buckets.ingest, key)])).toEqual([]);
    const messages = await world.drain(world.store.deliveryQueueUrl);
    expect(await hand('ingest', messages, DATASET)).toEqual([]);
    const { number } = JSON.parse(messages[0] ?? '');
    expect((await getDelivery(world.platform, SUPER_ADMIN, DATASET, number)).state).toBe('published');
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

describe('the environment of a function', () => {
  it.each(Object.keys(FUNCTIONS) as FunctionName[])('is named where %s lacks some of it', async (name) => {
    const { SAFESTATS_TABLE, ...rest } = world.environment;
    await expect(runFunction(world.folder, name, rest)).rejects.toThrow('SAFESTATS_TABLE');
  });
});
