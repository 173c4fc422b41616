import { describe, expect, it } from 'vitest';
import { FUNCTIONS } from '#lambdas/functions.ts';
import { ACCOUNT, at, PRIMARY, resourcesOf, SECOND, templatesOf } from './stacks.ts';
import { roleStatements, statementsOf } from './statements.ts';

const dev = templatesOf();
const REGIONS = [PRIMARY, SECOND] as const;

/** Who may become a role: services of AWS, each for what it does. */
const TRUSTED = [
  'lakeformation.amazonaws.com',
  'lambda.amazonaws.com',
  'malware-protection-plan.guardduty.amazonaws.com',
  's3.amazonaws.com',
];

describe('a role', () => {
  it('trusts the one service that it is for, and nobody else', () => {
    const roles = resourcesOf(dev, 'AWS::IAM::Role').map(({ stack, resource }) => {
      const document = resource.Properties?.['AssumeRolePolicyDocument'];
      const trusted = new Set(statementsOf(document).map(({ principal }) => JSON.stringify(principal)));
      return { stack, name: String(resource.Properties?.['RoleName']), trusted: [...trusted] };
    });
    const services = TRUSTED.map((service) => JSON.stringify({ Service: service }));
    for (const { name, trusted } of roles)
      expect([name, trusted.length, services.includes(trusted[0] ?? '')]).toEqual([name, 1, true]);
    for (const name of Object.keys(FUNCTIONS))
      for (const { trusted } of roles.filter((role) => role.name.startsWith(`safestats-dev-${name}-eu`)))
        expect([name, ...trusted]).toEqual([name, '{"Service":"lambda.amazonaws.com"}']);
  });

  it('lets Lake Formation read records and nothing else, in both regions', () => {
    for (const region of REGIONS) {
      const [role] = resourcesOf(dev, 'AWS::IAM::Role').filter(
        ({ resource }) => resource.Properties?.['RoleName'] === `safestats-dev-lake-formation-${region}`,
      );
      if (role === undefined) throw new Error('Lake Formation has no role');
      const lake = `arn:aws:s3:::safestats-dev-lake-${ACCOUNT}-${region}`;
      const statements = roleStatements(dev, role);
      expect(statements.map(({ actions }) => actions)).toEqual([
        ['s3:GetObject'],
        ['s3:ListBucket'],
        ['kms:Decrypt'],
      ]);
      expect(statements.slice(0, 2).map(({ resources }) => resources)).toEqual([[`${lake}/lake/*`], [lake]]);
      const [location] = resourcesOf(dev, 'AWS::LakeFormation::Resource', role.stack);
      expect(location?.resource.Properties).toMatchObject({
        ResourceArn: `${lake}/lake`,
        RoleArn: { 'Fn::GetAtt': [role.id, 'Arn'] },
      });
    }
  });
});

describe('a key', () => {
  /** Services that a key of this purpose may be used by, and whether each statement says for whom. */
  const services = (purpose: string) =>
    ['AWS::KMS::Key', 'AWS::KMS::ReplicaKey'].flatMap((type) =>
      resourcesOf(dev, type)
        .filter(({ id }) => id === `Key${purpose}`)
        .map(({ resource }) =>
          statementsOf(resource.Properties?.['KeyPolicy']).filter(({ sid }) => sid !== 'Account'),
        ),
    );

  it.each([
    ['data', ['SiteAndBoundaries', 'ResultsOfQueries']],
    ['audit', []],
    ['operations', ['Logs', 'EventsAndAlarms', 'Trail']],
  ] as const)('for %s is used by services for this account only, in both regions', (purpose, sids) => {
    expect(services(purpose)).toHaveLength(2);
    for (const statements of services(purpose)) {
      expect(statements.map(({ sid }) => sid)).toEqual(sids);
      for (const { principal, condition } of statements) {
        expect(at(principal, 'Service')).toBeDefined();
        expect(JSON.stringify(condition)).toContain(ACCOUNT);
      }
    }
  });

  it('encrypts results of Athena for workgroups of profiles only', () => {
    const regions = services('data').map(([, results]) => {
      expect(results).toMatchObject({
        principal: { Service: 'encryption.athena.amazonaws.com' },
        actions: ['kms:DescribeKey', 'kms:Decrypt', 'kms:GenerateDataKey'].sort(),
        condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT } },
      });
      return at(results?.condition, 'ArnLike', 'aws:SourceArn');
    });
    expect(regions).toEqual(REGIONS.map((region) => `arn:aws:athena:${region}:${ACCOUNT}:workgroup/ss-*`));
  });
});
