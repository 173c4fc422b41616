import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import {
  at,
  broken,
  listAt,
  PRIMARY,
  type Properties,
  resourceOf,
  resourcesOf,
  SECOND,
  type Templates,
  templatesOf,
} from './stacks.ts';
import { roleStatements, type Statement, statementsOf } from './statements.ts';

const dev = templatesOf();
const prod = templatesOf({ env: 'prod' });
const REPLICATED = ['lake', 'ingest', 'exports', 'audit'] as const;

const bucket = (templates: Templates, purpose: string, region: string, env = 'dev'): Properties =>
  resourceOf(templates, 'AWS::S3::Bucket', 'BucketName', `safestats-${env}-${purpose}-111122223333-${region}`)
    .Properties ?? {};

const policyOf = (templates: Templates, purpose: string) => {
  const [owner] = resourcesOf(templates, 'AWS::S3::Bucket').filter(
    ({ resource }) =>
      resource.Properties?.['BucketName'] === `safestats-dev-${purpose}-111122223333-${PRIMARY}`,
  );
  const [policy] = resourcesOf(templates, 'AWS::S3::BucketPolicy', owner?.stack).filter(
    ({ resource }) => at(resource.Properties?.['Bucket'], 'Ref') === owner?.id,
  );
  return statementsOf(policy?.resource.Properties?.['PolicyDocument']);
};

/** Region of a key that is named by a reference. */
function keyRegion(reference: unknown): string {
  const text = JSON.stringify(reference);
  if (!text.includes('Key')) throw new Error(`no key: ${text}`);
  return text.includes(`:kms:${SECOND}:`) ? SECOND : PRIMARY;
}

/** Whether a statement denies everybody everything, of the bucket and of all in it. */
function isDenialOfAll({ effect, actions, principal, resources }: Statement, bucketId: string): boolean {
  const own = { 'Fn::GetAtt': [bucketId, 'Arn'] };
  return (
    effect === 'Deny' &&
    at(principal, 'AWS') === '*' &&
    isDeepStrictEqual(actions, ['s3:*']) &&
    isDeepStrictEqual(resources, [own, { 'Fn::Join': ['', [own, '/*']] }])
  );
}

/** What is missing of what every bucket must be. */
function bucketFaults(templates: Templates): readonly string[] {
  return resourcesOf(templates, 'AWS::S3::Bucket').flatMap(({ stack, id, resource }) => {
    const properties = resource.Properties ?? {};
    const name = String(properties['BucketName']);
    const isLog = name.includes('-logs-');
    const statements = resourcesOf(templates, 'AWS::S3::BucketPolicy', stack)
      .filter((policy) => at(policy.resource.Properties?.['Bucket'], 'Ref') === id)
      .flatMap((policy) => statementsOf(policy.resource.Properties?.['PolicyDocument']));
    const rule = at(properties['BucketEncryption'], 'ServerSideEncryptionConfiguration', 0);
    const algorithm = at(rule, 'ServerSideEncryptionByDefault', 'SSEAlgorithm');
    const publicAccess = properties['PublicAccessBlockConfiguration'];
    const held: Readonly<Record<string, boolean>> = {
      'is versioned': at(properties['VersioningConfiguration'], 'Status') === 'Enabled',
      'is encrypted': algorithm === (isLog ? 'AES256' : 'aws:kms'),
      'has a key of ours': isLog || at(rule, 'ServerSideEncryptionByDefault', 'KMSMasterKeyID') !== undefined,
      'blocks public access': [
        'BlockPublicAcls',
        'BlockPublicPolicy',
        'IgnorePublicAcls',
        'RestrictPublicBuckets',
      ].every((name) => at(publicAccess, name) === true),
      'has one owner':
        at(properties['OwnershipControls'], 'Rules', 0, 'ObjectOwnership') === 'BucketOwnerEnforced',
      'logs access': isLog || at(properties['LoggingConfiguration'], 'DestinationBucketName') !== undefined,
      'refuses plain HTTP': statements.some(
        (one) => isDenialOfAll(one, id) && at(one.condition, 'Bool', 'aws:SecureTransport') === 'false',
      ),
      'refuses TLS before 1.2': statements.some(
        (one) => isDenialOfAll(one, id) && at(one.condition, 'NumericLessThan', 's3:TlsVersion') === 1.2,
      ),
      'has a lifecycle': Array.isArray(at(properties['LifecycleConfiguration'], 'Rules')),
    };
    return Object.entries(held).flatMap(([what, holds]) => (holds ? [] : [`${name}: not so: ${what}`]));
  });
}

