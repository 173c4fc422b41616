import { describe, expect, it } from 'vitest';
import { siteHeaders } from '#http/security-headers.ts';
import { at, broken, listAt, onlyOne, resourcesOf, type Templates, templatesOf } from './stacks.ts';

const dev = templatesOf();

/** Origins and behaviours that would show a bucket to anybody, or pages without their headers. */
function distributionFaults(templates: Templates): readonly string[] {
  const distribution = onlyOne(templates, 'AWS::CloudFront::Distribution', 'site-edge')['DistributionConfig'];
  const buckets = listAt(distribution, 'Origins').filter(
    (origin) => at(origin, 'S3OriginConfig') !== undefined,
  );
  const groups = listAt(distribution, 'OriginGroups', 'Items').map((group) => at(group, 'Id'));
  const behaviours = [at(distribution, 'DefaultCacheBehavior'), ...listAt(distribution, 'CacheBehaviors')];
  const headers = resourcesOf(templates, 'AWS::CloudFront::ResponseHeadersPolicy').map(({ id }) => id);
  const control = resourcesOf(templates, 'AWS::CloudFront::OriginAccessControl').map(({ resource }) =>
    at(resource.Properties, 'OriginAccessControlConfig', 'SigningBehavior'),
  );
  return [
    ...buckets
      .filter((origin) => at(origin, 'OriginAccessControlId') === undefined)
      .map((origin) => `${String(at(origin, 'DomainName'))} is asked without a signature`),
    ...control.filter((signing) => signing !== 'always').map(() => 'not every request is signed'),
    ...behaviours.flatMap((behaviour) => {
      const path = String(at(behaviour, 'PathPattern') ?? '*');
      const isFile = groups.includes(at(behaviour, 'TargetOriginId'));
      const policy = at(behaviour, 'ResponseHeadersPolicyId', 'Ref');
      return [
        ...(['https-only', 'redirect-to-https'].includes(String(at(behaviour, 'ViewerProtocolPolicy')))
          ? []
          : [`${path} answers without TLS`]),
        ...(isFile && !headers.includes(String(policy)) ? [`${path} has no headers`] : []),
        ...(isFile &&
        listAt(behaviour, 'AllowedMethods').some((method) => method !== 'GET' && method !== 'HEAD')
          ? [`${path} may be written`]
          : []),
      ];
    }),
  ];
}

describe('the distribution', () => {
  it('signs what it asks of buckets, speaks TLS only, and gives every file the headers', () => {
    expect(distributionFaults(dev)).toEqual([]);
    expect(resourcesOf(dev, 'AWS::CloudFront::OriginAccessControl')).toHaveLength(4);
  });

  it('is noticed when pages lose their headers, or a bucket is asked without a signature', () => {
    const bare = broken(dev, 'AWS::CloudFront::Distribution', ({ DistributionConfig: config }) => {
      const [origin] = listAt(config, 'Origins') as Record<string, unknown>[];
      delete origin?.['OriginAccessControlId'];
      delete (at(config, 'DefaultCacheBehavior') as Record<string, unknown>)['ResponseHeadersPolicyId'];
    });
    expect(distributionFaults(bare)).toEqual([
      expect.stringContaining('without a signature'),
      '* has no headers',
    ]);
  });

  it('speaks TLS 1.2 or newer under a domain of its own', { timeout: 120_000 }, () => {
    const domain = { name: 'stats.example.org', hostedZoneId: 'Z1', zoneName: 'example.org' };
    const own = onlyOne(templatesOf({ domain }), 'AWS::CloudFront::Distribution', 'site-edge');
    expect(own['DistributionConfig']).toMatchObject({
      Aliases: ['stats.example.org'],
      ViewerCertificate: { MinimumProtocolVersion: 'TLSv1.2_2021', SslSupportMethod: 'sni-only' },
    });
  });
});

describe('the firewall', () => {
  const firewall = onlyOne(dev, 'AWS::WAFv2::WebACL', 'edge-edge');
  const rules = listAt(firewall, 'Rules');

  it('stands before the site, and blocks an address that asks too much', () => {
    expect(firewall['Scope']).toBe('CLOUDFRONT');
    expect(rules[0]).toMatchObject({
      Action: { Block: {} },
      Statement: { RateBasedStatement: { AggregateKeyType: 'IP', Limit: 10_000 } },
    });
    const distribution = onlyOne(dev, 'AWS::CloudFront::Distribution', 'site-edge');
    const acl = at(distribution, 'DistributionConfig', 'WebACLId', 'Fn::GetStackOutput');
    expect(acl).toMatchObject({ StackName: 'safestats-dev-edge', Region: 'us-east-1' });
    expect(String(at(acl, 'OutputName'))).toContain('Firewall');
  });

  it('blocks what the rules of AWS block, but for the size of a body, which the API limits', () => {
    const managed = rules.slice(1).map((rule) => {
      const group = at(rule, 'Statement', 'ManagedRuleGroupStatement');
      return [at(group, 'Name'), at(rule, 'OverrideAction'), at(group, 'RuleActionOverrides')];
    });
    expect(managed).toEqual([
      ['AWSManagedRulesAmazonIpReputationList', { None: {} }, []],
      ['AWSManagedRulesKnownBadInputsRuleSet', { None: {} }, []],
      [
        'AWSManagedRulesCommonRuleSet',
        { None: {} },
        [{ Name: 'SizeRestrictions_BODY', ActionToUse: { Count: {} } }],
      ],
    ]);
  });

  it('logs neither tokens nor addresses of downloads', () => {
    expect(onlyOne(dev, 'AWS::WAFv2::LoggingConfiguration', 'edge-edge')['RedactedFields']).toEqual([
      { SingleHeader: { Name: 'authorization' } },
      { UriPath: {} },
      { QueryString: {} },
    ]);
  });
});

describe('the site', () => {
  const distribution = onlyOne(dev, 'AWS::CloudFront::Distribution', 'site-edge')['DistributionConfig'];

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
    const text = JSON.stringify(onlyOne(dev, 'AWS::CloudFront::ResponseHeadersPolicy', 'site-edge'));
    const policy = siteHeaders([])['content-security-policy'] ?? '';
    for (const directive of policy.split('; ').filter((part) => !part.startsWith('connect-src')))
      expect(text).toContain(directive);
    const { SecurityHeadersConfig, CustomHeadersConfig } = onlyOne(
      dev,
      'AWS::CloudFront::ResponseHeadersPolicy',
      'site-edge',
    )['ResponseHeadersPolicyConfig'] as Readonly<Record<string, unknown>>;
    const { 'content-security-policy': _csp, ...others } = siteHeaders([]);
    const given = {
      'x-content-type-options':
        at(SecurityHeadersConfig, 'ContentTypeOptions', 'Override') === true && 'nosniff',
      'x-frame-options': at(SecurityHeadersConfig, 'FrameOptions', 'FrameOption'),
      'referrer-policy': at(SecurityHeadersConfig, 'ReferrerPolicy', 'ReferrerPolicy'),
      'strict-transport-security': `max-age=${at(SecurityHeadersConfig, 'StrictTransportSecurity', 'AccessControlMaxAgeSec')}; includeSubDomains`,
      ...Object.fromEntries(
        listAt(CustomHeadersConfig, 'Items').map((item) => [at(item, 'Header'), at(item, 'Value')]),
      ),
    };
    expect(given).toEqual(others);
    expect(at(SecurityHeadersConfig, 'StrictTransportSecurity', 'IncludeSubdomains')).toBe(true);
    expect(text).not.toContain('"Override":false');
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
