import { describe, expect, it } from 'vitest';
import { engineVariables, storeVariables } from '#infra/constructs/environment.ts';
import type { FunctionVariables } from '#infra/constructs/function.ts';
import { placeOf } from '#infra/place.ts';
import { settingsOf } from '#infra/settings.ts';
import { FUNCTIONS, type FunctionName } from '#lambdas/functions.ts';
import {
  ACCOUNT,
  appWith,
  at,
  listAt,
  type Properties,
  resourcesOf,
  stacksOf,
  templatesOf,
} from './stacks.ts';

const dev = templatesOf();
const prod = templatesOf({ env: 'prod' });

/** Properties in which environments may differ. */
const MAY_DIFFER = [
  'DeletionPolicy',
  'UpdateReplacePolicy',
  'DeletionProtection',
  'DeletionProtectionEnabled',
  'RetentionInDays',
  'RecoveryPeriodInDays',
  'NoncurrentVersionExpiration',
  'ExpirationInDays',
  'DefaultRetention',
];

/** Where names are made from the name of the environment by hashing it. */
const IDS = ['Outputs', 'OriginAccessControlConfig', 'SourceObjectKeys'];

/** Paths at which two values differ. */
function differences(
  one: unknown,
  other: unknown,
  path: readonly string[] = [],
): readonly (readonly string[])[] {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null)
    return one === other ? [] : [path];
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...keys].flatMap((key) =>
    differences((one as Record<string, unknown>)[key], (other as Record<string, unknown>)[key], [
      ...path,
      key,
    ]),
  );
}

describe('environments', () => {
  it('differ in retention, removal, protection and the mode of Object Lock, and in nothing else', () => {
    const renamed = JSON.parse(
      JSON.stringify(prod)
        .replaceAll('safestats-prod', 'safestats-dev')
        .replaceAll('safestats_prod', 'safestats_dev')
        .replaceAll('SafeStats prod', 'SafeStats dev')
        .replaceAll('"prod"', '"dev"')
        .replaceAll('databasesafestatsprod', 'databasesafestatsdev')
        .replaceAll('Databasesafestatsprod', 'Databasesafestatsdev'),
    );
    const others = differences(dev, renamed).filter(
      (path) => !path.some((key) => MAY_DIFFER.includes(key)) && !IDS.some((id) => path.includes(id)),
    );
    expect(others.map((path) => path.join('.'))).toEqual([]);
  });

  it('keep everything that holds data in prod, and nothing in dev', () => {
    const stateful = [
      'AWS::S3::Bucket',
      'AWS::DynamoDB::GlobalTable',
      'AWS::KMS::Key',
      'AWS::KMS::ReplicaKey',
      'AWS::Cognito::UserPool',
      'AWS::Logs::LogGroup',
      'AWS::Glue::Database',
    ];
    for (const type of stateful) {
      const policies = (templates: typeof dev) =>
        new Set(resourcesOf(templates, type).map(({ resource }) => resource.DeletionPolicy));
      expect([type, ...policies(dev)]).toEqual([type, 'Delete']);
      expect([type, ...policies(prod)]).toEqual([type, 'Retain']);
    }
  });
});

/** Days for which an environment keeps what; each as often as it stands in its templates. */
function daysOf(env: 'dev' | 'prod') {
  const templates = env === 'dev' ? dev : prod;
  const of = (type: string, read: (properties: Properties) => readonly unknown[]) => [
    ...new Set(
      resourcesOf(templates, type).flatMap(({ resource }) =>
        read(resource.Properties ?? {}).filter((value) => value !== undefined),
      ),
    ),
  ];
  const rules = (properties: Properties) => listAt(properties['LifecycleConfiguration'], 'Rules');
  return {
    logs: of('AWS::Logs::LogGroup', ({ RetentionInDays }) => [RetentionInDays ?? 'for ever']),
    oldVersions: of('AWS::S3::Bucket', (properties) =>
      rules(properties).map((rule) => at(rule, 'NoncurrentVersionExpiration', 'NoncurrentDays')),
    ),
    recovery: of('AWS::DynamoDB::GlobalTable', ({ Replicas }) =>
      listAt(Replicas).map((replica) =>
        at(replica, 'PointInTimeRecoverySpecification', 'RecoveryPeriodInDays'),
      ),
    ),
    locks: of('AWS::S3::Bucket', ({ ObjectLockConfiguration }) => [
      JSON.stringify(at(ObjectLockConfiguration, 'Rule', 'DefaultRetention')),
    ]),
  };
}