describe('every bucket', () => {
  it('is versioned, encrypted, private, logged, has a lifecycle and speaks TLS 1.2 or newer', () => {
    expect(bucketFaults(dev)).toEqual([]);
    expect(resourcesOf(dev, 'AWS::S3::Bucket')).toHaveLength(13);
  });

  it.each([
    ['VersioningConfiguration'],
    ['BucketEncryption'],
    ['PublicAccessBlockConfiguration'],
    ['OwnershipControls'],
    ['LifecycleConfiguration'],
  ])('is noticed when it loses its %s', (property) => {
    const without = broken(dev, 'AWS::S3::Bucket', (properties) => delete properties[property]);
    expect(bucketFaults(without).length).toBeGreaterThan(0);
  });

  it.each([
    ['Action', 's3:PutObject'],
    ['Principal', { AWS: 'arn:aws:iam::111122223333:root' }],
    ['Resource', { 'Fn::Join': ['', ['x', '/*']] }],
  ])('is noticed when its denials have another %s', (key, value) => {
    const narrower = broken(dev, 'AWS::S3::BucketPolicy', ({ PolicyDocument: document }) => {
      for (const statement of listAt(document, 'Statement') as Record<string, unknown>[])
        if (statement['Effect'] === 'Deny') statement[key] = value;
    });
    expect(bucketFaults(narrower)).toHaveLength(2);
  });

  it('is noticed when its policy is emptied', () => {
    const without = broken(dev, 'AWS::S3::BucketPolicy', (properties) => {
      properties['PolicyDocument'] = { Statement: [] };
    });
    expect(bucketFaults(without)).toHaveLength(2);
  });
});

describe('replication', () => {
  it.each(REPLICATED)(
    'copies %s to the other region within a quarter of an hour, under the key of that region',
    (purpose) => {
      const rule = at(bucket(dev, purpose, PRIMARY)['ReplicationConfiguration'], 'Rules', 0);
      expect(rule).toMatchObject({
        Status: 'Enabled',
        DeleteMarkerReplication: { Status: 'Enabled' },
        SourceSelectionCriteria: { SseKmsEncryptedObjects: { Status: 'Enabled' } },
        Destination: {
          Bucket: `arn:aws:s3:::safestats-dev-${purpose}-111122223333-${SECOND}`,
          ReplicationTime: { Status: 'Enabled', Time: { Minutes: 15 } },
          Metrics: { Status: 'Enabled', EventThreshold: { Minutes: 15 } },
        },
      });
      expect(JSON.stringify(at(rule, 'Destination', 'EncryptionConfiguration'))).toContain(`:kms:${SECOND}:`);
    },
  );

  it.each(REPLICATED)(
    'finds in the other region a bucket for %s with the same lifecycle and lock',
    (purpose) => {
      const [here, there] = [bucket(dev, purpose, PRIMARY), bucket(dev, purpose, SECOND)];
      expect(there['LifecycleConfiguration']).toEqual(here['LifecycleConfiguration']);
      expect(there['ObjectLockConfiguration']).toEqual(here['ObjectLockConfiguration']);
      expect(there['ReplicationConfiguration']).toBeUndefined();
    },
  );

  it.each(REPLICATED)(
    'copies %s as a role of its own, which reads what Object Lock says and writes the other bucket only',
    (purpose) => {
      const [role] = resourcesOf(dev, 'AWS::IAM::Role').filter(
        ({ resource }) => resource.Properties?.['RoleName'] === `safestats-dev-copy-${purpose}-${PRIMARY}`,
      );
      if (role === undefined) throw new Error(`no role copies ${purpose}`);
      const used = at(bucket(dev, purpose, PRIMARY)['ReplicationConfiguration'], 'Role');
      expect(used).toEqual({ 'Fn::GetAtt': [role.id, 'Arn'] });
      expect(statementsOf(role.resource.Properties?.['AssumeRolePolicyDocument'])).toMatchObject([
        {
          principal: { Service: 's3.amazonaws.com' },
          condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } },
        },
      ]);
      const [from, to] = [PRIMARY, SECOND].map(
        (region) => `arn:aws:s3:::safestats-dev-${purpose}-111122223333-${region}`,
      );
      const allowed = roleStatements(dev, role).map(({ actions, resources, condition }) => [
        actions,
        resources.map((one) => (typeof one === 'string' ? one : `key of ${keyRegion(one)}`)),
        at(condition, 'StringEquals', 'kms:ViaService') ?? null,
      ]);
      expect(allowed).toEqual([
        [['s3:GetReplicationConfiguration', 's3:ListBucket'], [from], null],
        [
          [
            's3:GetObjectLegalHold',
            's3:GetObjectRetention',
            's3:GetObjectVersionAcl',
            's3:GetObjectVersionForReplication',
            's3:GetObjectVersionTagging',
          ],
          [`${from}/*`],
          null,
        ],
        [['s3:ReplicateDelete', 's3:ReplicateObject', 's3:ReplicateTags'], [`${to}/*`], null],
        [['kms:Decrypt'], [`key of ${PRIMARY}`], `s3.${PRIMARY}.amazonaws.com`],
        [['kms:Encrypt'], [`key of ${SECOND}`], `s3.${SECOND}.amazonaws.com`],
      ]);
    },
  );
});

