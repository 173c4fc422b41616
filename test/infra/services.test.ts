import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { allRoutes } from '#http/routes/all.ts';
import { ROUTES_BY_FUNCTION } from '#http/routes/by-function.ts';
import { DEAD_LETTERS } from '#infra/stacks/observability.ts';
import { FUNCTIONS } from '#lambdas/functions.ts';
import {
  at,
  broken,
  listAt,
  onlyOne,
  PRIMARY,
  resourcesOf,
  SECOND,
  type Templates,
  templatesOf,
} from './stacks.ts';

const dev = templatesOf();
const PARTS = ['primary', 'second'] as const;
const one = (type: string, stack: string) => onlyOne(dev, type, stack);

describe('the keys', () => {
  it('are turned every year, and are the same in both regions where data is copied', () => {
    const keys = resourcesOf(dev, 'AWS::KMS::Key');
    expect(keys.map(({ resource }) => resource.Properties?.['EnableKeyRotation'])).toEqual(
      keys.map(() => true),
    );
    const multi = keys.filter(({ resource }) => resource.Properties?.['MultiRegion'] === true);
    expect(multi.map(({ stack }) => stack)).toEqual(['keys-primary', 'keys-primary']);
    expect(resourcesOf(dev, 'AWS::KMS::ReplicaKey').map(({ stack }) => stack)).toEqual([
      'keys-second',
      'keys-second',
    ]);
  });
});

describe('the trail', () => {
  it('covers all regions, validates its files and sees objects of lake, audit, ingest and exports', () => {
    const trail = one('AWS::CloudTrail::Trail', 'foundation-primary');
    expect(trail).toMatchObject({ IsMultiRegionTrail: true, EnableLogFileValidation: true });
    expect(trail['KMSKeyId']).toBeDefined();
    const selectors = listAt(trail, 'EventSelectors');
    const isAll = (selector: unknown) => (at(selector, 'ReadWriteType') ?? 'All') === 'All';
    expect([selectors.every(isAll), at(selectors[0], 'IncludeManagementEvents')]).toEqual([true, true]);
    expect(at(selectors[1], 'DataResources', 0, 'Type')).toBe('AWS::S3::Object');
    const watched = JSON.stringify(selectors);
    for (const purpose of ['lake', 'audit', 'ingest', 'exports'])
      for (const region of [PRIMARY, SECOND])
        expect(watched).toContain(`safestats-dev-${purpose}-111122223333-${region}/`);
  });
});

describe('the registry', () => {
  it('is one table in both regions, encrypted, recoverable to any second, with a stream', () => {
    const table = one('AWS::DynamoDB::GlobalTable', 'registry-primary');
    expect(table).toMatchObject({
      KeySchema: [
        { AttributeName: 'partition', KeyType: 'HASH' },
        { AttributeName: 'sort', KeyType: 'RANGE' },
      ],
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
    });
    const replicas = table['Replicas'] as readonly unknown[];
    expect(replicas.map((replica) => at(replica, 'Region')).sort()).toEqual([SECOND, PRIMARY]);
    for (const replica of replicas) {
      expect(at(replica, 'PointInTimeRecoverySpecification', 'PointInTimeRecoveryEnabled')).toBe(true);
      expect(at(replica, 'SSESpecification', 'KMSMasterKeyId')).toBeDefined();
    }
  });
});

/** What would let somebody past Lake Formation. */
function catalogueFaults(templates: Templates): readonly string[] {
  const text = JSON.stringify(templates).toUpperCase();
  const anybody = ['IAM_ALLOWED_PRINCIPALS', 'IAMALLOWEDPRINCIPALS', 'IAMPRINCIPALS'].filter((name) =>
    text.includes(name),
  );
  const settings = resourcesOf(templates, 'AWS::LakeFormation::DataLakeSettings').flatMap(
    ({ stack, resource }) => {
      const { CreateDatabaseDefaultPermissions, CreateTableDefaultPermissions, Admins, ...others } =
        resource.Properties ?? {};
      const isClosed = [CreateDatabaseDefaultPermissions, CreateTableDefaultPermissions].every(
        (permissions) => Array.isArray(permissions) && permissions.length === 0,
      );
      const administrators = listAt(Admins).map((one) => at(one, 'DataLakePrincipalIdentifier'));
      const [first, ...more] = administrators;
      const isReplaced =
        others['MutationType'] === 'REPLACE' &&
        others['AllowExternalDataFiltering'] === false &&
        others['AllowFullTableExternalDataAccess'] === false;
      return [
        ...(isClosed ? [] : [`${stack}: default grants`]),
        ...(/:role\/cdk-\w+-cfn-exec-role-/.test(String(first)) && more.length === 0
          ? []
          : [`${stack}: administrators`]),
        ...(isReplaced ? [] : [`${stack}: settings of before`]),
      ];
    },
  );
  const locations = resourcesOf(templates, 'AWS::LakeFormation::Resource').flatMap(({ stack, resource }) => {
    const { HybridAccessEnabled, UseServiceLinkedRole, RoleArn } = resource.Properties ?? {};
    return HybridAccessEnabled === false && UseServiceLinkedRole === false && RoleArn !== undefined
      ? []
      : [`${stack}: location`];
  });
  return [...anybody, ...settings, ...locations];
}

