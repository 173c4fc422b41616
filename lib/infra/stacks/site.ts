import { CfnOutput, Duration } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  AllowedMethods,
  type BehaviorOptions,
  CachePolicy,
  Distribution,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  type HeadersFrameOption,
  type HeadersReferrerPolicy,
  HttpVersion,
  type IOrigin,
  OriginProtocolPolicy,
  OriginRequestPolicy,
  OriginSslPolicy,
  PriceClass,
  ResponseHeadersPolicy,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, OriginGroup, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { AaaaRecord, ARecord, HostedZone, RecordTarget } from 'aws-cdk-lib/aws-route53';
import { CloudFrontTarget } from 'aws-cdk-lib/aws-route53-targets';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { siteHeaders } from '#http/security-headers.ts';
import { type Place, PlacedStack } from '../place.ts';
import { acknowledge } from '../policies/acknowledgements.ts';
import type { EdgeStack } from './edge.ts';
import type { GatewayStack } from './gateway.ts';

/** Status codes with which a region of S3 shows that it is down. */
const DOWN = [500, 502, 503, 504];
/** Addresses of pages have no extension; all of them are the one page. */
const PAGES = `function handler(event) {
  var request = event.request;
  if (!/\\.[a-z0-9]+$/.test(request.uri)) request.uri = '/index.html';
  return request;
}`;

/**
 * What people open: pages, boundaries and the API under one address. Beside CloudFront's own control in North Virginia, so that
 * it can be moved to the other region when either is lost.
 */
export class SiteStack extends PlacedStack {
  readonly domainName: string;
  readonly distributionId: string;

  constructor(scope: Construct, place: Place, edge: EdgeStack, active: GatewayStack) {
    super(scope, 'site', place, { stateful: false, description: 'SafeStats: distribution' });
    const { domain } = place.settings;
    const api: BehaviorOptions = {
      origin: new HttpOrigin(active.host, {
        protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY,
        originSslProtocols: [OriginSslPolicy.TLS_V1_2],
        readTimeout: Duration.seconds(30),
      }),
      viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
      allowedMethods: AllowedMethods.ALLOW_ALL,
      cachePolicy: CachePolicy.CACHING_DISABLED,
      originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
    };
    const distribution = new Distribution(this, 'Distribution', {
      comment: place.names.of('site'),
      defaultRootObject: 'index.html',
      httpVersion: HttpVersion.HTTP2_AND_3,
      minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
      priceClass: PriceClass.PRICE_CLASS_100,
      webAclId: edge.webAclArn,
      defaultBehavior: {
        ...this.#files(this.#eitherRegion('site')),
        functionAssociations: [{ eventType: FunctionEventType.VIEWER_REQUEST, function: this.#pages() }],
      },
      additionalBehaviors: {
        '/v1/*': api,
        '/exports/*': api,
        '/health': api,
        '/geography/*': this.#files(this.#eitherRegion('lake')),
      },
      ...(domain === null || edge.certificateArn === null
        ? {}
        : {
            domainNames: [domain.name],
            certificate: Certificate.fromCertificateArn(this, 'Certificate', edge.certificateArn),
          }),
    });
    acknowledge(distribution, ['AwsSolutions-CFR3'], 'log of the distribution');
    acknowledge(distribution, ['AwsSolutions-CFR1'], 'countries');
    acknowledge(
      distribution,
      ['Annotation::@aws-cdk/aws-cloudfront-origins:updateImportedBucketPolicyOac'],
      'policy of another stack',
    );
    if (domain === null)
      acknowledge(
        distribution,
        ['AwsSolutions-CFR4', 'Annotation::@aws-cdk/aws-cloudfront:minimumProtocolVersionWithoutCertificate'],
        'certificate of the distribution',
      );
    this.domainName = distribution.distributionDomainName;
    this.distributionId = distribution.distributionId;
    new CfnOutput(this, 'SiteAddress', { value: this.origin });
    if (domain !== null) this.#name(distribution, domain);
  }

  /** Where people open the site. */
  get origin(): string {
    return `https://${this.place.settings.domain?.name ?? this.domainName}`;
  }

  #files(origin: IOrigin): BehaviorOptions {
    return {
      origin,
      viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      allowedMethods: AllowedMethods.ALLOW_GET_HEAD,
      cachePolicy: CachePolicy.CACHING_OPTIMIZED,
      compress: true,
      responseHeadersPolicy: this.#headers(),
    };
  }

  /** A bucket of the active region, and where that is down, its copy in the other. */
  #eitherRegion(purpose: 'site' | 'lake'): IOrigin {
    const { settings, names } = this.place;
    const regions =
      settings.active === 'primary'
        ? [settings.primaryRegion, settings.secondRegion]
        : [settings.secondRegion, settings.primaryRegion];
    const [first, second] = regions.map((region) =>
      S3BucketOrigin.withOriginAccessControl(
        Bucket.fromBucketAttributes(this, `${purpose}-${region}`, {
          bucketName: names.bucket(purpose, region),
          region,
        }),
        { connectionAttempts: 2, connectionTimeout: Duration.seconds(3) },
      ),
    );
    if (first === undefined || second === undefined) throw new Error('a site needs two regions');
    return new OriginGroup({ primaryOrigin: first, fallbackOrigin: second, fallbackStatusCodes: DOWN });
  }