describe('the audit bucket', () => {
  it('is locked in governance mode for a day in dev, in compliance mode for seven years in prod, in both regions', () => {
    const lock = (mode: string, days: number) => ({
      ObjectLockEnabled: 'Enabled',
      Rule: { DefaultRetention: { Mode: mode, Days: days } },
    });
    for (const region of [PRIMARY, SECOND]) {
      expect(bucket(dev, 'audit', region)['ObjectLockConfiguration']).toEqual(lock('GOVERNANCE', 1));
      expect(bucket(prod, 'audit', region, 'prod')['ObjectLockConfiguration']).toEqual(
        lock('COMPLIANCE', 2_557),
      );
    }
    expect(bucket(dev, 'trail', PRIMARY)['ObjectLockConfiguration']).toEqual(lock('GOVERNANCE', 1));
  });

  it('is written by sealers and by replication only', () => {
    const only = policyOf(dev, 'audit').find(({ sid }) => sid === 'OnlyTheSealerWrites');
    expect(only).toMatchObject({ effect: 'Deny', actions: ['s3:PutObject'], principal: { AWS: '*' } });
    expect(only?.resources).toEqual([`arn:aws:s3:::safestats-dev-audit-111122223333-${PRIMARY}/*`]);
    expect(at(only?.condition, 'ArnNotLike', 'aws:PrincipalArn')).toEqual(
      ['audit-sealer', 'copy-audit'].flatMap((noun) =>
        [PRIMARY, SECOND].map((region) => `arn:aws:iam::111122223333:role/safestats-dev-${noun}-${region}`),
      ),
    );
  });
});

describe('a retention of the audit', () => {
  it('is shortened or passed by nobody, and changed as a whole by CloudFormation only', () => {
    const arn = `arn:aws:s3:::safestats-dev-audit-111122223333-${PRIMARY}`;
    expect(policyOf(dev, 'audit').find(({ sid }) => sid === 'NobodyShortensARetention')).toMatchObject({
      effect: 'Deny',
      principal: { AWS: '*' },
      actions: [
        's3:BypassGovernanceRetention',
        's3:PutBucketObjectLockConfiguration',
        's3:PutObjectRetention',
      ],
      resources: [arn, `${arn}/*`],
      condition: {
        ArnNotLike: {
          'aws:PrincipalArn': `arn:aws:iam::111122223333:role/cdk-hnb659fds-cfn-exec-role-111122223333-${PRIMARY}`,
        },
      },
    });
  });
});