describe('the catalogue', () => {
  it('grants nothing to anybody by default, and governs its location in full', () => {
    expect(catalogueFaults(dev)).toEqual([]);
    expect(resourcesOf(dev, 'AWS::LakeFormation::DataLakeSettings')).toHaveLength(2);
  });

  it('is noticed when a default grant comes back, or access becomes hybrid', () => {
    const grants = broken(dev, 'AWS::LakeFormation::DataLakeSettings', (properties) => {
      properties['CreateTableDefaultPermissions'] = [{ Permissions: ['ALL'] }];
    });
    const hybrid = broken(dev, 'AWS::LakeFormation::Resource', (properties) => {
      properties['HybridAccessEnabled'] = true;
    });
    const administered = broken(dev, 'AWS::LakeFormation::DataLakeSettings', (properties) => {
      properties['Admins'] = [...listAt(properties['Admins']), { DataLakePrincipalIdentifier: 'somebody' }];
    });
    const added = broken(dev, 'AWS::LakeFormation::DataLakeSettings', (properties) => {
      properties['MutationType'] = 'APPEND';
    });
    expect([administered, added].map((one) => catalogueFaults(one).length)).toEqual([1, 1]);
    expect(catalogueFaults(grants)).toHaveLength(1);
    expect(catalogueFaults(hybrid)).toHaveLength(1);
  });

  it.each(PARTS)('makes its databases after the settings, in the %s region', (part) => {
    const [settings] = resourcesOf(dev, 'AWS::LakeFormation::DataLakeSettings', `catalogue-${part}`);
    for (const { resource } of resourcesOf(dev, 'AWS::Glue::Database', `catalogue-${part}`))
      expect(resource.DependsOn).toContain(settings?.id);
  });

  it.each(PARTS)(
    'lets provisioners hand on what profiles may get, and nobody else anything, in the %s region',
    (part) => {
      const grants = resourcesOf(dev, 'AWS::LakeFormation::PrincipalPermissions').filter(({ stack }) =>
        stack.endsWith(part),
      );
      const handedOn = grants
        .filter(({ resource }) => listAt(resource.Properties, 'PermissionsWithGrantOption').length > 0)
        .map(({ resource }) => [
          at(resource.Properties, 'Principal', 'DataLakePrincipalIdentifier'),
          ...listAt(resource.Properties, 'PermissionsWithGrantOption'),
        ]);
      const may = ['DESCRIBE', 'DESCRIBE', 'DESCRIBE', 'SELECT'];
      expect(handedOn.sort()).toEqual(
        [SECOND, PRIMARY].flatMap((region) =>
          may.map((permission) => [
            `arn:aws:iam::111122223333:role/safestats-dev-provisioner-${region}`,
            permission,
          ]),
        ),
      );
      expect(grants.every(({ resource }) => listAt(resource.Properties, 'Permissions').length === 1)).toBe(
        true,
      );
    },
  );
});

/** The address of a download is its secret. */
const MAY_BE_OPEN = ['GET /exports/{secret}/{fileName}'];

/** Routes that nobody has to sign in for. */
const openRoutes = (templates: Templates, stack: string) =>
  resourcesOf(templates, 'AWS::ApiGatewayV2::Route', stack)
    .filter(
      ({ resource }) =>
        resource.Properties?.['AuthorizationType'] !== 'JWT' ||
        resource.Properties['AuthorizerId'] === undefined,
    )
    .map(({ resource }) => resource.Properties?.['RouteKey']);

