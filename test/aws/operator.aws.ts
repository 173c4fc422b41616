import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  AdminGetUserCommand,
  CognitoIdentityProviderClient,
  CreateUserPoolCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { CreateDatabaseCommand, GetTablesCommand, GlueClient } from '@aws-sdk/client-glue';
import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoRegistry } from '#adapters/aws/dynamo-registry.ts';
import { S3Anchor } from '#adapters/aws/s3-anchor.ts';
import { S3DeliveryWorker } from '#adapters/aws/s3-delivery-worker.ts';
import { S3ObjectStore } from '#adapters/aws/s3-objects.ts';
import { ForkedDeliveryWorker } from '#adapters/duckdb/ingest/forked-worker.ts';
import { sealAudit } from '#app/audit/sealer.ts';
import { listDefinitions } from '#app/dataset.ts';
import { writeSchema } from '#app/migration/schema.ts';
import { makeNewId } from '#app/new-id.ts';
import { findUserByEmail } from '#app/people.ts';
import { FIRST_DEFINITIONS } from '#core/datasets/first-five.ts';
import { tableName } from '#core/sql/trino.ts';
import { Names } from '#infra/names.ts';
import { EAST, made, makePlatform, WEST } from '#test/app/ingest/made-platform.ts';
import {
  makeBucket,
  makeLockedBucket,
  makeTable,
  motoClient,
  motoEnvironment,
  OTHER_REGION,
  REGION,
} from '#test/support/moto.ts';
import { runCommand } from '#test/support/run-command.ts';
import { makeFolder } from './made-folder.ts';

const ACCOUNT = '123456789012';
const ADMIN = 'chief@city.example';
const names = new Names({ env: 'dev', account: ACCOUNT });
const buckets = {
  lake: names.bucket('lake', REGION),
  ingest: names.bucket('ingest', REGION),
  exports: names.bucket('exports', REGION),
  audit: names.bucket('audit', REGION),
};
const s3 = new S3Client(motoClient());
const otherS3 = new S3Client(motoClient(OTHER_REGION));
const dynamo = new DynamoDBClient(motoClient());
const otherDynamo = new DynamoDBClient(motoClient(OTHER_REGION));
const glue = new GlueClient(motoClient());
const cognito = new CognitoIdentityProviderClient(motoClient());
const registry = new DynamoRegistry({ client: dynamo, table: names.table() });
const objects = new S3ObjectStore({ client: s3, buckets });
const anchor = new S3Anchor({ client: otherS3, bucket: names.bucket('audit', OTHER_REGION) });
const clock = () => new Date();

/** Runs a command as an operator whose shell is set to a region where nothing is. */
const run = (args: readonly string[], more: Readonly<Record<string, string>> = {}) =>
  runCommand('ops', args, { ...motoEnvironment('us-east-1'), ...more }).ended;
const ops = (...args: readonly string[]) => run([...args, '--env', 'dev']);

let pool = '';

beforeAll(async () => {
  await makeTable(dynamo, names.table());
  for (const purpose of ['lake', 'ingest', 'exports'] as const) await makeBucket(s3, buckets[purpose]);
  await makeLockedBucket(s3, buckets.audit);
  await makeLockedBucket(otherS3, names.bucket('audit', OTHER_REGION), OTHER_REGION);
  await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: names.database() } }));
  const { UserPool } = await cognito.send(
    new CreateUserPoolCommand({ PoolName: names.of('people'), UsernameAttributes: ['email'] }),
  );
  pool = UserPool?.Id ?? '';
});
afterAll(() => {
  for (const client of [s3, otherS3, dynamo, otherDynamo, glue, cognito]) client.destroy();
});

async function tables() {
  const { TableList = [] } = await glue.send(new GetTablesCommand({ DatabaseName: names.database() }));
  return TableList;
}

