import { CreateWorkGroupCommand, DeleteWorkGroupCommand } from '@aws-sdk/client-athena';
import { CreatePartitionCommand, CreateTableCommand, DeleteTableCommand } from '@aws-sdk/client-glue';
import {
  BatchGrantPermissionsCommand,
  type Permission,
  PutDataLakeSettingsCommand,
  type Resource,
} from '@aws-sdk/client-lakeformation';
import {
  ListObjectVersionsCommand,
  PutBucketEncryptionCommand,
  PutObjectTaggingCommand,
} from '@aws-sdk/client-s3';
import { GetQueueUrlCommand, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EVERYBODY } from '#adapters/aws/grants.ts';
import { applyDefinition } from '#app/dataset.ts';
import { isDropData, reportOf } from '#app/ingest/drop.ts';
import { brandId } from '#core/model/id.ts';
import { type Manifest, manifestKey } from '#core/model/manifest.ts';
import { MADE_CRIME, SUPER_ADMIN } from '#test/app/ingest/made-platform.ts';
import { addProfile, northAccess } from '#test/support/access-platform.ts';
import { type LiveCloud, openLiveCloud, REGIONS, runProbe } from '#test/support/live-cloud.ts';
import { OTHER_REGION, REGION } from '#test/support/moto.ts';

const DATASET = MADE_CRIME.id;
const PROFILE = 'robbers';

let at: LiveCloud;
beforeEach(async () => {
  at = await openLiveCloud();
});
afterEach(() => at.close());

const run = (name: string) => runProbe(at, name);
const expectOk = async (name: string, measured: string | RegExp) =>
  expect(await run(name)).toEqual({ verdict: 'ok', measured: expect.stringMatching(measured) });
async function expectWrong(name: string, measured: string | RegExp) {
  const finding = await run(name);
  expect(finding).toMatchObject({ verdict: 'WRONG', measured: expect.stringMatching(measured) });
  expect('advice' in finding ? finding.advice.length : 0).toBeGreaterThan(10);
}
const expectNotTried = (name: string, why: RegExp) => expect(run(name)).rejects.toThrow(why);

async function grant(region: string, principal: string, resource: Resource, permissions: Permission[]) {
  const Principal = { DataLakePrincipalIdentifier: principal };
  const Entries = [{ Id: '1', Principal, Resource: resource, Permissions: permissions }];
  const command = new BatchGrantPermissionsCommand({ CatalogId: at.cloud.account, Entries });
  await at.cloud.in(region).lakeformation.send(command);
}
const database = (): Resource => ({ Database: { Name: at.cloud.names.database() } });
/** What the stacks themselves grant, by which a caller knows that the list is the whole. */
async function grantToFunctions() {
  for (const region of REGIONS)
    await grant(region, at.cloud.names.roleArn('ingest', region), database(), ['DESCRIBE']);
}

describe('default-grants', () => {
  it('counts the grants of both regions where none is to everybody', async () => {
    await grantToFunctions();
    await expectOk('default-grants', /^eu-west-2 1 grant, eu-west-1 1 grant, none to everybody$/);
  });

  it('finds a grant to everybody in either region, also in a list that is not the whole', async () => {
    await grant(OTHER_REGION, EVERYBODY, database(), ['ALL']);
    await expectNotTried('default-grants', /does not show you its grants/);
    await grant(REGION, at.cloud.names.roleArn('ingest', REGION), database(), ['DESCRIBE']);
    await expectWrong(
      'default-grants',
      /^eu-west-1: the database safestats_dev given to IAM_ALLOWED_PRINCIPALS$/,
    );
  });

  it('finds that new tables would be given to everybody', async () => {
    await grantToFunctions();
    const Principal = { DataLakePrincipalIdentifier: EVERYBODY };
    const command = new PutDataLakeSettingsCommand({
      CatalogId: at.cloud.account,
      DataLakeSettings: { CreateTableDefaultPermissions: [{ Principal, Permissions: ['ALL'] }] },
    });
    await at.cloud.in(OTHER_REGION).lakeformation.send(command);
    await expectWrong('default-grants', /^eu-west-1: new databases or tables are given to everybody$/);
  });

  it('is not tried by somebody to whom Lake Formation shows nothing', async () => {
    await expectNotTried('default-grants', /read-only administrators/);
  });
});

