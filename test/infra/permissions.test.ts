import { describe, expect, it } from 'vitest';
import { placeOf } from '#infra/place.ts';
import { ACTIONS_ON_ANYTHING, FUNCTION_ACTIONS } from '#infra/policies/function-actions.ts';
import { ACTIONS_WITHOUT_RESOURCE, provisionerStatements } from '#infra/policies/profile-policies.ts';
import { queryFunctions } from '#infra/policies/query-roles.ts';
import { RESOURCES, type ResourceName } from '#infra/policies/resources.ts';
import { settingsOf } from '#infra/settings.ts';
import { FUNCTIONS, type FunctionName } from '#lambdas/functions.ts';
import { ACCOUNT, appWith, at, broken, listAt, resourcesOf, type Templates, templatesOf } from './stacks.ts';
import { everyStatement, roleStatements, type Statement } from './statements.ts';

const dev = templatesOf();
const NAMES = Object.keys(FUNCTIONS) as FunctionName[];
const REGIONS = { primary: 'eu-west-2', second: 'eu-west-1' } as const;
const PARTS = ['primary', 'second'] as const;
type Part = (typeof PARTS)[number];
/** Stand for ids that AWS chooses. */
const KEYS = { data: 'key:data', audit: 'key:audit', operations: 'key:operations' };
const LOGS_AND_TRACES = [
  'logs:CreateLogStream on the log',
  'logs:PutLogEvents on the log',
  'xray:PutTelemetryRecords on *',
  'xray:PutTraceSegments on *',
];

/** An ARN as it stands in a template, or what it stands for where AWS chooses a part of it. */
function named(resource: unknown, part: Part): string {
  if (typeof resource === 'string') return resource;
  const text = JSON.stringify(resource);
  const elsewhere = text.includes(`:kms:${REGIONS[part === 'primary' ? 'second' : 'primary']}:`);
  if (elsewhere) return 'key:anchor';
  for (const purpose of ['data', 'audit', 'operations'] as const)
    if (text.includes(`Key${purpose}`)) return KEYS[purpose];
  if (text.includes('StreamArn')) return 'stream';
  if (text.includes('People')) return 'people';
  if (/Log[0-9A-F]{8}/.test(text)) return 'the log';
  throw new Error(`a policy names ${text}, which this test does not know`);
}

function roleOf(templates: Templates, name: string, part: Part): readonly Statement[] {
  const [role] = resourcesOf(templates, 'AWS::IAM::Role').filter(
    ({ resource }) => resource.Properties?.['RoleName'] === `safestats-dev-${name}-${REGIONS[part]}`,
  );
  if (role === undefined) throw new Error(`no role for ${name}`);
  return roleStatements(templates, role);
}

/** What a role is allowed, one line for each action and resource. */
function allowed(templates: Templates, name: string, part: Part): readonly string[] {
  const lines = roleOf(templates, name, part)
    .filter(({ effect }) => effect === 'Allow')
    .flatMap(({ actions, resources }) =>
      actions.flatMap((action) => resources.map((resource) => `${action} on ${named(resource, part)}`)),
    );
  return [...new Set(lines)].sort();
}

/** What the tables say of a function, in the same lines. */
function tabled(name: FunctionName, part: Part): readonly string[] {
  const place = placeOf(settingsOf(appWith().node, ACCOUNT), part);
  const resourcePlace = {
    place,
    keys: KEYS,
    anchorKeyArn: 'key:anchor',
    userPoolArn: 'people',
    streamArn: part === 'primary' ? 'stream' : null,
  };
  const lines = FUNCTION_ACTIONS[name].flatMap(({ actions, on }) =>
    on.flatMap((resource: ResourceName) =>
      RESOURCES[resource]
        .arns(resourcePlace)
        .flatMap((arn) => actions.map((action) => `${action} on ${arn}`)),
    ),
  );
  const own =
    name === 'provisioner'
      ? provisionerStatements({
          account: ACCOUNT,
          partition: 'aws',
          regions: Object.values(REGIONS),
          database: place.names.database(),
          profileRolePrefix: place.names.profileRolePrefix(),
          workgroupPrefix: 'ss-',
          boundaryArn: place.names.policyArn('profile-boundary'),
          profilePolicyArn: place.names.policyArn('profile-query'),
          resultsKeyArns: ['key:data', 'key:anchor'],
        })
          .filter(({ Effect }) => Effect === 'Allow')
          .flatMap(({ Action, Resource }) =>
            Action.flatMap((action) => Resource.map((resource) => `${action} on ${resource}`)),
          )
      : [];
  return [...new Set([...lines, ...own, ...LOGS_AND_TRACES])].sort();
}