describe('the lake bucket', () => {
  it('gives records to Lake Formation and to what processes deliveries, to nobody else', () => {
    const only = policyOf(dev, 'lake').find(({ sid }) => sid === 'OnlyNamedRolesReadRecords');
    expect(only).toMatchObject({ effect: 'Deny', actions: ['s3:GetObject', 's3:GetObjectVersion'] });
    expect(only?.resources).toEqual(
      ['deliveries', 'lake'].map(
        (prefix) => `arn:aws:s3:::safestats-dev-lake-111122223333-${PRIMARY}/${prefix}/*`,
      ),
    );
    expect(at(only?.condition, 'ArnNotLike', 'aws:PrincipalArn')).toEqual(
      ['lake-formation', 'ingest', 'geography'].flatMap((noun) =>
        [PRIMARY, SECOND].map((region) => `arn:aws:iam::111122223333:role/safestats-dev-${noun}-${region}`),
      ),
    );
  });

  it('shows distributions of this account the boundaries, and nothing else', () => {
    const allowed = policyOf(dev, 'lake').filter(({ effect }) => effect === 'Allow');
    expect(allowed.map(({ resources }) => resources)).toEqual([
      [`arn:aws:s3:::safestats-dev-lake-111122223333-${PRIMARY}/geography/*`],
    ]);
  });
});

describe('the ingest bucket', () => {
  it('gives nobody but the scanner a file that was not found clean, and lets nobody else mark files', () => {
    const statements = policyOf(dev, 'ingest');
    const scanner = [PRIMARY, SECOND].map(
      (region) => `arn:aws:iam::111122223333:role/safestats-dev-malware-scan-${region}`,
    );
    const arrivals = ['incoming', 'ingest'].map(
      (prefix) => `arn:aws:s3:::safestats-dev-ingest-111122223333-${PRIMARY}/${prefix}/*`,
    );
    expect(statements.find(({ sid }) => sid === 'NobodyReadsWhatIsNotClean')).toMatchObject({
      effect: 'Deny',
      principal: { AWS: '*' },
      actions: ['s3:GetObject', 's3:GetObjectVersion'],
      resources: arrivals,
      condition: {
        StringNotEquals: { 's3:ExistingObjectTag/GuardDutyMalwareScanStatus': 'NO_THREATS_FOUND' },
        ArnNotLike: { 'aws:PrincipalArn': scanner },
      },
    });
    expect(statements.find(({ sid }) => sid === 'OnlyTheScannerMarksFiles')).toMatchObject({
      effect: 'Deny',
      principal: { AWS: '*' },
      actions: [
        's3:DeleteObjectTagging',
        's3:DeleteObjectVersionTagging',
        's3:PutObjectTagging',
        's3:PutObjectVersionTagging',
      ],
      resources: [`arn:aws:s3:::safestats-dev-ingest-111122223333-${PRIMARY}/*`],
      condition: { ArnNotLike: { 'aws:PrincipalArn': scanner } },
    });
  });

  it('is scanned where files arrive', () => {
    const [plan] = resourcesOf(dev, 'AWS::GuardDuty::MalwareProtectionPlan', 'lake-primary');
    expect(plan?.resource.Properties).toMatchObject({
      Actions: { Tagging: { Status: 'ENABLED' } },
      ProtectedResource: { S3Bucket: { ObjectPrefixes: ['incoming/', 'ingest/'] } },
    });
  });

  it('gives downloads to pages of the site only', () => {
    const cors = bucket(dev, 'exports', PRIMARY)['CorsConfiguration'];
    expect(at(cors, 'CorsRules', 0, 'AllowedMethods')).toEqual(['GET']);
    expect(JSON.stringify(at(cors, 'CorsRules', 0, 'AllowedOrigins'))).not.toContain('"*"');
  });

  it('takes uploads from pages of the site only', { timeout: 120_000 }, () => {
    const cors = bucket(dev, 'ingest', PRIMARY)['CorsConfiguration'];
    expect(at(cors, 'CorsRules', 0, 'AllowedMethods')).toEqual(['PUT']);
    expect(JSON.stringify(at(cors, 'CorsRules', 0, 'AllowedOrigins'))).not.toContain('"*"');
    expect(
      at(
        bucket(
          templatesOf({ domain: { name: 'stats.example.org', hostedZoneId: 'Z1', zoneName: 'example.org' } }),
          'ingest',
          PRIMARY,
        )['CorsConfiguration'],
        'CorsRules',
        0,
        'AllowedOrigins',
      ),
    ).toEqual(['https://stats.example.org']);
  });
});
