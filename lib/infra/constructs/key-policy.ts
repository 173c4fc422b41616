import { AccountRootPrincipal, PolicyDocument, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Place } from '../place.ts';

/** What a key protects: records and the registry, the sealed audit, or what operating the product leaves behind. */
export type KeyPurpose = 'data' | 'audit' | 'operations';

/** Who may use a key besides the roles whose own policies say so. */
export function keyPolicy(purpose: KeyPurpose, place: Place): PolicyDocument {
  const { settings, region, names } = place;
  const account = { 'aws:SourceAccount': settings.account };
  const services: Readonly<Record<KeyPurpose, readonly PolicyStatement[]>> = {
    data: [
      new PolicyStatement({
        sid: 'SiteAndBoundaries',
        principals: [new ServicePrincipal('cloudfront.amazonaws.com')],
        actions: ['kms:Decrypt'],
        resources: ['*'],
        conditions: {
          ArnLike: { 'aws:SourceArn': `arn:aws:cloudfront::${settings.account}:distribution/*` },
        },
      }),
      new PolicyStatement({
        sid: 'ResultsOfQueries',
        principals: [new ServicePrincipal('encryption.athena.amazonaws.com')],
        actions: ['kms:GenerateDataKey', 'kms:Decrypt', 'kms:DescribeKey'],
        resources: ['*'],
        conditions: {
          StringEquals: account,
          ArnLike: { 'aws:SourceArn': `arn:aws:athena:${region}:${settings.account}:workgroup/ss-*` },
        },
      }),
    ],
    audit: [],
    operations: [
      new PolicyStatement({
        sid: 'Logs',
        principals: [new ServicePrincipal(`logs.${region}.amazonaws.com`)],
        actions: [
          'kms:Encrypt',
          'kms:Decrypt',
          'kms:ReEncryptFrom',
          'kms:ReEncryptTo',
          'kms:GenerateDataKey',
          'kms:DescribeKey',
        ],
        resources: ['*'],
        conditions: {
          ArnLike: {
            'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:${region}:${settings.account}:log-group:*`,
          },
        },
      }),
      new PolicyStatement({
        sid: 'EventsAndAlarms',
        principals: [
          new ServicePrincipal('events.amazonaws.com'),
          new ServicePrincipal('cloudwatch.amazonaws.com'),
          new ServicePrincipal('budgets.amazonaws.com'),
        ],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: ['*'],
        conditions: { StringEquals: account },
      }),
      new PolicyStatement({
        sid: 'Trail',
        principals: [new ServicePrincipal('cloudtrail.amazonaws.com')],
        actions: ['kms:GenerateDataKey', 'kms:DescribeKey'],
        resources: ['*'],
        conditions: {
          StringEquals: {
            'aws:SourceArn': `arn:aws:cloudtrail:${region}:${settings.account}:trail/${names.of('trail')}`,
          },
        },
      }),
    ],
  };
  return new PolicyDocument({
    statements: [
      new PolicyStatement({
        sid: 'Account',
        principals: [new AccountRootPrincipal()],
        actions: ['kms:*'],
        resources: ['*'],
      }),
      ...services[purpose],
    ],
  });
}
