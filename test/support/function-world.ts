import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AthenaClient, CreateWorkGroupCommand } from '@aws-sdk/client-athena';
import {
  AdminCreateUserCommand,
  CognitoIdentityProviderClient,
  CreateUserPoolCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { CreateDatabaseCommand, GlueClient } from '@aws-sdk/client-glue';
import { CreatePolicyCommand, EntityAlreadyExistsException, IAMClient } from '@aws-sdk/client-iam';
import { CreateQueueCommand, DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { monotonicFactory } from 'ulid';
import { DynamoRegistry } from '#adapters/aws/dynamo-registry.ts';
import { S3ObjectStore } from '#adapters/aws/s3-objects.ts';
import { RegistryAuditLog } from '#app/audit/log.ts';
import { requireSchema } from '#app/migration/schema.ts';
import type { Platform } from '#app/ports.ts';
import type { FunctionName } from '#lambdas/functions.ts';
import { bundleFunctions } from '../../bin/bundling/functions.ts';
import { LakeFormationProxy } from './lake-formation.ts';
import { type MotoStore, makeMotoStore, motoClient, motoEnvironment, OTHER_REGION, REGION } from './moto.ts';
import { CallRecorder } from './recorded-calls.ts';
import { type RunningFunction, runFunction } from './run-function.ts';
import { stalledEngine } from './stalled-engine.ts';
import { openUserPool, type TestUserPool } from './user-pool.ts';

/** Every function from its bundle, over an emulated AWS of its own; functions start when they are first asked for. */
export type FunctionWorld = {
  readonly store: MotoStore;
  readonly pool: TestUserPool;
  readonly glue: GlueClient;
  /** Of both regions. */
  readonly catalogues: readonly GlueClient[];
  readonly athena: AthenaClient;
  /** Makes somebody in the user pool; gives their id. */
  readonly join: (email: string) => Promise<string>;
  /** The same registry and objects, for a test to prepare and to look at. */
  readonly platform: Platform;
  readonly database: string;
  readonly downloadQueueUrl: string;
  readonly geographyQueueUrl: string;
  readonly folder: string;
  /** Every variable that a function may ask for. */
  readonly environment: Readonly<Record<string, string>>;
  readonly run: (name: FunctionName) => Promise<RunningFunction>;
  /** What the functions have asked of AWS. */
  readonly recorder: CallRecorder;
  /** Takes every message out of a queue; gives their bodies. */
  readonly drain: (queueUrl: string) => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
};

export async function openFunctionWorld(): Promise<FunctionWorld> {
  const store = await makeMotoStore();
  const pool = await openUserPool();
  const glue = new GlueClient(motoClient());
  const athena = new AthenaClient(motoClient());
  const database = `safestats_${randomUUID().replaceAll('-', '')}`;
  const otherGlue = new GlueClient(motoClient(OTHER_REGION));
  for (const client of [glue, otherGlue])
    await client.send(new CreateDatabaseCommand({ DatabaseInput: { Name: database } }));
  const [downloadQueueUrl, geographyQueueUrl] = await Promise.all([
    makeQueue(store, 'downloads'),
    makeQueue(store, 'geographies'),
  ]);
  const cognito = new CognitoIdentityProviderClient(motoClient());
  const userPoolId = await makeUserPool(cognito);
  const registry = new DynamoRegistry({ client: store.dynamo, table: store.table });
  const newUlid = monotonicFactory();
  const platform: Platform = {
    registry,
    objects: new S3ObjectStore({ client: store.s3, buckets: store.buckets }),
    engine: stalledEngine(),
    region: REGION,
    audit: new RegistryAuditLog(registry, () => new Date(), REGION),
    clock: () => new Date(),
    newId: () => newUlid(),
  };
  await requireSchema(registry, platform.clock);
  const folder = await mkdtemp(join(tmpdir(), 'safestats-functions-'));
  await bundleFunctions({ folder, architecture: 'here' });
  const environment = {
    ...motoEnvironment(),
    SAFESTATS_REGION: REGION,
    SAFESTATS_TABLE: store.table,
    SAFESTATS_LAKE_BUCKET: store.buckets.lake,
    SAFESTATS_INGEST_BUCKET: store.buckets.ingest,
    SAFESTATS_EXPORTS_BUCKET: store.buckets.exports,
    SAFESTATS_AUDIT_BUCKET: store.buckets.audit,
    SAFESTATS_ANCHOR_BUCKET: store.anchor.bucket,
    SAFESTATS_ANCHOR_REGION: OTHER_REGION,
    SAFESTATS_DATABASE: database,
    SAFESTATS_OTHER_LAKE_BUCKET: `${store.buckets.lake}-other`,
    SAFESTATS_PROFILE_ROLE_PREFIX: 'arn:aws:iam::123456789012:role/safestats/profile/ss-p-',
    SAFESTATS_WORKGROUP_PREFIX: 'ss-',
    SAFESTATS_ISSUER: pool.issuer,
    SAFESTATS_CLIENT_ID: pool.clientId,
    SAFESTATS_SITE_ORIGIN: 'https://safestats.example.org',
    SAFESTATS_USER_POOL_ID: userPoolId,
    SAFESTATS_DELIVERY_QUEUE_URL: store.deliveryQueueUrl,
    SAFESTATS_DOWNLOAD_QUEUE_URL: downloadQueueUrl,
    SAFESTATS_GEOGRAPHY_QUEUE_URL: geographyQueueUrl,
    SAFESTATS_PROFILE_BOUNDARY_ARN: await sharedPolicy('safestats-profile-boundary'),
    SAFESTATS_PROFILE_POLICY_ARN: await sharedPolicy('safestats-profile-query'),
    SAFESTATS_QUERY_ROLE_ARNS: 'arn:aws:iam::123456789012:role/safestats-test-api-explore-*',
    SAFESTATS_RESULTS_KEY_ARN: `arn:aws:kms:${REGION}:123456789012:key/mrk-1`,
    SAFESTATS_ENFORCED_REGIONS: REGION,
    SAFESTATS_LAKE_PRINCIPAL_ARNS: 'arn:aws:iam::123456789012:role/safestats-test-lake-formation',
    SAFESTATS_BYTES_SCANNED_LIMIT: '50000000000',
    SAFESTATS_PROVIDER_DOMAINS: '{}',
  };
  const moto = motoClient().endpoint;
  const recorder = new CallRecorder(moto);
  const lakeFormation = new LakeFormationProxy();
  await lakeFormation.start();
  const start = async (name: FunctionName) => {
    const { endpoint } = lakeFormation.client(REGION);
    const line = await recorder.line(
      name,
      name !== 'provisioner' ? {} : { lakeformation: endpoint, athena: endpoint, iam: endpoint },
    );
    const there = Object.entries(environment).map(([key, value]) => [key, value.replace(moto, line)]);
    return runFunction(folder, name, Object.fromEntries(there));
  };
  const running = new Map<FunctionName, Promise<RunningFunction>>();
  const run = (name: FunctionName) => {
    const known = running.get(name) ?? start(name);
    running.set(name, known);
    return known;
  };
  return {
    store,
    pool,
    glue,
    catalogues: [glue, otherGlue],
    athena,
    join: (email) => joinPool(cognito, userPoolId, email),
    platform,
    database,
    downloadQueueUrl,
    geographyQueueUrl,
    folder,
    environment,
    run,
    recorder,
    drain: (queueUrl) => drain(store, queueUrl),
    close: async () => {
      for (const one of running.values()) await (await one).close();
      await recorder.close();
      await lakeFormation.close();
      await pool.close();
      for (const client of [glue, otherGlue, athena, cognito]) client.destroy();
      store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Makes the workgroup of a profile, and says that the profile is in force. */
export async function putInForce({ athena, platform }: FunctionWorld, profile: string): Promise<void> {
  await athena.send(new CreateWorkGroupCommand({ Name: `ss-${profile}` }));
  const value = { version: 1, at: platform.clock().toISOString(), digest: 'made by a test' };
  await platform.registry.transact([
    { kind: 'put', partition: 'profile-enforcement', sort: profile, value, expected: 0 },
  ]);
}

async function makeUserPool(cognito: CognitoIdentityProviderClient): Promise<string> {
  const { UserPool } = await cognito.send(
    new CreateUserPoolCommand({ PoolName: `people-${randomUUID()}`, UsernameAttributes: ['email'] }),
  );
  return UserPool?.Id ?? '';
}

async function joinPool(
  cognito: CognitoIdentityProviderClient,
  UserPoolId: string,
  email: string,
): Promise<string> {
  const UserAttributes = [{ Name: 'email', Value: email }];
  const { User } = await cognito.send(
    new AdminCreateUserCommand({ UserPoolId, Username: email, UserAttributes }),
  );
  const sub = User?.Attributes?.find(({ Name }) => Name === 'sub')?.Value;
  if (sub === undefined) throw new Error('the emulator made no user');
  return sub;
}

const MOTO_ACCOUNT = '123456789012';

/** The policy of this name; every world shares it, because its name is the deployment's. */
async function sharedPolicy(PolicyName: string): Promise<string> {
  const iam = new IAMClient(motoClient());
  const Statement = [{ Effect: 'Allow', Action: 's3:ListAllMyBuckets', Resource: '*' }];
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  try {
    const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName, PolicyDocument }));
    if (Policy?.Arn === undefined) throw new Error('the emulator made no policy');
    return Policy.Arn;
  } catch (error) {
    if (!(error instanceof EntityAlreadyExistsException)) throw error;
    return `arn:aws:iam::${MOTO_ACCOUNT}:policy/${PolicyName}`;
  } finally {
    iam.destroy();
  }
}

async function makeQueue({ sqs }: MotoStore, noun: string): Promise<string> {
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: `${noun}-${randomUUID()}` }));
  if (QueueUrl === undefined) throw new Error('the emulator made no queue');
  return QueueUrl;
}

async function drain({ sqs }: MotoStore, QueueUrl: string): Promise<readonly string[]> {
  const bodies: string[] = [];
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 0 }),
    );
    if (Messages.length === 0) return bodies;
    for (const { Body, ReceiptHandle } of Messages) {
      if (Body !== undefined) bodies.push(Body);
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
  }
}
