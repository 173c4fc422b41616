import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { allRoutes } from '#http/routes/all.ts';
import { ROUTES_BY_FUNCTION } from '#http/routes/by-function.ts';
import { siteHeaders } from '#http/security-headers.ts';
import { DEAD_LETTERS } from '#infra/stacks/observability.ts';
import { FUNCTIONS } from '#lambdas/functions.ts';
import { at, broken, listAt, PRIMARY, resourcesOf, SECOND, type Templates, templatesOf } from './stacks.ts';

const dev = templatesOf();
const PARTS = ['primary', 'second'] as const;
const one = (type: string, stack: string) => {
  const [found] = resourcesOf(dev, type, stack);
  if (found === undefined) throw new Error(`${stack} has no ${type}`);
  return found.resource.Properties ?? {};
};

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
    const watched = JSON.stringify(trail['EventSelectors']);
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
      const { CreateDatabaseDefaultPermissions, CreateTableDefaultPermissions } = resource.Properties ?? {};
      return [CreateDatabaseDefaultPermissions, CreateTableDefaultPermissions].every(
        (permissions) => Array.isArray(permissions) && permissions.length === 0,
      )
        ? []
        : [`${stack}: default grants`];
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

  it('believes tokens of the user pool for the site only, and logs requests without their paths', () => {
    expect(one('AWS::ApiGatewayV2::Authorizer', 'api-primary')).toMatchObject({
      AuthorizerType: 'JWT',
      IdentitySource: ['$request.header.Authorization'],
    });
    const stage = one('AWS::ApiGatewayV2::Stage', 'gateway-primary');
    expect(at(stage['DefaultRouteSettings'], 'ThrottlingRateLimit')).toBe(200);
    const format = String(at(stage['AccessLogSettings'], 'Format'));
    expect(format).toContain('$context.routeKey');
    expect(format).not.toMatch(/\$context\.path|querystring/i);
  });
});

describe('sign-in', () => {
  const pool = one('AWS::Cognito::UserPool', 'identity-primary');

  it('wants a second factor of everybody, and counts a passkey with verification as two', () => {
    expect(pool).toMatchObject({
      MfaConfiguration: 'ON',
      UserPoolTier: 'ESSENTIALS',
      WebAuthnFactorConfiguration: 'MULTI_FACTOR_WITH_USER_VERIFICATION',
      WebAuthnUserVerification: 'required',
    });
  });

  it('asks the product before somebody signs up and before a token is issued', () => {
    expect(at(pool['LambdaConfig'], 'PreSignUp')).toBeDefined();
    expect(at(pool['LambdaConfig'], 'PreTokenGenerationConfig', 'LambdaVersion')).toBe('V2_0');
  });

  it('gives short tokens to a public client by code and PKCE, and renews them for half a day', () => {
    expect(one('AWS::Cognito::UserPoolClient', 'identity-primary')).toMatchObject({
      AllowedOAuthFlows: ['code'],
      GenerateSecret: false,
      AccessTokenValidity: 15,
      RefreshTokenValidity: 720,
      RefreshTokenRotation: { Feature: 'ENABLED' },
      PreventUserExistenceErrors: 'ENABLED',
      EnableTokenRevocation: true,
    });
  });

  it('federates providers that the context names, for the domains that it names', {
    timeout: 120_000,
  }, () => {
    const federated = templatesOf({
      providers: [
        {
          kind: 'oidc',
          name: 'agency',
          issuer: 'https://id.example.org',
          clientId: 'c',
          clientSecretName: 's',
          domains: ['example.org'],
        },
        {
          kind: 'saml',
          name: 'borough',
          metadataUrl: 'https://id.example.net/metadata',
          domains: ['example.net'],
        },
      ],
      senderEmail: 'no-reply@example.org',
    });
    const providers = resourcesOf(federated, 'AWS::Cognito::UserPoolIdentityProvider');
    expect(providers.map(({ resource }) => resource.Properties?.['ProviderType'])).toEqual(['OIDC', 'SAML']);
    const [trigger] = resourcesOf(federated, 'AWS::Lambda::Function', 'identity-primary');
    expect(at(trigger?.resource.Properties, 'Environment', 'Variables', 'SAFESTATS_PROVIDER_DOMAINS')).toBe(
      '{"agency":["example.org"],"borough":["example.net"]}',
    );
    const [pool] = resourcesOf(federated, 'AWS::Cognito::UserPool');
    expect(pool?.resource.Properties?.['EnabledMfas']).toEqual(['EMAIL_OTP']);
  });
});