describe('the API', () => {
  it.each(PARTS)('has a route for each operation and no other, in the %s region', (part) => {
    const routes = resourcesOf(dev, 'AWS::ApiGatewayV2::Route', `api-${part}`).map(({ resource }) =>
      String(resource.Properties?.['RouteKey']),
    );
    const declared = Object.values(ROUTES_BY_FUNCTION).flat();
    expect(routes.sort()).toEqual(declared.map(({ method, path }) => `${method} ${path}`).sort());
    expect(routes).toEqual(
      expect.arrayContaining(allRoutes('0').map(({ method, path }) => `${method} ${path}`)),
    );
  });

  it.each(PARTS)(
    'wants a token for all but health, the contract and links of downloads, in the %s region',
    (part) => {
      const open = openRoutes(dev, `api-${part}`);
      expect(open.slice(0, 2)).toEqual(['GET /health', 'GET /v1/openapi.json']);
      expect(open.slice(2).filter((route) => !MAY_BE_OPEN.includes(String(route)))).toEqual([]);
    },
  );

  it('is noticed when a route wants no token', () => {
    const open = broken(dev, 'AWS::ApiGatewayV2::Route', (properties) => {
      properties['AuthorizationType'] = 'NONE';
      properties['RouteKey'] = 'GET /v1/me';
    });
    expect(PARTS.flatMap((part) => openRoutes(open, `api-${part}`))).toContain('GET /v1/me');
  });

  it.each(PARTS)('has each route answered by the function that declares it, in the %s region', (part) => {
    const stack = `api-${part}`;
    const integrations = new Map(
      resourcesOf(dev, 'AWS::ApiGatewayV2::Integration', stack).map(({ id, resource }) => {
        const called = String(at(resource.Properties?.['IntegrationUri'], 'Fn::GetAtt', 0));
        const name = at(dev, stack, 'Resources', called, 'Properties', 'FunctionName');
        return [id, String(name).replace('safestats-dev-', '')] as const;
      }),
    );
    const [authorizer] = resourcesOf(dev, 'AWS::ApiGatewayV2::Authorizer', stack);
    const answered = resourcesOf(dev, 'AWS::ApiGatewayV2::Route', stack).map(({ resource }) => {
      const { RouteKey, Target, AuthorizerId } = resource.Properties ?? {};
      if (AuthorizerId !== undefined) expect(AuthorizerId).toEqual({ Ref: authorizer?.id });
      return `${RouteKey} ${integrations.get(String(at(Target, 'Fn::Join', 1, 1, 'Ref')))}`;
    });
    const declared = Object.entries(ROUTES_BY_FUNCTION).flatMap(([name, routes]) =>
      routes.map(({ method, path }) => `${method} ${path} ${name}`),
    );
    expect(answered.sort()).toEqual(declared.sort());
  });

  it.each(PARTS)('believes tokens of the user pool for the site only, in the %s region', (part) => {
    const authorizer = one('AWS::ApiGatewayV2::Authorizer', `api-${part}`);
    expect(authorizer).toMatchObject({
      AuthorizerType: 'JWT',
      IdentitySource: ['$request.header.Authorization'],
    });
    const output = (reference: unknown) => [
      at(reference, 'Fn::GetStackOutput', 'StackName'),
      String(at(reference, 'Fn::GetStackOutput', 'OutputName')).replace(/[0-9A-F]{16}$/, ''),
    ];
    const [begin, pool] = listAt(authorizer['JwtConfiguration'], 'Issuer', 'Fn::Join', 1);
    expect(begin).toBe(`https://cognito-idp.${PRIMARY}.amazonaws.com/`);
    expect(output(pool)).toEqual([
      'safestats-dev-identity',
      expect.stringMatching(/^PublishOutputRefPeople/),
    ]);
    const [audience, ...others] = listAt(authorizer['JwtConfiguration'], 'Audience');
    expect(output(audience)).toEqual([
      'safestats-dev-identity',
      expect.stringMatching(/^PublishOutputRefSite/),
    ]);
    expect(others).toEqual([]);
  });

  it('is throttled, and logs requests without their paths', () => {
    const stage = one('AWS::ApiGatewayV2::Stage', 'gateway-primary');
    expect(stage['DefaultRouteSettings']).toMatchObject({
      ThrottlingRateLimit: 200,
      ThrottlingBurstLimit: 400,
    });
    const format = String(at(stage['AccessLogSettings'], 'Format'));
    expect(format).toContain('$context.routeKey');
    expect(format).not.toMatch(/\$context\.path|querystring/i);
  });
});

