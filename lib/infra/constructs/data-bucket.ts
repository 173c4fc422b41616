import { Duration } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type CfnBucket,
  type CorsRule,
  HttpMethods,
  type IBucket,
  type LifecycleRule,
  ObjectLockRetention,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { BucketPurpose } from '../names.ts';
import type { Place } from '../place.ts';
import { acknowledge } from '../policies/acknowledgements.ts';
import { ReplicationRole } from './replication-role.ts';

/** Where new objects of a bucket are copied to. */
export type Replication = {
  /** Of the key in this region, and of its copy in the other. */
  readonly keyArn: string;
  readonly otherKeyArn: string;
};

export type DataBucketProps = {
  readonly purpose: BucketPurpose;
  readonly place: Place;
  readonly keyArn: string;
  /** Absent where objects come by replication. */
  readonly replication?: Replication;
  readonly locked?: boolean;
  /** Rules besides those that every bucket has; declared in both regions, because their effects are not replicated. */
  readonly lifecycle?: readonly LifecycleRule[];
  /** Origins of the pages that put uploads to it, or read downloads from it. */
  readonly pages?: { readonly origins: readonly string[]; readonly may: 'put' | 'get' };
};

/** A bucket as every one of the product is: versioned, encrypted, private, over TLS 1.2 only, with an access log. */
export class DataBucket extends Construct {
  readonly bucket: IBucket;

  constructor(scope: Construct, id: string, props: DataBucketProps) {
    super(scope, id);
    const { place, purpose, replication } = props;
    const { environment, names } = place;
    const key = Key.fromKeyArn(this, 'Key', props.keyArn);
    const bucket = new Bucket(this, 'Bucket', {
      bucketName: names.bucket(purpose, place.region),
      versioned: true,
      encryption: BucketEncryption.KMS,
      encryptionKey: key,
      bucketKeyEnabled: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      serverAccessLogsBucket: Bucket.fromBucketName(this, 'Logs', names.bucket('logs', place.region)),
      serverAccessLogsPrefix: `${purpose}/`,
      removalPolicy: environment.removal,
      lifecycleRules: [
        {
          id: 'unfinished-uploads',
          abortIncompleteMultipartUploadAfter: Duration.days(2),
        },
        {
          id: 'old-versions',
          noncurrentVersionExpiration: Duration.days(environment.oldVersionDays),
          expiredObjectDeleteMarker: true,
        },
        ...(props.lifecycle ?? []),
      ],
      ...(props.locked === true
        ? {
            objectLockEnabled: true,
            objectLockDefaultRetention:
              environment.lockMode === 'COMPLIANCE'
                ? ObjectLockRetention.compliance(Duration.days(environment.lockDays))
                : ObjectLockRetention.governance(Duration.days(environment.lockDays)),
          }
        : {}),
      ...(props.pages === undefined ? {} : { cors: [sharing(props.pages)] }),
    });
    acknowledge(bucket, ['Annotation::@aws-cdk/aws-s3:accessLogsPolicyNotAdded'], 'policy of another stack');
    this.bucket = bucket as IBucket;
    if (replication !== undefined) this.#replicate(props, replication);
  }

  /** Forbids something whatever policies of roles allow. */
  forbid(
    sid: string,
    actions: readonly string[],
    resources: readonly string[],
    conditions: Readonly<Record<string, unknown>>,
  ): void {
    this.bucket.addToResourcePolicy(
      new PolicyStatement({
        sid,
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: [...actions],
        resources: [...resources],
        conditions,
      }),
    );
  }

  #replicate({ purpose, place }: DataBucketProps, replication: Replication): void {
    const role = new ReplicationRole(this, 'Replication', { purpose, place, ...replication });
    const bucket = this.bucket.node.defaultChild as CfnBucket;
    bucket.replicationConfiguration = {
      role: role.role.roleArn,
      rules: [
        {
          id: 'everything',
          status: 'Enabled',
          priority: 1,
          filter: { prefix: '' },
          deleteMarkerReplication: { status: 'Enabled' },
          sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: 'Enabled' } },
          destination: {
            bucket: place.names.bucketArn(purpose, place.otherRegion),
            encryptionConfiguration: { replicaKmsKeyId: replication.otherKeyArn },
            replicationTime: { status: 'Enabled', time: { minutes: 15 } },
            metrics: { status: 'Enabled', eventThreshold: { minutes: 15 } },
          },
        },
      ],
    };
    bucket.node.addDependency(role.role);
  }
}

function sharing({ origins, may }: NonNullable<DataBucketProps['pages']>): CorsRule {
  return may === 'put'
    ? {
        allowedOrigins: [...origins],
        allowedMethods: [HttpMethods.PUT],
        allowedHeaders: ['content-type', 'content-length', 'x-amz-*'],
        exposedHeaders: ['etag'],
        maxAge: 3_600,
      }
    : {
        allowedOrigins: [...origins],
        allowedMethods: [HttpMethods.GET],
        allowedHeaders: ['*'],
        exposedHeaders: ['content-disposition', 'content-length'],
        maxAge: 3_600,
      };
}
