import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrate } from '#app/migration/migrate.ts';
import { writeSchema } from '#app/migration/schema.ts';
import { FUNCTIONS, type FunctionName } from '#lambdas/functions.ts';
import { SUPER_ADMIN } from '#test/app/ingest/made-platform.ts';
import { preSignUp } from '#test/support/cognito-events.ts';
import { httpEvent, queryStateEvent, queueEvent, streamEvent } from '#test/support/function-events.ts';
import { type FunctionWorld, openFunctionWorld } from '#test/support/function-world.ts';
import { httpAnswer } from '#test/support/run-function.ts';

type Api = Extract<FunctionName, `api-${string}`>;

/** An address of each function of the API that reads what is stored. */
const ADDRESSES: Readonly<Record<Api, string>> = {
  'api-explore': '/v1/me',
  'api-admin': '/v1/users',
  'api-deliveries': '/v1/deliveries',
  'api-audit': '/v1/audit/events',
};
/** An event that each other function takes, and that leaves nothing to do. */
const EVENTS: Readonly<Record<Exclude<FunctionName, Api>, unknown>> = {
  downloads: queueEvent([{ user: 'nobody', download: 'none' }]),
  ingest: { task: 'resume-deliveries' },
  geography: queueEvent([{ import: 'none' }]),
  provisioner: streamEvent([['lease', 'x']]),
  'query-ended': queryStateEvent('somebody-elses', 'primary'),
  housekeeping: { tasks: ['expired'] },
  'audit-sealer': {},
  identity: preSignUp('PreSignUp_AdminCreateUser', { sub: 'x', email: 'x@city.example' }),
};
const OTHERS = Object.keys(EVENTS) as (keyof typeof EVENTS)[];

let world: FunctionWorld;

beforeAll(async () => {
  world = await openFunctionWorld();
  await writeSchema(world.platform.registry, world.platform.clock, 0);
});
afterAll(() => world.close());

async function get(name: Api, path: string) {
  const { status, body, headers } = httpAnswer(
    await (await world.run(name)).invoke(httpEvent('GET', path, { authorization: 'Bearer none' })),
  );
  return { status, type: headers['content-type'], body: JSON.parse(body) };
}

describe('a function on stored data of another release', () => {
  it('is each that there is', () => {
    expect([...Object.keys(ADDRESSES), ...OTHERS].sort()).toEqual(Object.keys(FUNCTIONS).sort());
  });

  it.each(Object.entries(ADDRESSES) as [Api, string][])(
    'answers of %s that it is not available, in a problem that says what to run',
    async (name, path) => {
      const { status, type, body } = await get(name, path);
      expect({ status, type, code: body.code }).toEqual({
        status: 503,
        type: 'application/problem+json',
        code: 'UNAVAILABLE',
      });
      expect(body.detail).toContain('the stored data is of schema 0, this release keeps schema 1');
    },
  );

  it('tells its health all the same, and which part fails', async () => {
    const { status, body } = await get('api-explore', '/health');
    expect([status, body.status, body.parts.schema, body.parts.registry]).toEqual([
      503,
      'unavailable',
      'failing',
      'ok',
    ]);
  });

  it.each(OTHERS)('does nothing as %s', async (name) => {
    const words = name === 'identity' ? 'SafeStats cannot answer at the moment' : 'then run ops migrate';
    await expect((await world.run(name)).invoke(EVENTS[name])).rejects.toThrow(words);
    expect(await world.platform.registry.list('lease')).toEqual([]);
  });

  it('works on once it is migrated, without being started again', async () => {
    const onProgress = () => undefined;
    await migrate(world.platform, SUPER_ADMIN, { dryRun: false, onProgress });
    for (const [name, path] of Object.entries(ADDRESSES) as [Api, string][])
      expect([name, (await get(name, path)).body.code]).toEqual([name, 'UNAUTHENTICATED']);
    for (const name of ['audit-sealer', 'query-ended', 'provisioner', 'identity'] as const)
      await (await world.run(name)).invoke(EVENTS[name]);
    expect(await world.platform.objects.list('audit/')).not.toEqual([]);
  });
});