  #pages(): EdgeFunction {
    return new EdgeFunction(this, 'Pages', {
      functionName: this.place.names.of('pages'),
      code: FunctionCode.fromInline(PAGES),
      runtime: FunctionRuntime.JS_2_0,
    });
  }

  #headers(): ResponseHeadersPolicy {
    const known = this.node.tryFindChild('Headers');
    if (known instanceof ResponseHeadersPolicy) return known;
    const { settings, names } = this.place;
    const headers = new Map(
      Object.entries(
        siteHeaders([
          `https://cognito-idp.${settings.primaryRegion}.amazonaws.com`,
          names.signInOrigin(settings.primaryRegion),
          ...(['ingest', 'exports'] as const).flatMap((purpose) => [
            names.bucketOrigin(purpose, settings.primaryRegion),
            names.bucketOrigin(purpose, settings.secondRegion),
          ]),
        ]),
      ),
    );
    const taken = (name: string) => {
      const value = headers.get(name);
      if (value === undefined) throw new Error(`the site has no header ${name}`);
      headers.delete(name);
      return value;
    };
    return new ResponseHeadersPolicy(this, 'Headers', {
      responseHeadersPolicyName: names.of('site'),
      securityHeadersBehavior: {
        contentSecurityPolicy: { contentSecurityPolicy: taken('content-security-policy'), override: true },
        contentTypeOptions: { override: taken('x-content-type-options') === 'nosniff' },
        frameOptions: {
          frameOption: taken('x-frame-options') as HeadersFrameOption,
          override: true,
        },
        referrerPolicy: { referrerPolicy: taken('referrer-policy') as HeadersReferrerPolicy, override: true },
        strictTransportSecurity: {
          accessControlMaxAge: Duration.seconds(
            Number(/max-age=(\d+)/.exec(taken('strict-transport-security'))?.[1]),
          ),
          includeSubdomains: true,
          override: true,
        },
      },
      customHeadersBehavior: {
        customHeaders: [...headers].map(([header, value]) => ({ header, value, override: true })),
      },
    });
  }

  #name(
    distribution: Distribution,
    domain: { readonly name: string; readonly hostedZoneId: string; readonly zoneName: string },
  ): void {
    const zone = HostedZone.fromHostedZoneAttributes(this, 'Zone', domain);
    const target = RecordTarget.fromAlias(new CloudFrontTarget(distribution));
    new ARecord(this, 'Address', { zone, recordName: domain.name, target });
    new AaaaRecord(this, 'Address6', { zone, recordName: domain.name, target });
  }
}
