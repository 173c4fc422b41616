import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { BucketPurpose } from '../names.ts';
import type { Place } from '../place.ts';
import { acknowledgeUnder } from '../policies/acknowledgements.ts';

/** May copy the objects of one bucket to its namesake in the other region, with what Object Lock says of them. */
export class ReplicationRole extends Construct {
  readonly role: Role;

  constructor(
    scope: Construct,
    id: string,
    props: {
      readonly purpose: BucketPurpose;
      readonly place: Place;
      readonly keyArn: string;
      readonly otherKeyArn: string;
    },
  ) {
    super(scope, id);
    const { purpose, place, keyArn, otherKeyArn } = props;
    const from = place.names.bucketArn(purpose, place.region);
    const to = place.names.bucketArn(purpose, place.otherRegion);
    this.role = new Role(this, 'Role', {
      roleName: place.names.role(`copy-${purpose}`, place.region),
      assumedBy: new ServicePrincipal('s3.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': place.settings.account } },
      }),
      inlinePolicies: {
        replicate: new PolicyDocument({
          statements: [
            new PolicyStatement({
              actions: ['s3:GetReplicationConfiguration', 's3:ListBucket'],
              resources: [from],
            }),
            new PolicyStatement({
              actions: [
                's3:GetObjectVersionForReplication',
                's3:GetObjectVersionAcl',
                's3:GetObjectVersionTagging',
                's3:GetObjectRetention',
                's3:GetObjectLegalHold',
              ],
              resources: [`${from}/*`],
            }),
            new PolicyStatement({
              actions: ['s3:ReplicateObject', 's3:ReplicateDelete', 's3:ReplicateTags'],
              resources: [`${to}/*`],
            }),
            new PolicyStatement({
              actions: ['kms:Decrypt'],
              resources: [keyArn],
              conditions: { StringEquals: { 'kms:ViaService': `s3.${place.region}.amazonaws.com` } },
            }),
            new PolicyStatement({
              actions: ['kms:Encrypt'],
              resources: [otherKeyArn],
              conditions: { StringEquals: { 'kms:ViaService': `s3.${place.otherRegion}.amazonaws.com` } },
            }),
          ],
        }),
      },
    });
    acknowledgeUnder(this.role, [`${from}/*`, `${to}/*`], 'every object of a bucket');
  }
}
