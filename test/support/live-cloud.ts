import { randomInt, randomUUID } from 'node:crypto';
import { AthenaClient } from '@aws-sdk/client-athena';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateDatabaseCommand, GlueClient } from '@aws-sdk/client-glue';
import { LakeFormationClient, PutDataLakeSettingsCommand } from '@aws-sdk/client-lakeformation';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DynamoRegistry } from '#adapters/aws/dynamo-registry.ts';
import { S3ObjectStore } from '#adapters/aws/s3-objects.ts';
import { Names } from '#infra/names.ts';
import { PROBES } from '../../bin/live/all.ts';
import type { Cloud, RegionClients } from '../../bin/live/cloud.ts';
import { type Clock, type Finding, NotTried } from '../../bin/live/probe.ts';
import { type Fate, type FaultyProxy, type Passing, startFaultyProxy } from './faulty-proxy.ts';
import { LakeFormationProxy } from './lake-formation.ts';
import {
  makeBucket,
  makeLockedBucket,
  makeTable,
  motoClient,
  motoUrl,
  OTHER_REGION,
  REGION,
} from './moto.ts';

export const REGIONS = [REGION, OTHER_REGION] as const;

const DENIED: Fate = {
  status: 403,
  headers: { 'content-type': 'application/xml' },
  body: '<?xml version="1.0" encoding="UTF-8"?><Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>',
};

/** A deployment in the emulator as probes see it, sound where the emulator can be. */
export type LiveCloud = {
  readonly cloud: Cloud;
  readonly clock: Clock;
  readonly lakeFormation: LakeFormationProxy;
  /** Answers of the AWS CLI, by its first two words. */
  readonly cli: Map<string, unknown>;
  /** Every call of the CLI. */
  readonly called: string[];
  /** What S3 is answered instead; the emulator knows no copies. */
  answerS3(fate: ((request: Passing) => Fate) | null): void;
  /** Happens at each pause of a probe. */
  meanwhile(work: (() => Promise<void>) | null): void;
  /** Moves the time on. */
  shift(ms: number): void;
  put(region: string, purpose: 'lake' | 'ingest' | 'audit', key: string): Promise<void>;
  /** Refuses to read what lies under these prefixes as S3 does, whether it is there or not; the emulator's refusal has no body. */
  forbid(region: string, purpose: 'lake' | 'ingest', prefixes: readonly string[]): void;
  allow(): void;
  close(): Promise<void>;
};

export async function openLiveCloud(): Promise<LiveCloud> {
  const account = String(randomInt(100_000_000_000, 999_999_999_999));
  const names = new Names({ env: 'dev', account });
  const lakeFormation = new LakeFormationProxy();
  await lakeFormation.start();
  let fateOf: ((request: Passing) => Fate) | null = null;
  const forbidden: string[] = [];
  const line: FaultyProxy = await startFaultyProxy(motoUrl(), (request) => {
    const reads = request.method === 'GET' && !/[?&](tagging|list-type|prefix)/.test(request.path);
    if (reads && forbidden.some((begin) => decodeURIComponent(request.path).startsWith(begin))) return DENIED;
    return fateOf?.(request) ?? 'pass';
  });
  const dynamo = new DynamoDBClient(motoClient());
  const behind = Object.fromEntries(REGIONS.map((region) => [region, new S3Client(motoClient(region))]));
  const clients = Object.fromEntries(
    REGIONS.map((region): [string, RegionClients] => [
      region,
      {
        s3: new S3Client({ ...motoClient(region), endpoint: line.url }),
        glue: new GlueClient(motoClient(region)),
        lakeformation: new LakeFormationClient(lakeFormation.client(region)),
        athena: new AthenaClient(lakeFormation.client(region)),
        sqs: new SQSClient(motoClient(region)),
      },
    ]),
  );
  const clientsIn = (region: string): RegionClients => {
    const found = clients[region];
    if (found === undefined) throw new Error(`nothing is in ${region}`);
    return found;
  };
  const s3In = (region: string): S3Client => {
    const found = behind[region];
    if (found === undefined) throw new Error(`nothing is in ${region}`);
    return found;
  };
  for (const region of REGIONS) {
    const { glue, lakeformation, sqs } = clientsIn(region);
    for (const purpose of ['lake', 'ingest', 'exports'] as const)
      await makeBucket(s3In(region), names.bucket(purpose, region), region);
    await makeLockedBucket(s3In(region), names.bucket('audit', region), region);
    await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: names.database() } })).catch(ignored);
    await lakeformation.send(
      new PutDataLakeSettingsCommand({
        CatalogId: account,
        DataLakeSettings: { CreateDatabaseDefaultPermissions: [], CreateTableDefaultPermissions: [] },
      }),
    );
    await sqs.send(new CreateQueueCommand({ QueueName: names.of('unclean-files-dead') }));
  }
  const buckets = {
    lake: names.bucket('lake', REGION),
    ingest: names.bucket('ingest', REGION),
    exports: names.bucket('exports', REGION),
    audit: names.bucket('audit', REGION),
  };
  const cli = new Map<string, unknown>();
  const called: string[] = [];
  let now = Date.now();
  let meanwhile: (() => Promise<void>) | null = null;
  return {
    lakeFormation,
    cli,
    called,
    clock: {
      now: () => now,
      pause: async (ms) => {
        now += ms;
        await meanwhile?.();
      },
    },
    cloud: {
      env: 'dev',
      account,
      names,
      regions: REGIONS,
      registry: new DynamoRegistry({
        client: dynamo,
        table: await makeTable(dynamo, `live-${randomUUID()}`),
      }),
      objects: new S3ObjectStore({ client: s3In(REGION), buckets }),
      in: clientsIn,
      aws: async (args) => {
        called.push(args.join(' '));
        const answer = cli.get(args.slice(0, 2).join(' '));
        if (answer === undefined) throw new Error(`the test knows no answer to ${args.join(' ')}`);
        return typeof answer === 'function' ? answer(args) : answer;
      },
    },
    answerS3: (fate) => {
      fateOf = fate;
    },
    meanwhile: (work) => {
      meanwhile = work;
    },
    shift: (ms) => {
      now += ms;
    },
    put: async (region, purpose, Key) => {
      const Bucket = names.bucket(purpose, region);
      await s3In(region).send(
        new PutObjectCommand({ Bucket, Key, Body: 'records', ChecksumAlgorithm: 'SHA256' }),
      );
    },
    forbid: (region, purpose, prefixes) => {
      for (const prefix of prefixes) forbidden.push(`/${names.bucket(purpose, region)}/${prefix}`);
    },
    allow: () => {
      forbidden.length = 0;
    },
    close: async () => {
      for (const region of REGIONS) {
        for (const client of Object.values(clientsIn(region))) client.destroy();
        s3In(region).destroy();
      }
      dynamo.destroy();
      await lakeFormation.close();
      await line.close();
    },
  };
}

/** Catalogues of one emulator are shared by files. */
function ignored(): void {}

/** Runs a probe of this name without an API to ask. */
export function runProbe(
  { cloud, clock }: Pick<LiveCloud, 'cloud' | 'clock'>,
  name: string,
): Promise<Finding> {
  const probe = PROBES.find((one) => one.name === name);
  if (probe === undefined) throw new Error(`there is no probe ${name}`);
  const none = () => {
    throw new NotTried('give --site');
  };
  return probe.run({ cloud: () => cloud, site: none, approver: none, origin: null, clock });
}