describe('direct-read', () => {
  it('is refused for what is there and for what is not', async () => {
    for (const region of REGIONS) at.forbid(region, 'lake', ['lake/', 'deliveries/']);
    await expectOk('direct-read', /names only: nothing is published yet$/);
    await at.put(REGION, 'lake', 'lake/made-crime/period=2018/x.parquet');
    await expectOk('direct-read', /^refused in eu-west-2 and eu-west-1, of 1 objects$/);
  });

  it('is wrong where a record is handed out, or would be, in either region', async () => {
    at.forbid(REGION, 'lake', ['lake/', 'deliveries/']);
    at.forbid(OTHER_REGION, 'lake', ['lake/']);
    await expectWrong(
      'direct-read',
      /^eu-west-1: safestats-dev-lake-\d+-eu-west-1\/deliveries\/nothing is not refused$/,
    );
    await at.put(OTHER_REGION, 'lake', 'deliveries/1/source.csv');
    await expectWrong('direct-read', /deliveries\/1\/source\.csv is not refused$/);
  });
});

describe('audit-copied', () => {
  const day = () => new Date(at.clock.now()).toISOString().slice(0, 10).replaceAll('-', '/');
  /** The emulator knows neither copies nor what is asked of a lock. */
  const heads = (here: Readonly<Record<string, string>>, copy: Readonly<Record<string, string>> | null) =>
    at.answerS3(({ method, path }) => {
      if (method !== 'HEAD') return 'pass';
      const headers = path.includes(`-${REGION}/`) ? here : copy;
      return headers === null ? { status: 404, body: '' } : { status: 200, headers, body: '' };
    });
  const locked = (mode: string, day: number) => ({
    'x-amz-object-lock-mode': mode,
    'x-amz-object-lock-retain-until-date': `2030-01-0${day}T00:00:00.000Z`,
  });

  it('is not tried before something had time to be copied', async () => {
    await expectNotTried('audit-copied', /nothing was sealed/);
    await at.put(REGION, 'audit', `audit/${REGION}/${day()}/0000000001.jsonl`);
    await expectNotTried('audit-copied', /nothing was sealed a quarter of an hour ago/);
  });

  it('looks at the newest that had, whether it is copied and locked as long there as here', async () => {
    const Key = `audit/${REGION}/${day()}/0000000002.jsonl`;
    await at.put(REGION, 'audit', Key);
    at.shift(16 * 60_000);
    await expectWrong('audit-copied', /0000000002\.jsonl, sealed 16 min ago, is not to be copied$/);
    const here = { ...locked('GOVERNANCE', 1), 'x-amz-replication-status': 'COMPLETED' };
    heads({ ...here, 'x-amz-replication-status': 'FAILED' }, locked('GOVERNANCE', 1));
    await expectWrong('audit-copied', /is FAILED$/);
    heads(here, null);
    await expectWrong('audit-copied', /^the copy of .* is not there$/);
    heads(here, {});
    await expectWrong('audit-copied', /its copy not at all$/);
    heads(here, locked('GOVERNANCE', 2));
    await expectWrong(
      'audit-copied',
      /is locked as GOVERNANCE until 2030-01-01, its copy as GOVERNANCE until 2030-01-02$/,
    );
    heads({ ...here, ...locked('COMPLIANCE', 1) }, locked('COMPLIANCE', 1));
    await expectWrong('audit-copied', /is locked as COMPLIANCE/);
    heads(here, locked('GOVERNANCE', 1));
    await at.put(REGION, 'audit', `audit/${REGION}/${day()}/0000000003.jsonl`);
    await expectOk('audit-copied', /^audit\/.*3\.jsonl: copied, both locked as GOVERNANCE until 2030-01-01$/);
  });
});