describe('alarms', () => {
  const alarms = resourcesOf(dev, 'AWS::CloudWatch::Alarm');
  const names = (stack: string) =>
    alarms
      .filter((alarm) => alarm.stack === stack)
      .map(({ resource }) => String(resource.Properties?.['AlarmName']));

  it.each(PARTS)('watch every queue of dead letters and every function of the %s region', (part) => {
    const queues = resourcesOf(dev, 'AWS::SQS::Queue')
      .filter(({ stack }) => stack.endsWith(part))
      .map(({ resource }) => String(resource.Properties?.['QueueName']))
      .filter((name) => /-dead(\.fifo)?$/.test(name));
    expect(queues.sort()).toEqual(DEAD_LETTERS.map((noun) => `safestats-dev-${noun}`).sort());
    const made = names(`observability-${part}`);
    for (const queue of queues) expect(made).toContain(queue.replace('.fifo', ''));
    for (const name of Object.keys(FUNCTIONS)) expect(made).toContain(`safestats-dev-${name}-errors`);
  });

  it('tell somebody, and link to a section of the runbook that is there', () => {
    const headings = [...readFileSync('docs/runbook.md', 'utf8').matchAll(/^## (.+)$/gm)].map(
      ([, heading]) => heading,
    );
    const linked = alarms.map(
      ({ resource }) =>
        /docs\/runbook\.md#([\w-]+)$/.exec(String(resource.Properties?.['AlarmDescription']))?.[1],
    );
    expect(alarms.every(({ resource }) => listAt(resource.Properties, 'AlarmActions').length === 1)).toBe(
      true,
    );
    expect([...new Set(linked)].filter((section) => !headings.includes(section ?? ''))).toEqual([]);
    expect(headings.filter((heading) => heading !== 'budget' && !linked.includes(heading))).toEqual([]);
  });

  it('warn of money before it is spent', () => {
    const { Budget, NotificationsWithSubscribers } = one('AWS::Budgets::Budget', 'observability-primary');
    expect(Budget).toMatchObject({ BudgetLimit: { Amount: 500, Unit: 'USD' }, TimeUnit: 'MONTHLY' });
    expect(
      listAt(NotificationsWithSubscribers).map((one) => [
        at(one, 'Notification', 'NotificationType'),
        at(one, 'Notification', 'Threshold'),
        at(one, 'Subscribers', 0, 'Address'),
      ]),
    ).toEqual(
      [
        ['ACTUAL', 80],
        ['FORECASTED', 100],
      ].map((part) => [...part, `arn:aws:sns:${PRIMARY}:111122223333:safestats-dev-alarms`]),
    );
  });

  it('ask both regions from outside whether they are well', () => {
    const checks = resourcesOf(dev, 'AWS::Route53::HealthCheck').map(({ resource }) =>
      at(resource.Properties, 'HealthCheckConfig'),
    );
    for (const check of checks) expect(check).toMatchObject({ Type: 'HTTPS', ResourcePath: '/health' });
    const hosts = checks.map((check) => JSON.stringify(at(check, 'FullyQualifiedDomainName')));
    expect(hosts.map((host) => /execute-api\.([\w-]+)\./.exec(host)?.[1])).toEqual([PRIMARY, SECOND]);
  });

  it('can be read by nobody else, as the queues, topics and logs of both regions are encrypted', () => {
    for (const { resource } of resourcesOf(dev, 'AWS::SQS::Queue'))
      expect(resource.Properties?.['KmsMasterKeyId']).toBeDefined();
    for (const { stack, resource } of resourcesOf(dev, 'AWS::SNS::Topic'))
      if (stack !== 'watch-edge') expect(resource.Properties?.['KmsMasterKeyId']).toBeDefined();
    for (const { stack, resource } of resourcesOf(dev, 'AWS::Logs::LogGroup'))
      if (stack !== 'edge-edge') expect(resource.Properties?.['KmsKeyId']).toBeDefined();
  });
});