describe('deliveries', () => {
  it('begin with a clean scan result, and tell somebody of every other', () => {
    const patterns = resourcesOf(dev, 'AWS::Events::Rule', 'ingest-primary').map(({ resource }) =>
      at(resource.Properties?.['EventPattern'], 'detail', 'scanResultDetails', 'scanResultStatus'),
    );
    expect(patterns).toEqual([['NO_THREATS_FOUND'], [{ 'anything-but': ['NO_THREATS_FOUND'] }]]);
  });

  it('are taken from queues whose function says which messages failed', () => {
    const mappings = resourcesOf(dev, 'AWS::Lambda::EventSourceMapping');
    expect(mappings.map(({ resource }) => resource.Properties?.['FunctionResponseTypes'])).toEqual(
      mappings.map(() => ['ReportBatchItemFailures']),
    );
    expect(mappings).toHaveLength(9);
  });

  it('stay in order in a queue that is first in, first out, with dead letters that are too', () => {
    const fifo = resourcesOf(dev, 'AWS::SQS::Queue', 'ingest-primary').filter(
      ({ resource }) => resource.Properties?.['FifoQueue'] === true,
    );
    expect(fifo.map(({ resource }) => resource.Properties?.['QueueName']).sort()).toEqual([
      'safestats-dev-deliveries-dead.fifo',
      'safestats-dev-deliveries.fifo',
    ]);
  });

  it('come by SFTP only where the operator asks for it', { timeout: 120_000 }, () => {
    expect(resourcesOf(dev, 'AWS::Transfer::Server')).toEqual([]);
    expect(resourcesOf(templatesOf({ sftp: true }), 'AWS::Transfer::Server')).toHaveLength(2);
  });
});

describe('profiles', () => {
  it('are put in force when the registry says something else of them', () => {
    const stream = resourcesOf(dev, 'AWS::Lambda::EventSourceMapping', 'provisioner-primary');
    const pattern = at(stream[0]?.resource.Properties, 'FilterCriteria', 'Filters', 0, 'Pattern');
    expect(JSON.parse(String(pattern))).toEqual({
      dynamodb: { Keys: { partition: { S: ['profile', 'stop', 'dataset', 'publication'] } } },
    });
    expect(at(stream[0]?.resource.Properties, 'DestinationConfig', 'OnFailure', 'Destination')).toBeDefined();
  });
});

describe('the site', () => {
  const distribution = one('AWS::CloudFront::Distribution', 'site-edge')['DistributionConfig'];

  it('sends the API, downloads and health on, uncached, and boundaries to the lake', () => {
    const behaviours = at(distribution, 'CacheBehaviors') as readonly unknown[];
    expect(behaviours.map((behaviour) => at(behaviour, 'PathPattern'))).toEqual([
      '/v1/*',
      '/exports/*',
      '/health',
      '/geography/*',
    ]);
    expect(at(distribution, 'CustomErrorResponses')).toBeUndefined();
    expect(at(distribution, 'WebACLId')).toBeDefined();
  });

  it('gives every page the headers that the server on one machine gives', () => {
    const text = JSON.stringify(one('AWS::CloudFront::ResponseHeadersPolicy', 'site-edge'));
    const policy = siteHeaders([])['content-security-policy'] ?? '';
    for (const directive of policy.split('; ').filter((part) => !part.startsWith('connect-src')))
      expect(text).toContain(directive);
    expect(text).toContain('https://cognito-idp.eu-west-2.amazonaws.com');
    expect(text).not.toMatch(/connect-src[^;]*\*/);
  });

  it('takes files from the other region when one is down', () => {
    const groups = at(distribution, 'OriginGroups', 'Items') as readonly unknown[];
    expect(groups.map((group) => at(group, 'FailoverCriteria', 'StatusCodes', 'Items'))).toEqual([
      [500, 502, 503, 504],
      [500, 502, 503, 504],
    ]);
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

  it('can be read by nobody else, as the queues and topics are encrypted', () => {
    for (const { resource } of resourcesOf(dev, 'AWS::SQS::Queue'))
      expect(resource.Properties?.['KmsMasterKeyId']).toBeDefined();
    for (const { stack, resource } of resourcesOf(dev, 'AWS::Logs::LogGroup'))
      if (stack !== 'edge-edge') expect(resource.Properties?.['KmsKeyId']).toBeDefined();
  });
});
