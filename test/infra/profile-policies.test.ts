import { describe, expect, it } from 'vitest';
import {
  ACTIONS_WITHOUT_RESOURCE,
  type PolicyStatement,
  profileStatements,
  provisionerStatements,
} from '#infra/policies/profile-policies.ts';

const NAMES = {
  account: '111122223333',
  partition: 'aws',
  regions: ['eu-west-2', 'eu-west-1'],
  database: 'safestats_dev',
  profileRolePrefix: 'arn:aws:iam::111122223333:role/safestats/profile/ss-p-',
  workgroupPrefix: 'ss-',
  boundaryArn: 'arn:aws:iam::111122223333:policy/safestats-profile-boundary',
  profilePolicyArn: 'arn:aws:iam::111122223333:policy/safestats-profile-query',
  resultsKeyArns: [
    'arn:aws:kms:eu-west-2:111122223333:key/mrk-1',
    'arn:aws:kms:eu-west-1:111122223333:key/mrk-1',
  ],
};

const allowed = (statements: readonly PolicyStatement[]) =>
  statements.filter(({ Effect }) => Effect === 'Allow').flatMap(({ Action }) => Action);

describe('the policies about profiles', () => {
  const all = [...profileStatements(NAMES), ...provisionerStatements(NAMES)];

  it('allows every resource only to actions to which AWS gives none', () => {
    const wide = all.filter(({ Effect, Resource }) => Effect === 'Allow' && Resource.includes('*'));
    expect(wide.flatMap(({ Action }) => Action).toSorted()).toEqual(ACTIONS_WITHOUT_RESOURCE.toSorted());
  });

  it('names every action in full', () => {
    expect(all.flatMap(({ Action }) => Action).filter((action) => action.includes('*'))).toEqual([]);
  });

  it('gives the role of a profile its own workgroup in both regions and no other', () => {
    const [own] = profileStatements(NAMES);
    expect(own?.Resource).toEqual([
      `arn:aws:athena:eu-west-2:111122223333:workgroup/ss-\${aws:PrincipalTag/profileId}`,
      `arn:aws:athena:eu-west-1:111122223333:workgroup/ss-\${aws:PrincipalTag/profileId}`,
    ]);
  });

  it('lets the role of a profile reach no bucket, change nothing and become nobody', () => {
    const actions = allowed(profileStatements(NAMES));
    expect(actions.filter((action) => /^(s3|iam|sts|dynamodb):/.test(action))).toEqual([]);
    expect(
      actions.filter((action) => /:(Create|Update|Delete|Put|Grant|Batch(Grant|Create))/.test(action)),
    ).toEqual([]);
  });

  it('lets the provisioner make a role only under the boundary and attach only the one policy', () => {
    const statements = provisionerStatements(NAMES);
    const make = statements.find(({ Action }) => Action.includes('iam:CreateRole'));
    const attach = statements.find(({ Action }) => Action.includes('iam:AttachRolePolicy'));
    expect(make?.Condition).toEqual({ StringEquals: { 'iam:PermissionsBoundary': NAMES.boundaryArn } });
    expect(attach?.Condition).toEqual({ ArnEquals: { 'iam:PolicyARN': NAMES.profilePolicyArn } });
    expect(make?.Resource).toEqual(['arn:aws:iam::111122223333:role/safestats/profile/ss-p-*']);
  });

  it('allows the provisioner nothing that it denies it', () => {
    const statements = provisionerStatements(NAMES);
    const denied = statements.filter(({ Effect }) => Effect === 'Deny').flatMap(({ Action }) => Action);
    expect(allowed(statements).filter((action) => denied.includes(action))).toEqual([]);
    expect(denied).toContain('lakeformation:GetDataAccess');
    expect(denied).toContain('iam:UpdateAssumeRolePolicy');
  });
});