describe('tables', () => {
  const V = brandId<Manifest['periods'][number]['v']>('01J00000000000000000000001');
  async function publish() {
    const { registry, objects } = at.cloud;
    const here = { ...SUPER_ADMIN };
    await applyDefinition(
      {
        registry,
        audit: { record: async () => {} } as never,
        clock: () => new Date(),
        newId: () => '01J00000000000000000000009',
      } as never,
      here,
      MADE_CRIME,
    );
    const manifest: Manifest = {
      id: brandId<Manifest['id']>('01J00000000000000000000002'),
      dataset: DATASET,
      definitionVersion: 1,
      geography: {},
      createdAt: new Date().toISOString(),
      previous: null,
      reason: 'delivery',
      periods: ['2018', '2019'].map((period) => ({ period, kind: 'records', v: V, rows: 1, files: [] })),
      deliveries: [],
      rows: 2,
    };
    await objects.put(manifestKey(DATASET, manifest.id), JSON.stringify(manifest));
    const value = { manifest: manifest.id, previous: null };
    await registry.transact([{ kind: 'put', partition: 'publication', sort: DATASET, value, expected: 0 }]);
  }
  const table = { DatabaseName: 'safestats_dev', Name: 'made_crime' };
  const create = (region: string) =>
    at.cloud.in(region).glue.send(
      new CreateTableCommand({
        DatabaseName: table.DatabaseName,
        TableInput: { Name: table.Name, PartitionKeys: [{ Name: 'period' }, { Name: 'v' }] },
      }),
    );
  const add = (region: string, period: string) =>
    at.cloud.in(region).glue.send(
      new CreatePartitionCommand({
        DatabaseName: table.DatabaseName,
        TableName: table.Name,
        PartitionInput: { Values: [period, V] },
      }),
    );
  afterEach(async () => {
    for (const region of REGIONS)
      await at.cloud
        .in(region)
        .glue.send(new DeleteTableCommand(table))
        .catch(() => {});
  });

  it('are not looked for before something is published', async () => {
    await expectNotTried('tables', /nothing is published yet/);
  });

  it('are wanted in both regions with every partition', async () => {
    await publish();
    await expectWrong('tables', /^eu-west-2: the table made_crime is not there$/);
    await create(REGION);
    await add(REGION, '2018');
    await expectWrong(
      'tables',
      new RegExp(`^eu-west-2: made_crime lacks 1 of 2 partitions, 2019/${V} first$`),
    );
    await add(REGION, '2019');
    await expectWrong('tables', /^eu-west-1: the table made_crime is not there$/);
    await create(OTHER_REGION);
    for (const period of ['2018', '2019']) await add(OTHER_REGION, period);
    await expectOk('tables', /^1 dataset: eu-west-2 2 partitions, eu-west-1 2 partitions$/);
  });
});