describe('what an environment keeps', () => {
  it('is kept for a month, a week and a day in dev', () => {
    expect(daysOf('dev')).toEqual({
      logs: [30],
      oldVersions: [7],
      recovery: [7],
      locks: ['{"Days":1,"Mode":"GOVERNANCE"}'],
    });
  });

  it('is kept for thirteen months, five weeks and seven years in prod', () => {
    expect(daysOf('prod')).toEqual({
      logs: [400],
      oldVersions: [35],
      recovery: [35],
      locks: ['{"Days":2557,"Mode":"COMPLIANCE"}'],
    });
  });

  it('cannot be deleted in prod, neither by its own stack nor by itself', () => {
    const stateful = ['keys', 'foundation', 'lake', 'registry', 'catalogue', 'identity'];
    for (const env of ['dev', 'prod'] as const) {
      const isProtected = env === 'prod';
      const stacks = stacksOf(appWith({ env })).filter(({ terminationProtection }) => terminationProtection);
      const names = [...new Set(stacks.map(({ stackName }) => stackName.replace(`safestats-${env}-`, '')))];
      expect(names).toEqual(isProtected ? stateful : []);
      const templates = isProtected ? prod : dev;
      const [table] = resourcesOf(templates, 'AWS::DynamoDB::GlobalTable');
      expect(
        listAt(table?.resource.Properties, 'Replicas').map((one) => at(one, 'DeletionProtectionEnabled')),
      ).toEqual([isProtected, isProtected]);
      const [pool] = resourcesOf(templates, 'AWS::Cognito::UserPool');
      expect(pool?.resource.Properties?.['DeletionProtection']).toBe(isProtected ? 'ACTIVE' : 'INACTIVE');
    }
  });
});

describe('settingsOf(node, account)', () => {
  const settings = (context: Readonly<Record<string, unknown>>) => settingsOf(appWith(context).node, ACCOUNT);

  it('takes London and Ireland unless told otherwise', () => {
    expect(settings({})).toMatchObject({ primaryRegion: 'eu-west-2', secondRegion: 'eu-west-1', env: 'dev' });
    expect(settings({ primaryRegion: 'eu-central-1' })).toMatchObject({ primaryRegion: 'eu-central-1' });
  });

  it('lets the context name another account than that of the credentials', () => {
    expect(settings({ account: '444455556666' }).account).toBe('444455556666');
  });

  it('reads what the command line gives as text', () => {
    expect(settings({ sftp: 'true', monthlyBudgetUsd: '250', providers: '[]' })).toMatchObject({
      sftp: true,
      monthlyBudgetUsd: 250,
      providers: [],
    });
  });

  it('says all that is wrong at once', () => {
    expect(() => settings({ env: 'staging', account: '12' })).toThrow(/env: .*; account: use the 12 digits/);
  });

  it('refuses one region for both', () => {
    expect(() => settings({ secondRegion: 'eu-west-2' })).toThrow('use another region than primaryRegion');
  });

  it('deploys to other regions without a trace of London and Ireland', { timeout: 120_000 }, () => {
    const elsewhere = JSON.stringify(
      templatesOf({ primaryRegion: 'eu-central-1', secondRegion: 'eu-west-3' }),
    );
    expect(elsewhere).not.toMatch(/eu-west-2|eu-west-1/);
  });
});

describe('the environment of a function', () => {
  it('is what its handler parses, for every function', () => {
    const functions = resourcesOf(dev, 'AWS::Lambda::Function').filter(
      ({ stack }) => !stack.startsWith('content-'),
    );
    expect(functions).toHaveLength(2 * Object.keys(FUNCTIONS).length - 1);
    for (const { resource } of functions) {
      const name = String(resource.Properties?.['FunctionName']).replace(
        'safestats-dev-',
        '',
      ) as FunctionName;
      const { NODE_OPTIONS, ...variables } = at(resource.Properties?.['Environment'], 'Variables') as Record<
        string,
        unknown
      >;
      const told = Object.fromEntries(
        Object.entries(variables).map(([key, value]) => [
          key,
          typeof value === 'string' ? value : `https://${JSON.stringify(value).replaceAll(/\W+/g, '-')}`,
        ]),
      );
      expect(NODE_OPTIONS).toBe('--enable-source-maps');
      expect(FUNCTIONS[name].environment.parse(told)).toEqual(told);
    }
  });

  it('does not compile when a variable is missing or misspelt', () => {
    const place = placeOf(settingsOf(appWith().node, ACCOUNT), 'primary');
    const whole: FunctionVariables<'query-ended'> = engineVariables(place);
    // @ts-expect-error the database is missing
    const missing: FunctionVariables<'query-ended'> = storeVariables(place);
    const misspelt: FunctionVariables<'query-ended'> = {
      ...whole,
      // @ts-expect-error no function has a variable of this name
      SAFESTATS_DATBASE: 'safestats',
    };
    expect(FUNCTIONS['query-ended'].environment.safeParse(missing).success).toBe(false);
    expect(Object.keys(misspelt)).toContain('SAFESTATS_DATBASE');
  });
});
