import { Duration } from 'aws-cdk-lib';
import { CfnMalwareProtectionPlan } from 'aws-cdk-lib/aws-guardduty';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { LifecycleRule } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { DataBucket } from '../constructs/data-bucket.ts';
import { MalwareScanRole } from '../constructs/malware-scan-role.ts';
import { type Place, PlacedStack } from '../place.ts';
import { recordReaders, scanners } from '../policies/bucket-readers.ts';
import type { KeysStack } from './keys.ts';

type Purpose = 'lake' | 'ingest' | 'exports' | 'site';

/** Where files arrive that nobody has scanned yet. */
export const ARRIVALS = ['incoming/', 'ingest/'] as const;
/** Where records are, as delivered and as published. */
const RECORDS = ['lake/', 'deliveries/'] as const;

const LIFECYCLE: Readonly<Record<Purpose, readonly LifecycleRule[]>> = {
  lake: [],
  ingest: [{ id: 'arrivals', prefix: 'incoming/', expiration: Duration.days(7) }],
  exports: [{ id: 'downloads', prefix: 'exports/', expiration: Duration.days(31) }],
  site: [],
};

/** The buckets of the data; those of the primary region copy what they get to the other. */
export class LakeStack extends PlacedStack {
  readonly buckets: Readonly<Record<Purpose, DataBucket>>;

  /** `siteOrigins` are the addresses under which people see the site, from which browsers upload and to which they
   * download.
   */
  constructor(scope: Construct, place: Place, keys: KeysStack, siteOrigins: readonly string[]) {
    super(scope, 'lake', place, { stateful: true, description: 'SafeStats: buckets of the data' });
    const made = (purpose: Purpose) => this.#bucket(purpose, keys, siteOrigins);
    this.buckets = {
      lake: made('lake'),
      ingest: made('ingest'),
      exports: made('exports'),
      site: made('site'),
    };
    this.#guardRecords();
    this.#guardArrivals();
    this.#scan(keys);
    this.#show('site', '/*');
    this.#show('lake', '/geography/*');
  }

  #bucket(purpose: Purpose, keys: KeysStack, siteOrigins: readonly string[]): DataBucket {
    const { place } = this;
    return new DataBucket(this, purpose, {
      purpose,
      place,
      keyArn: keys.arns.data,
      lifecycle: LIFECYCLE[purpose],
      ...(purpose === 'ingest' ? { pages: { origins: siteOrigins, may: 'put' } } : {}),
      ...(purpose === 'exports' ? { pages: { origins: siteOrigins, may: 'get' } } : {}),
      ...(place.part === 'primary' && purpose !== 'site'
        ? { replication: { keyArn: keys.arns.data, otherKeyArn: keys.arnIn(place.otherRegion, 'data') } }
        : {}),
    });
  }

  #guardRecords(): void {
    const { place, buckets } = this;
    const arn = place.names.bucketArn('lake', place.region);
    buckets.lake.forbid(
      'OnlyNamedRolesReadRecords',
      ['s3:GetObject', 's3:GetObjectVersion'],
      RECORDS.map((prefix) => `${arn}/${prefix}*`),
      { ArnNotLike: { 'aws:PrincipalArn': [...recordReaders(place)] } },
    );
  }

  #guardArrivals(): void {
    const { place, buckets } = this;
    const arn = place.names.bucketArn('ingest', place.region);
    const arrivals = ARRIVALS.map((prefix) => `${arn}/${prefix}*`);
    const notScanner = { ArnNotLike: { 'aws:PrincipalArn': [...scanners(place)] } };
    buckets.ingest.forbid('NobodyReadsWhatIsNotClean', ['s3:GetObject', 's3:GetObjectVersion'], arrivals, {
      ...notScanner,
      StringNotEquals: { 's3:ExistingObjectTag/GuardDutyMalwareScanStatus': 'NO_THREATS_FOUND' },
    });
    buckets.ingest.forbid(
      'OnlyTheScannerMarksFiles',
      [
        's3:PutObjectTagging',
        's3:PutObjectVersionTagging',
        's3:DeleteObjectTagging',
        's3:DeleteObjectVersionTagging',
      ],
      [`${arn}/*`],
      notScanner,
    );
  }

  #scan(keys: KeysStack): void {
    const { place } = this;
    const role = new MalwareScanRole(this, 'MalwareScanRole', { place, keyArn: keys.arns.data });
    const plan = new CfnMalwareProtectionPlan(this, 'MalwareScan', {
      role: role.role.roleArn,
      protectedResource: {
        s3Bucket: { bucketName: place.names.bucket('ingest', place.region), objectPrefixes: [...ARRIVALS] },
      },
      actions: { tagging: { status: 'ENABLED' } },
    });
    plan.node.addDependency(this.buckets.ingest, role);
  }

  #show(purpose: Purpose, path: string): void {
    const { settings, region, names } = this.place;
    this.buckets[purpose].bucket.addToResourcePolicy(
      new PolicyStatement({
        sid: 'DistributionsOfThisAccountRead',
        principals: [new ServicePrincipal('cloudfront.amazonaws.com')],
        actions: ['s3:GetObject'],
        resources: [`${names.bucketArn(purpose, region)}${path}`],
        conditions: {
          ArnLike: { 'aws:SourceArn': `arn:aws:cloudfront::${settings.account}:distribution/*` },
        },
      }),
    );
  }
}