describe('a profile in force', () => {
  beforeEach(async () => {
    const { registry } = at.cloud;
    await addProfile(registry, {
      id: PROFILE,
      title: 'Robbery',
      description: '',
      datasets: { [DATASET]: northAccess({ fields: ['category'] }) },
    });
    await registry.transact([
      { kind: 'put', partition: 'publication', sort: DATASET, value: { manifest: 'x' }, expected: 0 },
    ]);
  });
  const enforce = () =>
    at.cloud.registry.transact([
      {
        kind: 'put',
        partition: 'profile-enforcement',
        sort: PROFILE,
        value: { version: 1, at: '', digest: '' },
        expected: 0,
      },
    ]);
  const hold = (region: string) =>
    grant(
      region,
      `${at.cloud.names.profileRolePrefix()}${PROFILE}`,
      {
        DataCellsFilter: {
          TableCatalogId: at.cloud.account,
          DatabaseName: at.cloud.names.database(),
          TableName: 'made_crime',
          Name: `ss-${PROFILE}-made_crime`,
        },
      },
      ['SELECT'],
    );

  it('is waited for', async () => {
    await expectNotTried('profile-grants', /no profile that shows something published is in force yet/);
    await expectNotTried('workgroups', /no profile that shows something published is in force yet/);
  });

  it('holds its filters in both regions', async () => {
    await enforce();
    await expectNotTried('profile-grants', /read-only administrators/);
    await grantToFunctions();
    for (const region of REGIONS)
      at.lakeFormation.tamper(region, 'made_crime', `ss-${PROFILE}-made_crime`, {});
    await expectWrong('profile-grants', /^eu-west-2: robbers holds no filter$/);
    await hold(REGION);
    await expectWrong('profile-grants', /^eu-west-1: robbers holds no filter$/);
    await hold(OTHER_REGION);
    await expectOk('profile-grants', /^1 profile: eu-west-2 1 filter, eu-west-1 1 filter$/);
  });

  it('has a workgroup in each region that keeps results under the key of the lake', async () => {
    await enforce();
    const key = (region: string) => `arn:aws:kms:${region}:${at.cloud.account}:key/mrk-1`;
    const name = `ss-${PROFILE}`;
    for (const region of REGIONS)
      await at.cloud.in(region).s3.send(
        new PutBucketEncryptionCommand({
          Bucket: at.cloud.names.bucket('lake', region),
          ServerSideEncryptionConfiguration: {
            Rules: [
              {
                ApplyServerSideEncryptionByDefault: {
                  SSEAlgorithm: 'aws:kms',
                  KMSMasterKeyID: key(region),
                },
              },
            ],
          },
        }),
      );
    const make = async (region: string, KmsKey: string, more: object = {}) => {
      const { athena } = at.cloud.in(region);
      await athena.send(new DeleteWorkGroupCommand({ WorkGroup: name })).catch(() => {});
      await athena.send(
        new CreateWorkGroupCommand({
          Name: name,
          Configuration: {
            EnforceWorkGroupConfiguration: true,
            ManagedQueryResultsConfiguration: { Enabled: true, EncryptionConfiguration: { KmsKey } },
            BytesScannedCutoffPerQuery: 10_000_000,
            ...more,
          },
        }),
      );
    };
    await make(REGION, key(REGION));
    await make(OTHER_REGION, key(REGION));
    await expectWrong(
      'workgroups',
      /^eu-west-1: the workgroup ss-robbers keeps results under arn:.*, not arn:/,
    );
    await make(OTHER_REGION, key(OTHER_REGION), { ManagedQueryResultsConfiguration: { Enabled: false } });
    await expectWrong('workgroups', /^eu-west-1: the workgroup ss-robbers does not keep results itself$/);
    await make(OTHER_REGION, key(OTHER_REGION), { EnforceWorkGroupConfiguration: false });
    await expectWrong('workgroups', /does not enforce its settings$/);
    await make(OTHER_REGION, key(OTHER_REGION), { BytesScannedCutoffPerQuery: undefined });
    await expectWrong('workgroups', /has no limit of bytes$/);
    await make(OTHER_REGION, key(OTHER_REGION));
    await expectOk('workgroups', /^1 workgroup in each region, under the key of the lake$/);
  });
});