/** Whether a role allows to read an object, whatever `*` stands in its statements. */
function mayRead(templates: Templates, name: FunctionName, object: string): boolean {
  const matches = (pattern: string, text: string) =>
    new RegExp(`^${pattern.split('*').map(escaped).join('.*')}$`).test(text);
  return roleOf(templates, name, 'primary')
    .filter(({ effect }) => effect === 'Allow')
    .some(
      ({ actions, resources }) =>
        actions.some((action) => matches(action, 's3:GetObject')) &&
        resources.some((resource) => typeof resource === 'string' && matches(resource, object)),
    );
}

const escaped = (text: string) => text.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&');

const writes = (name: FunctionName, pattern: RegExp): boolean =>
  allowed(dev, name, 'primary').some((line) => pattern.test(line));

describe('the role of a function', () => {
  it.each(NAMES.filter((name) => name !== 'identity'))(
    'allows %s what the tables say, in both regions, and nothing else',
    (name) => {
      for (const part of PARTS) expect(allowed(dev, name, part)).toEqual(tabled(name, part));
    },
  );

  it('allows the triggers of sign-in what the tables say, where the user pool is', () => {
    expect(allowed(dev, 'identity', 'primary')).toEqual(tabled('identity', 'primary'));
  });

  it('is noticed when it has an action more', () => {
    const wider = broken(dev, 'AWS::IAM::Policy', () => undefined);
    const [role] = resourcesOf(wider, 'AWS::IAM::Role', 'api-primary');
    const statements = at(role?.resource.Properties?.['Policies'], 0, 'PolicyDocument', 'Statement');
    (statements as unknown[]).push({
      Effect: 'Allow',
      Action: 's3:GetObject',
      Resource: 'arn:aws:s3:::safestats-dev-lake-111122223333-eu-west-2/lake/*',
    });
    const name = String(role?.resource.Properties?.['RoleName'])
      .replace('safestats-dev-', '')
      .replace('-eu-west-2', '') as FunctionName;
    expect(allowed(wider, name, 'primary')).not.toEqual(tabled(name, 'primary'));
  });

  it('has no managed policy', () => {
    const named = resourcesOf(dev, 'AWS::IAM::Role').filter(({ stack }) => !stack.startsWith('content-'));
    expect(named.filter(({ resource }) => resource.Properties?.['ManagedPolicyArns'] !== undefined)).toEqual(
      [],
    );
  });
});

describe('least privilege', () => {
  it('lets only functions that query assume the role of a profile', () => {
    expect(NAMES.filter((name) => writes(name, /^sts:/))).toEqual(queryFunctions());
    expect(queryFunctions()).toEqual([
      'api-explore',
      'api-admin',
      'api-audit',
      'downloads',
      'query-ended',
      'housekeeping',
    ]);
  });

  it('lets only the sealer write to the audit, and nobody delete from it', () => {
    expect(NAMES.filter((name) => writes(name, /^s3:Put\w+ on .*-audit-/))).toEqual(['audit-sealer']);
    expect(NAMES.filter((name) => writes(name, /^s3:(Delete|Bypass)\w* on .*-audit-/))).toEqual([]);
  });

  it.each([
    ['lake', 'lake/mps-crime/period=2024/v=01J/part-0.parquet', ['ingest', 'geography']],
    ['lake', 'deliveries/mps-crime/1/staged.parquet', ['ingest', 'geography']],
    ['ingest', 'received/mps-crime/1/file.csv', ['ingest', 'geography']],
    ['ingest', 'incoming/token', ['ingest']],
    ['exports', 'exports/user/1/file.csv', ['api-explore', 'downloads']],
    ['audit', 'audit/eu-west-2/2026/01/01/1.json', ['api-audit', 'audit-sealer']],
  ] as const)('lets only those that must read of the bucket %s: %s', (bucket, key, readers) => {
    const object = `arn:aws:s3:::safestats-dev-${bucket}-${ACCOUNT}-${REGIONS.primary}/${key}`;
    expect(NAMES.filter((name) => mayRead(dev, name, object)).sort()).toEqual([...readers].sort());
  });

  it('is noticed when a resource that a function reads is opened', () => {
    const wider = broken(dev, 'AWS::IAM::Role', () => undefined);
    for (const { resource } of resourcesOf(wider, 'AWS::IAM::Role', 'api-primary'))
      for (const statement of listAt(resource.Properties, 'Policies', 0, 'PolicyDocument', 'Statement'))
        if (listAt(statement, 'Resource').some((one) => String(one).endsWith('/manifest/*')))
          Object.assign(statement as object, { Resource: [`arn:aws:s3:::safestats-dev-lake-${ACCOUNT}-*`] });
    const object = `arn:aws:s3:::safestats-dev-lake-${ACCOUNT}-${REGIONS.primary}/lake/x/part-0.parquet`;
    expect(NAMES.filter((name) => mayRead(wider, name, object))).toContain('api-explore');
  });

  it('lets only the provisioner touch roles and filters', () => {
    expect(NAMES.filter((name) => writes(name, /^(iam|lakeformation):/))).toEqual(['provisioner']);
  });

  it('denies the provisioner to widen a role or to read data', () => {
    const denied = roleOf(dev, 'provisioner', 'primary').find(({ effect }) => effect === 'Deny');
    expect(denied?.resources).toEqual(['*']);
    expect(denied?.actions).toEqual(
      expect.arrayContaining(['iam:PutRolePolicy', 'sts:AssumeRole', 'lakeformation:GetDataAccess']),
    );
  });
});

