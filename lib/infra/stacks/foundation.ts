import { Duration } from 'aws-cdk-lib';
import { ReadWriteType, Trail } from 'aws-cdk-lib/aws-cloudtrail';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { DataBucket } from '../constructs/data-bucket.ts';
import { type Place, PlacedStack } from '../place.ts';
import { acknowledge } from '../policies/acknowledgements.ts';
import { auditWriters } from '../policies/bucket-readers.ts';
import type { KeysStack } from './keys.ts';

/** What everything else writes to and cannot change: access logs, the sealed audit, and the trail of the account. */
export class FoundationStack extends PlacedStack {
  constructor(scope: Construct, place: Place, keys: KeysStack) {
    super(scope, 'foundation', place, {
      stateful: true,
      description: 'SafeStats: access logs, audit, trail',
    });
    const logs = this.#accessLogs();
    const audit = this.#audit(keys);
    audit.node.addDependency(logs);
    if (place.part === 'primary') this.#trail(keys).node.addDependency(logs);
  }

  #accessLogs(): Bucket {
    const { names, region, environment, settings } = this.place;
    const logs = new Bucket(this, 'AccessLogs', {
      bucketName: names.bucket('logs', region),
      versioned: true,
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      removalPolicy: environment.removal,
      lifecycleRules: [
        {
          id: 'access-logs',
          expiration: Duration.days(environment.logRetention),
          noncurrentVersionExpiration: Duration.days(environment.oldVersionDays),
          abortIncompleteMultipartUploadAfter: Duration.days(2),
        },
      ],
    });
    logs.addToResourcePolicy(
      new PolicyStatement({
        sid: 'BucketsLogTheirAccess',
        principals: [new ServicePrincipal('logging.s3.amazonaws.com')],
        actions: ['s3:PutObject'],
        resources: [`${names.bucketArn('logs', region)}/*`],
        conditions: {
          StringEquals: { 'aws:SourceAccount': settings.account },
          ArnLike: { 'aws:SourceArn': `arn:aws:s3:::${names.of('*')}` },
        },
      }),
    );
    acknowledge(logs, ['AwsSolutions-S1'], 'access log of the access logs');
    return logs;
  }

  #audit(keys: KeysStack): DataBucket {
    const { place } = this;
    const audit = new DataBucket(this, 'Audit', {
      purpose: 'audit',
      place,
      keyArn: keys.arns.audit,
      locked: true,
      ...(place.part === 'primary'
        ? {
            replication: {
              keyArn: keys.arns.audit,
              otherKeyArn: keys.arnIn(place.otherRegion, 'audit'),
            },
          }
        : {}),
    });
    const arn = place.names.bucketArn('audit', place.region);
    audit.forbid('OnlyTheSealerWrites', ['s3:PutObject'], [`${arn}/*`], {
      ArnNotLike: { 'aws:PrincipalArn': auditWriters(place) },
    });
    audit.forbid(
      'NobodyShortensARetention',
      ['s3:PutObjectRetention', 's3:PutBucketObjectLockConfiguration', 's3:BypassGovernanceRetention'],
      [arn, `${arn}/*`],
      { ArnNotLike: { 'aws:PrincipalArn': place.names.executionRoleArn(place.region) } },
    );
    return audit;
  }

  #trail(keys: KeysStack): Trail {
    const { place } = this;
    const bucket = new DataBucket(this, 'TrailLogs', {
      purpose: 'trail',
      place,
      keyArn: keys.arns.operations,
      locked: true,
    });
    const trail = new Trail(this, 'Trail', {
      trailName: place.names.of('trail'),
      bucket: bucket.bucket,
      encryptionKey: Key.fromKeyArn(this, 'TrailKey', keys.arns.operations),
      enableFileValidation: true,
      isMultiRegionTrail: true,
      includeGlobalServiceEvents: true,
      managementEvents: ReadWriteType.ALL,
    });
    const watched = (['lake', 'audit', 'ingest', 'exports'] as const).flatMap((purpose) =>
      [place.region, place.otherRegion].map((region) => ({
        bucket: Bucket.fromBucketName(
          this,
          `Watched-${purpose}-${region}`,
          place.names.bucket(purpose, region),
        ),
      })),
    );
    trail.addS3EventSelector(watched, { includeManagementEvents: true });
    return trail;
  }
}
