import { AthenaClient, CreateWorkGroupCommand } from '@aws-sdk/client-athena';
import { DeleteTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  IAMClient,
} from '@aws-sdk/client-iam';
import {
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Names } from '#infra/names.ts';
import {
  makeBucket,
  makeLockedBucket,
  makeTable,
  motoClient,
  motoEnvironment,
  OTHER_REGION,
  REGION,
} from '#test/support/moto.ts';
import { UsageError } from '../../bin/commands/command.ts';
import { teardownCommand } from '../../bin/commands/teardown.ts';
import { profileRoles, profileWorkgroups } from '../../bin/teardown/profile-remains.ts';
import { emptyBucket } from '../../bin/teardown/versions.ts';

/** Of its own: other files have deployments of the same name in the emulator. */
const ACCOUNT = '222233334444';
const names = new Names({ env: 'dev', account: ACCOUNT });
const bucket = (region: string) => names.bucket('site', region);
/** Of nobody that ends like a deployment's, and of another account's. */
const OTHERS = ['safestats-dev-notes', `safestats-dev-site-111122223333-${REGION}`];
const sts = new STSClient(motoClient());
const { Credentials: assumed } = await sts.send(
  new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${ACCOUNT}:role/operator`, RoleSessionName: 'operator' }),
);
const {
  AccessKeyId: accessKeyId = '',
  SecretAccessKey: secretAccessKey = '',
  SessionToken = '',
} = assumed ?? {};
const client = (region = REGION) => ({
  ...motoClient(region),
  credentials: { accessKeyId, secretAccessKey, sessionToken: SessionToken },
});
const s3 = new S3Client(client());
const otherS3 = new S3Client(client(OTHER_REGION));
const dynamo = new DynamoDBClient(client());
const iam = new IAMClient(client());
const athena = new AthenaClient(client(OTHER_REGION));

/** Runs the command as an operator whose shell is set to a region where nothing is. */
async function teardown(...args: readonly string[]) {
  const said = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  try {
    const code = await teardownCommand.run(args);
    return { code, out: said.mock.calls.map(([line]) => `${line}\n`).join('') };
  } finally {
    said.mockRestore();
  }
}
const versionsOf = async (client: S3Client, Bucket: string) => {
  const { Versions = [], DeleteMarkers = [] } = await client.send(new ListObjectVersionsCommand({ Bucket }));
  return [...Versions, ...DeleteMarkers].length;
};
const put = (client: S3Client, Bucket: string, Key: string) =>
  client.send(new PutObjectCommand({ Bucket, Key, Body: Key }));

beforeAll(async () => {
  const signedIn = {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: SessionToken,
  };
  for (const [name, value] of Object.entries({ ...motoEnvironment('us-east-1'), ...signedIn }))
    vi.stubEnv(name, value);
  await makeTable(dynamo, names.table());
  await makeBucket(s3, bucket(REGION));
  await makeBucket(otherS3, bucket(OTHER_REGION), OTHER_REGION);
  for (const name of OTHERS) await makeBucket(s3, name);
  for (const name of [bucket(REGION), ...OTHERS]) await put(s3, name, 'a');
  await put(s3, bucket(REGION), 'a');
  await s3.send(new DeleteObjectCommand({ Bucket: bucket(REGION), Key: 'a' }));
  await put(otherS3, bucket(OTHER_REGION), 'a');
  const { Policy } = await iam.send(
    new CreatePolicyCommand({
      PolicyName: 'teardown-profile-query',
      PolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 'athena:GetQueryResults', Resource: '*' }],
      }),
    }),
  );
  for (const [Path, RoleName] of [
    ['/safestats/profile/', 'ss-p-north'],
    ['/', 'ss-p-elsewhere'],
  ] as const)
    await iam.send(
      new CreateRoleCommand({
        Path,
        RoleName,
        AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [] }),
      }),
    );
  await iam.send(new AttachRolePolicyCommand({ RoleName: 'ss-p-north', PolicyArn: Policy?.Arn }));
  for (const Name of ['ss-north', 'primary-2'])
    await athena.send(new CreateWorkGroupCommand({ Name, Configuration: {}, Tags: [] }));
});
afterAll(() => {
  vi.unstubAllEnvs();
  for (const one of [sts, s3, otherS3, dynamo, iam, athena]) one.destroy();
});

describe('emptyBucket(client, bucket, options)', () => {
  it('removes every version and every delete marker, page by page', async () => {
    const name = await makeBucket(s3, 'teardown-pages');
    for (const key of ['a', 'b', 'c', 'd', 'e']) {
      await put(s3, name, key);
      await put(s3, name, key);
    }
    await s3.send(new DeleteObjectCommand({ Bucket: name, Key: 'c' }));
    expect(await emptyBucket(s3, name, { isCountOnly: true, atOnce: 3 })).toEqual({
      found: 11,
      removed: 0,
      held: 0,
    });
    expect(await versionsOf(s3, name)).toBe(11);
    expect(await emptyBucket(s3, name, { isCountOnly: false, atOnce: 3 })).toEqual({
      found: 11,
      removed: 11,
      held: 0,
    });
    expect(await versionsOf(s3, name)).toBe(0);
    expect(await emptyBucket(s3, name, { isCountOnly: false })).toEqual({ found: 0, removed: 0, held: 0 });
  });

  it('leaves what Object Lock holds, and counts it', async () => {
    const name = await makeLockedBucket(s3, 'teardown-locked');
    await put(s3, name, 'a');
    await put(s3, name, 'b');
    await s3.send(new DeleteObjectCommand({ Bucket: name, Key: 'b' }));
    expect(await emptyBucket(s3, name, { isCountOnly: false })).toEqual({ found: 3, removed: 1, held: 2 });
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: name, Key: 'b' }));
    expect(await Body?.transformToString()).toBe('b');
  });
});

describe('ops teardown', () => {
  it('counts what there is and removes nothing, and leaves buckets alone while the registry is there', async () => {
    const { code, out } = await teardown('--env', 'dev');
    expect(code).toBe(1);
    expect(out).toContain('roles of profiles: 1\n');
    expect(out).toContain(`workgroups of profiles in ${OTHER_REGION}: 1\n`);
    expect(out).toContain('2 buckets are left as they are\nnext: npx cdk destroy registry-primary');
    expect(await profileRoles(iam)).toEqual(['ss-p-north']);
    expect(await versionsOf(s3, bucket(REGION))).toBe(3);
  });

  it('removes what profiles had, and nothing that somebody else has', async () => {
    const { code, out } = await teardown('--env', 'dev', '--really');
    expect(code).toBe(1);
    expect(out).toContain('roles of profiles: 1, removed\n');
    expect(await profileRoles(iam)).toEqual([]);
    expect(await profileWorkgroups(athena)).toEqual([]);
    expect(await versionsOf(s3, bucket(REGION))).toBe(3);
  });

  it('empties the buckets of both regions when the registry is gone, and those of nobody else', async () => {
    await dynamo.send(new DeleteTableCommand({ TableName: names.table() }));
    const counted = await teardown('--env', 'dev');
    expect([counted.code, counted.out]).toEqual([
      1,
      expect.stringContaining(`${bucket(REGION)}: 3 versions\n`),
    ]);
    expect(counted.out).toContain('nothing was removed: add --really');
    const { code, out } = await teardown('--env', 'dev', '--really');
    expect([code, out]).toEqual([0, expect.stringContaining(`${bucket(REGION)}: 3 versions, 3 removed\n`)]);
    expect(out).toContain(`${bucket(OTHER_REGION)}: 1 versions, 1 removed\nnext: npx cdk destroy --all`);
    expect(await versionsOf(s3, bucket(REGION))).toBe(0);
    expect(await versionsOf(otherS3, bucket(OTHER_REGION))).toBe(0);
    for (const name of OTHERS) expect([name, await versionsOf(s3, name)]).toEqual([name, 1]);
    expect((await teardown('--env', 'dev', '--really')).code).toBe(0);
  });

  it('removes nothing where there is no such deployment, or prod is in the same account', async () => {
    const prod = new Names({ env: 'prod', account: ACCOUNT });
    await makeBucket(s3, prod.bucket('audit', REGION));
    await iam.send(
      new CreateRoleCommand({
        Path: '/safestats/profile/',
        RoleName: 'ss-p-of-prod',
        AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [] }),
      }),
    );
    await expect(teardown('--env', 'dev', '--really')).rejects.toMatchObject({ code: 'CONFLICT' });
    for (const [client, region] of [
      [s3, REGION],
      [otherS3, OTHER_REGION],
    ] as const)
      await client.send(new DeleteBucketCommand({ Bucket: bucket(region) }));
    await expect(teardown('--env', 'dev', '--really')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await profileRoles(iam)).toEqual(['ss-p-of-prod']);
  });

  it.each(['--env prod', '--env prod --really', '', '--env dev now', '--data ./data'])(
    'is not for ops teardown %s',
    async (line) => {
      const args = line.split(' ').filter((one) => one !== '');
      await expect(teardown(...args)).rejects.toBeInstanceOf(UsageError);
    },
  );
});