/** Short and fixed: what is added here needs a reviewer who looks up that AWS gives it no resource. */
const WITHOUT_RESOURCE = [
  'dynamodb:ListStreams',
  'iam:ListRoles',
  'lakeformation:BatchGrantPermissions',
  'lakeformation:BatchRevokePermissions',
  'lakeformation:CreateDataCellsFilter',
  'lakeformation:DeleteDataCellsFilter',
  'lakeformation:GetDataAccess',
  'lakeformation:GetDataCellsFilter',
  'lakeformation:GetDataLakeSettings',
  'lakeformation:ListDataCellsFilter',
  'lakeformation:ListLakeFormationOptIns',
  'lakeformation:ListPermissions',
  'lakeformation:ListResources',
  'lakeformation:UpdateDataCellsFilter',
  'xray:PutTelemetryRecords',
  'xray:PutTraceSegments',
];

/** Statements that allow something on every resource, though AWS has resources for it. */
function onAnything(templates: Templates): readonly string[] {
  const without: readonly string[] = [...ACTIONS_ON_ANYTHING, ...ACTIONS_WITHOUT_RESOURCE];
  return everyStatement(templates)
    .filter(
      ({ where, effect, principal }) =>
        effect === 'Allow' && principal === undefined && !where.startsWith('content-'),
    )
    .filter(({ resources }) => resources.includes('*'))
    .flatMap(({ where, actions }) =>
      actions.filter((action) => !without.includes(action)).map((action) => `${where}: ${action}`),
    );
}

describe('policies', () => {
  it('have a list of such actions that says nothing but what AWS gives no resource', () => {
    const listed = new Set<string>([...ACTIONS_ON_ANYTHING, ...ACTIONS_WITHOUT_RESOURCE]);
    expect([...listed].sort()).toEqual(WITHOUT_RESOURCE);
  });

  it('stand with * only for actions to which AWS gives no resource', () => {
    expect(onAnything(dev)).toEqual([]);
  });

  it('are noticed when another action stands with *', () => {
    const wide = broken(dev, 'AWS::IAM::Role', (properties) => {
      properties['Policies'] = [
        { PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }] } },
      ];
    });
    expect(onAnything(wide)).toHaveLength(1);
  });

  it('allow nobody in particular nothing', () => {
    const wide = everyStatement(dev).filter(
      ({ effect, principal }) =>
        effect === 'Allow' &&
        (principal === '*' || at(principal, 'AWS') === '*' || at(principal, 'Service') === '*'),
    );
    expect(wide).toEqual([]);
  });

  it('use no wildcard in an action, but for the owner of a key and the deployment of pages', () => {
    const wide = everyStatement(dev).filter(
      ({ where, effect, actions }) =>
        effect === 'Allow' && !where.startsWith('content-') && actions.some((action) => action.includes('*')),
    );
    expect(wide.map(({ sid, actions }) => [sid, ...actions])).toEqual(wide.map(() => ['Account', 'kms:*']));
  });
});
