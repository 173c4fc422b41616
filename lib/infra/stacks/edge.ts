import { Certificate, CertificateValidation } from 'aws-cdk-lib/aws-certificatemanager';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { CfnLoggingConfiguration, CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import type { Construct } from 'constructs';
import { type Place, PlacedStack } from '../place.ts';

/** Requests of one address in five minutes; whole agencies come from one. */
const REQUESTS_OF_ONE_ADDRESS = 10_000;
const MANAGED = [
  { name: 'AWSManagedRulesAmazonIpReputationList', counted: [] },
  { name: 'AWSManagedRulesKnownBadInputsRuleSet', counted: [] },
  /** Definitions and shapes are larger than the 8 kB that this rule lets through; the API has its own limit. */
  { name: 'AWSManagedRulesCommonRuleSet', counted: ['SizeRestrictions_BODY'] },
] as const;

/** What CloudFront needs to be in North Virginia: the firewall, and the certificate of an own domain. */
export class EdgeStack extends PlacedStack {
  readonly webAclArn: string;
  readonly certificateArn: string | null;

  constructor(scope: Construct, place: Place) {
    super(scope, 'edge', place, { stateful: false, description: 'SafeStats: firewall and certificate' });
    const firewall = new CfnWebACL(this, 'Firewall', {
      name: place.names.of('site'),
      scope: 'CLOUDFRONT',
      defaultAction: { allow: {} },
      visibilityConfig: visible('site'),
      rules: [
        {
          name: 'rate-of-one-address',
          priority: 0,
          action: { block: { customResponse: { responseCode: 429 } } },
          statement: { rateBasedStatement: { aggregateKeyType: 'IP', limit: REQUESTS_OF_ONE_ADDRESS } },
          visibilityConfig: visible('rate-of-one-address'),
        },
        ...MANAGED.map(({ name, counted }, index) => ({
          name,
          priority: index + 1,
          overrideAction: { none: {} },
          statement: {
            managedRuleGroupStatement: {
              vendorName: 'AWS',
              name,
              ruleActionOverrides: counted.map((rule) => ({ name: rule, actionToUse: { count: {} } })),
            },
          },
          visibilityConfig: visible(name),
        })),
      ],
    });
    this.webAclArn = firewall.attrArn;
    this.#log(firewall);
    this.certificateArn = this.#certificate();
  }

  #log(firewall: CfnWebACL): void {
    const { environment, names } = this.place;
    const log = new LogGroup(this, 'FirewallLog', {
      logGroupName: `aws-waf-logs-${names.of('site')}`,
      retention: environment.logRetention,
      removalPolicy: environment.removal,
    });
    new CfnLoggingConfiguration(this, 'FirewallLogging', {
      resourceArn: firewall.attrArn,
      logDestinationConfigs: [
        `arn:aws:logs:${this.region}:${this.account}:log-group:aws-waf-logs-${names.of('site')}`,
      ],
      redactedFields: [{ singleHeader: { Name: 'authorization' } }, { uriPath: {} }, { queryString: {} }],
    }).node.addDependency(log);
  }

  #certificate(): string | null {
    const { domain } = this.place.settings;
    if (domain === null) return null;
    return new Certificate(this, 'Certificate', {
      domainName: domain.name,
      validation: CertificateValidation.fromDns(
        HostedZone.fromHostedZoneAttributes(this, 'Zone', {
          hostedZoneId: domain.hostedZoneId,
          zoneName: domain.zoneName,
        }),
      ),
    }).certificateArn;
  }
}

function visible(metricName: string): CfnWebACL.VisibilityConfigProperty {
  return { metricName, cloudWatchMetricsEnabled: true, sampledRequestsEnabled: false };
}