describe('a file that arrives', () => {
  const versions = async (region: string) => {
    const Bucket = at.cloud.names.bucket('ingest', region);
    const { Versions = [], DeleteMarkers = [] } = await at.cloud
      .in(region)
      .s3.send(new ListObjectVersionsCommand({ Bucket }));
    return [...Versions, ...DeleteMarkers].map(({ Key = '' }) => Key);
  };
  const queue = async (region: string) => {
    const QueueName = at.cloud.names.of('unclean-files-dead');
    return (await at.cloud.in(region).sqs.send(new GetQueueUrlCommand({ QueueName }))).QueueUrl;
  };
  const tell = async (region: string, MessageBody: string) =>
    at.cloud.in(region).sqs.send(new SendMessageCommand({ QueueUrl: await queue(region), MessageBody }));
  const told = async (region: string) => {
    const { Messages = [] } = await at.cloud
      .in(region)
      .sqs.send(new ReceiveMessageCommand({ QueueUrl: await queue(region), MaxNumberOfMessages: 10 }));
    return Messages.map(({ Body }) => Body);
  };
  /** What GuardDuty, replication and the function do, once. */
  function scan(status: string, { answers = true, forbids = false, tells = false } = {}): void {
    at.allow();
    at.meanwhile(async () => {
      at.meanwhile(null);
      const [Key = ''] = await versions(REGION);
      const Bucket = at.cloud.names.bucket('ingest', REGION);
      const TagSet = [{ Key: 'GuardDutyMalwareScanStatus', Value: status }];
      await at.cloud.in(REGION).s3.send(new PutObjectTaggingCommand({ Bucket, Key, Tagging: { TagSet } }));
      await at.put(OTHER_REGION, 'ingest', Key);
      if (answers) for (const region of REGIONS) await at.put(region, 'ingest', reportOf(Key));
      if (forbids) at.forbid(REGION, 'ingest', ['ingest/']);
      if (tells)
        for (const region of REGIONS) await tell(region, JSON.stringify({ detail: { objectKey: Key } }));
    });
  }
  const alarm = (...states: readonly string[]) => {
    let look = 0;
    at.cli.set('cloudwatch describe-alarms', () => ({
      MetricAlarms: [{ StateValue: states[Math.min(look++, states.length - 1)] }],
    }));
  };
  const expectNothingLeft = async () => {
    for (const region of REGIONS) expect(await versions(region), region).toEqual([]);
  };

  it('is found clean, answered by the function, and taken away in both regions', async () => {
    scan('NO_THREATS_FOUND');
    await expectOk('clean-file', /^scanned in 10\.0 s, answered by the function in 10\.0 s$/);
    await expectNothingLeft();
  });

  it('would come to no delivery: it is data, and in no agency’s folder', async () => {
    scan('NO_THREATS_FOUND');
    let seen = '';
    at.answerS3(({ method, path }) => {
      if (method === 'PUT' && path.includes('live-') && !path.includes('tagging')) seen ||= path;
      return 'pass';
    });
    await run('clean-file');
    const [, , ...rest] = decodeURIComponent(seen.split('?')[0] ?? '').split('/');
    expect(rest).toEqual(['ingest', expect.stringMatching(/^live-[0-9a-f]{12}\.csv$/)]);
    expect(isDropData(rest[1] ?? '')).toBe(true);
  });

  it('is wrong when nobody scans it, or it is found unclean, unreadable or not taken', async () => {
    await expectWrong('clean-file', /^it was not scanned in ten minutes; its copy had not come to eu-west-1/);
    scan('UNSUPPORTED');
    await expectWrong('clean-file', /^UNSUPPORTED$/);
    scan('NO_THREATS_FOUND', { answers: false });
    await expectWrong('clean-file', /^scanned in 10\.0 s, and not taken in ten minutes$/);
    scan('NO_THREATS_FOUND', { forbids: true });
    await expectWrong('clean-file', /^it is clean, and cannot be read$/);
    await expectNothingLeft();
  });

  it('stays unread when it is unclean, is told, raises the alarm, and is taken away with its messages', async () => {
    await tell(REGION, 'of another file');
    alarm('OK', 'OK', 'ALARM');
    scan('THREATS_FOUND', { answers: false, forbids: true, tells: true });
    await expectOk('unclean-file', /^found unclean in 10\.0 s, unread, the alarm rang after 40\.0 s$/);
    await expectNothingLeft();
    expect([await told(REGION), await told(OTHER_REGION)]).toEqual([['of another file'], []]);
  });

  it('is wrong when it is read, not told, or no alarm rings; and not tried while one does', async () => {
    alarm('OK');
    scan('NO_THREATS_FOUND');
    await expectWrong('unclean-file', /^NO_THREATS_FOUND$/);
    scan('THREATS_FOUND', { answers: false });
    await expectWrong('unclean-file', /^found unclean in 10\.0 s, and can be read all the same$/);
    scan('THREATS_FOUND', { answers: false, forbids: true });
    await expectWrong('unclean-file', /unread, but nobody is told$/);
    scan('THREATS_FOUND', { answers: false, forbids: true, tells: true });
    await expectWrong('unclean-file', /unread and told, but no alarm in 20 min$/);
    await expectNothingLeft();
    alarm('ALARM');
    await expectNotTried('unclean-file', /rings already/);
  });
});