describe('a command for a deployment', () => {
  it('says what to do where there are no credentials, or they do not hold', async () => {
    const nowhere = { AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null' };
    const none = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', AWS_EC2_METADATA_DISABLED: 'true' };
    const warned = { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: '' };
    const { code, err } = await run(['doctor', '--env', 'dev'], { ...nowhere, ...none, ...warned });
    expect([code, err]).toEqual([
      1,
      'there are no AWS credentials here, or they have expired: sign in (for example with aws sso login) and try again (UNAUTHENTICATED)\n',
    ]);
  });

  it('says what to do where there is no such deployment, or half of one', async () => {
    for (const [env, region] of [
      ['prod', REGION],
      ['dev', 'eu-central-1'],
    ] as const) {
      const { code, err } = await run(['doctor', '--env', env, '--region', region]);
      expect([code, err.split(':')[0]]).toEqual([
        1,
        `there is no deployment ${env} in ${region} of this account`,
      ]);
      expect(err).not.toContain(' at ');
    }
    const half = new Names({ env: 'prod', account: ACCOUNT });
    await makeLockedBucket(s3, half.bucket('audit', REGION));
    const alone = await run(['audit', 'verify', '--env', 'prod']);
    expect([alone.code, alone.err]).toEqual([1, expect.stringContaining('has no second region yet')]);
    await makeLockedBucket(otherS3, half.bucket('audit', OTHER_REGION), OTHER_REGION);
    const empty = await run(['migrate', '--env', 'prod']);
    expect([empty.code, empty.err]).toEqual([1, expect.stringContaining('has no registry yet')]);
    await makeTable(dynamo, half.table());
    const bare = await run(['migrate', '--env', 'prod']);
    expect([bare.code, bare.err]).toEqual([1, expect.stringContaining('has no bucket for records here')]);
    await makeBucket(s3, half.bucket('lake', REGION));
    const unpeopled = await run(['bootstrap', '--env', 'prod', '--admin', ADMIN]);
    expect([unpeopled.code, unpeopled.err]).toEqual([1, expect.stringContaining('has no user pool here')]);
    const untouched = new DynamoRegistry({ client: dynamo, table: half.table() });
    expect(await untouched.list('dataset')).toEqual([]);
  });

  it.each([
    'doctor --env dev --data ./data',
    'doctor --env dev --data=./data',
    'doctor --env test',
    `doctor --region ${REGION}`,
    'migrate --env dev --region London',
    'bootstrap --env dev',
    'bootstrap --env dev --admin nobody',
    'delivery list --env dev',
  ])('ends with 2 for ops %s', async (line) => {
    const { code, err } = await run(line.split(' '));
    expect([code, err]).toEqual([2, expect.stringContaining('ops --')]);
  });

  it('is told of by its help and by the overview', async () => {
    expect((await run(['--help'])).out).toContain('take --env dev|prod [--region REGION]');
    for (const name of ['bootstrap', 'doctor', 'audit verify', 'migrate'])
      expect((await run([...name.split(' '), '--help'])).out, name).toContain('--env dev|prod');
  });
});

describe('the beginning of a deployment', () => {
  it('has the definitions, their tables, and a Super Admin who can sign in', async () => {
    const { code, out, err } = await ops('bootstrap', '--admin', 'Chief@City.Example');
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('dataset mps-crime: version 1\n');
    expect(out).toContain(`${ADMIN}: Super Admin. Cognito has sent a first password`);
    expect(out).not.toContain('demonstration');
    expect((await listDefinitions({ registry })).map(({ id }) => id).sort()).toEqual(
      FIRST_DEFINITIONS.map(({ id }) => id).sort(),
    );
    expect((await tables()).map(({ Name }) => Name).sort()).toEqual(
      (await listDefinitions({ registry }))
        .map(({ id }) => tableName({ dataset: id, kind: 'records' }))
        .sort(),
    );
    const account = await findUserByEmail(registry, ADMIN);
    expect(account).toMatchObject({ roles: ['super-admin'], state: 'active' });
    const { UserAttributes = [] } = await cognito.send(
      new AdminGetUserCommand({ UserPoolId: pool, Username: ADMIN }),
    );
    expect(UserAttributes).toContainEqual({ Name: 'sub', Value: account?.id });
    expect(await registry.list('user')).toHaveLength(1);
  });

  it('is begun once: again changes nothing and tells the audit nothing', async () => {
    const state = async () => ({
      user: await registry.list('user'),
      dataset: await registry.list('dataset'),
      pending: await registry.list('audit-pending'),
      tables: (await tables()).map(({ Name, VersionId }) => [Name, VersionId]),
    });
    const before = await state();
    const { code, out } = await ops('bootstrap', '--admin', ADMIN);
    expect(code).toBe(0);
    expect(out).toContain('mps-crime: version 1, unchanged');
    expect(out).toContain(`${ADMIN} is a Super Admin already`);
    expect(await state()).toEqual(before);
  });
});

describe('what an operator sees of a deployment', () => {
  it('is its audit, against the heads in the other region', async () => {
    expect((await ops('audit', 'verify')).out).toMatch(
      /^the audit is whole: 0 sealed objects, \d+ events, held against 0 known heads\n$/,
    );
    await sealAudit({ region: REGION, registry, objects, clock, newId: makeNewId(), anchor });
    const sealed = await ops('audit', 'verify');
    expect([sealed.code, sealed.out]).toEqual([
      0,
      expect.stringMatching(/1 sealed objects, \d+ events, held against 1 known heads/),
    ]);
    const forged = await ops('audit', 'verify', '--head', `1:${'0'.repeat(64)}`);
    expect([forged.code, forged.out]).toEqual([1, expect.stringContaining('the audit is BROKEN')]);
  });

  it('is whether all is there, and what could not be looked at', async () => {
    const folder = await makeFolder();
    const inner = new ForkedDeliveryWorker(folder.path);
    const worker = new S3DeliveryWorker({ objects, folder: folder.path, inner });
    const at = await makePlatform({ stores: { registry, objects }, worker });
    try {
      await at.deliver('2018-05.csv', made(`a,2018-05,Met,${WEST},Theft,1`, `b,2018-05,Met,${EAST},Theft,1`));
    } finally {
      await at.close();
      await folder.remove();
    }
    const sound = await ops('doctor');
    expect([sound.code, sound.err]).toEqual([0, '']);
    expect(sound.out).toMatch(/ok {4}made-crime: publication \S+, 2 rows\n/);
    expect(sound.out).toContain(
      'not looked at: the content of published and staged records, which only roles of the product may read\neverything agrees\n',
    );
    const [file = ''] = await objects.list('lake/');
    await objects.put(file, 'cut');
    const cut = await ops('doctor', '--fast');
    expect([cut.code, cut.out]).toEqual([1, expect.stringContaining(`${file} has 3 bytes, not `)]);
  });

  it('is whether the other region could take over, which changes nothing', async () => {
    await makeTable(otherDynamo, names.table());
    await makeBucket(otherS3, names.bucket('lake', OTHER_REGION), OTHER_REGION);
    const behind = await run(['dr', 'status', '--env', 'dev', '--to', OTHER_REGION]);
    expect([behind.code, behind.err]).toEqual([1, '']);
    expect(behind.out).toMatch(new RegExp(`^LATE {2}the registry: \\d+ items of ${REGION}\n`));
    expect(behind.out).toMatch(/publication: made-crime are not the same\n/);
    expect(behind.out).toMatch(/\d+ things are late\n$/);
    const { Items = [] } = await otherDynamo.send(new ScanCommand({ TableName: names.table() }));
    expect(Items).toEqual([]);
    const back = await run(['dr', 'status', '--env', 'dev', '--to', REGION]);
    expect(back.out).toMatch(/^ok {4}the registry: 0 items of eu-west-1\n/);
    expect(back.out).toContain('its catalogue does not have all that is published yet');
    const moved = await run(['dr', 'fail-over', '--env', 'dev', '--to', OTHER_REGION]);
    expect([moved.code, moved.err]).toEqual([1, expect.stringContaining('nothing was moved')]);
  });

  it('is what can be told only where it runs, with the AWS CLI for what it knows best', async () => {
    const only = ['direct-read', 'trail', 'token'].flatMap((name) => ['--only', name]);
    const folder = await makeFolder();
    const seen = await run(['live', '--env', 'dev', ...only], { PATH: folder.path });
    expect([seen.code, seen.err]).toEqual([1, '']);
    expect(seen.out).toMatch(/^not tried {2}token {8}give --site$/m);
    expect(seen.out).toMatch(/^WRONG {6}direct-read {2}eu-west-2: \S+\/lake\/\S+ is not refused \(/m);
    expect(seen.out).toMatch(/^not tried {2}trail {8}the AWS CLI is not here$/m);
    expect(seen.out).toMatch(/\n0 ok, 1 wrong, 2 not tried\n$/);
    const now = new Date().toISOString();
    const said = `{"IsLogging":true,"LatestDeliveryTime":"${now}"}`;
    await writeFile(join(folder.path, 'aws'), `#!/bin/sh\necho '${said}'\n`, { mode: 0o755 });
    const told = await run(['live', '--env', 'dev', '--only', 'trail'], { PATH: folder.path });
    expect([told.code, told.out]).toEqual([
      0,
      expect.stringMatching(/^ok {9}trail {2}its last delivery was .* ago, without an error \(/),
    ]);
    await folder.remove();
    const nowhere = await run(['live', '--env', 'dev', '--region', 'eu-central-1']);
    expect([nowhere.code, nowhere.err]).toEqual([
      1,
      expect.stringContaining('there is no deployment dev in'),
    ]);
  });

  it('is data of an earlier release, which is refused until it is migrated', async () => {
    await writeSchema(registry, clock, 0);
    const refused = await ops('bootstrap', '--admin', ADMIN);
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('then run ops migrate')]);
    expect((await ops('doctor')).out).toMatch(/^WRONG schema 0\n/);
    const dry = await ops('migrate', '--dry-run');
    expect([dry.code, dry.out]).toEqual([0, expect.stringContaining('the data is of schema 0\n')]);
    const done = await ops('migrate');
    expect([done.code, done.out]).toEqual([
      0,
      expect.stringContaining('the data is of schema 1, it was 0\n'),
    ]);
    expect((await ops('migrate')).out).toBe('the data is of schema 1\n');
  });
});
