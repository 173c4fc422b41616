import { Distribution } from 'aws-cdk-lib/aws-cloudfront';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, CacheControl, type ISource, Source } from 'aws-cdk-lib/aws-s3-deployment';
import type { Construct } from 'constructs';
import type { SiteConfig } from '#core/model/site-config.ts';
import { userPoolSite } from '#http/site-config.ts';
import { logGroup } from '../constructs/log-group.ts';
import { type Place, PlacedStack } from '../place.ts';
import { acknowledge, acknowledgeUnder } from '../policies/acknowledgements.ts';
import type { SiteStack } from './site.ts';

/** The built pages: a folder, or one line that stands for them in tests. */
export type SiteSource = { readonly kind: 'built'; readonly folder: string } | { readonly kind: 'none' };

/** The pages in the bucket of one region, with what they must know of this deployment. */
export class ContentStack extends PlacedStack {
  constructor(
    scope: Construct,
    place: Place,
    props: {
      readonly site: SiteSource;
      readonly distribution: Pick<SiteStack, 'distributionId' | 'domainName' | 'origin'>;
      readonly issuer: string;
      readonly clientId: string;
      /** Of the bucket. */
      readonly keyArn: string;
      readonly operationsKeyArn: string;
    },
  ) {
    super(scope, 'content', place, { stateful: false, description: 'SafeStats: pages' });
    const { site, distribution, issuer, clientId } = props;
    const destinationBucket = Bucket.fromBucketAttributes(this, 'Bucket', {
      bucketName: place.names.bucket('site', place.region),
      encryptionKey: Key.fromKeyArn(this, 'Key', props.keyArn),
    });
    const config = siteConfig(place, { issuer, clientId, origin: distribution.origin });
    const pages: ISource =
      site.kind === 'built' ? Source.asset(site.folder) : Source.data('index.html', '<!doctype html>');
    const shared = {
      destinationBucket,
      logGroup: logGroup(this, 'Log', {
        place,
        name: `/aws/lambda/${place.names.of('deploy-pages')}`,
        keyArn: props.operationsKeyArn,
      }),
    };
    const assets = new BucketDeployment(this, 'Assets', {
      ...shared,
      sources: [pages],
      exclude: ['*'],
      include: ['assets/*'],
      prune: false,
      cacheControl: [CacheControl.fromString('public, max-age=31536000, immutable')],
    });
    const others = new BucketDeployment(this, 'Pages', {
      ...shared,
      sources: [pages, Source.jsonData('config.json', config)],
      exclude: ['assets/*'],
      cacheControl: [CacheControl.fromString('no-cache')],
      ...(place.part === 'primary'
        ? {
            distribution: Distribution.fromDistributionAttributes(this, 'Distribution', distribution),
            distributionPaths: ['/*'],
          }
        : {}),
    });
    others.node.addDependency(assets);
    this.#acknowledgeDeployment();
  }

  #acknowledgeDeployment(): void {
    const { names, region } = this.place;
    acknowledge(
      this,
      [
        'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
        'AwsSolutions-L1',
      ],
      'role of the deployment',
    );
    acknowledgeUnder(
      this,
      [
        '*',
        `${names.bucketArn('site', region)}/*`,
        `arn:aws:s3:::cdk-hnb659fds-assets-${this.account}-${region}/*`,
      ],
      'deployment of pages',
    );
    acknowledge(
      this,
      [
        's3:GetBucket*',
        's3:GetObject*',
        's3:List*',
        's3:Abort*',
        's3:DeleteObject*',
        'kms:GenerateDataKey*',
        'kms:ReEncrypt*',
      ].map((action) => `AwsSolutions-IAM5[Action::${action}]`),
      'deployment of pages',
    );
  }
}

/**
 * What the pages must know. Addresses in it are encoded, and what only the deployment knows cannot be: plain words stand
 * for it until then. Ids and names of hosts need no encoding.
 */
function siteConfig(
  { names, settings }: Place,
  known: { readonly issuer: string; readonly clientId: string; readonly origin: string },
): SiteConfig {
  const config = userPoolSite({
    issuer: known.issuer,
    clientId: 'the-client',
    domain: names.signInOrigin(settings.primaryRegion),
    siteOrigin: 'https://the-host',
  });
  const text = JSON.stringify(config)
    .replaceAll('the-client', known.clientId)
    .replaceAll('the-host', known.origin.slice('https://'.length));
  return JSON.parse(text);
}
