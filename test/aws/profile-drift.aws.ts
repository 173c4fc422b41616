import { CreateWorkGroupCommand, DeleteWorkGroupCommand } from '@aws-sdk/client-athena';
import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  DeleteRolePermissionsBoundaryCommand,
  DetachRolePolicyCommand,
  PutRolePolicyCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import {
  BatchGrantPermissionsCommand,
  BatchRevokePermissionsCommand,
  type Permission,
  PutDataLakeSettingsCommand,
  RegisterResourceCommand,
  type Resource,
} from '@aws-sdk/client-lakeformation';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EnforcedProfile } from '#app/ports.ts';
import { type EnforcedCloud, KNOWN, openEnforcedCloud } from '#test/support/enforced-cloud.ts';
import { OTHER_REGION, REGION } from '#test/support/moto.ts';

const PROFILE: EnforcedProfile = {
  id: 'north',
  state: 'active',
  tables: [
    {
      dataset: 'north-crime',
      kind: 'records',
      columns: ['category', 'record_id'],
      rowFilter: "category = 'Theft'",
    },
  ],
};
const TRUST = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};

let cloud: EnforcedCloud;
let role = '';
let filter = '';
beforeEach(async () => {
  cloud = await openEnforcedCloud();
  await cloud.putTable('north_crime', ['record_id', 'category', 'weapon']);
  await cloud.putTable('south_crime', ['record_id', 'category']);
  await cloud.enforcer.apply(PROFILE);
  role = cloud.roleArn('north').split('/').at(-1) ?? '';
  filter = `${cloud.options.workgroupPrefix}north-north_crime`;
});
afterEach(() => cloud.close());

const faults = async () => (await cloud.enforcer.inspect([PROFILE])).get('north');

async function grant(principal: string, resource: Resource, permissions: Permission[], region = REGION) {
  const Principal = { DataLakePrincipalIdentifier: principal };
  const Entries = [{ Id: '1', Principal, Resource: resource, Permissions: permissions }];
  const CatalogId = cloud.options.catalogId;
  await cloud.behind[region]?.lakeformation.send(new BatchGrantPermissionsCommand({ CatalogId, Entries }));
}

async function revoke(resource: Resource, permissions: Permission[], region: string) {
  const Principal = { DataLakePrincipalIdentifier: cloud.roleArn('north') };
  const Entries = [{ Id: '1', Principal, Resource: resource, Permissions: permissions }];
  const CatalogId = cloud.options.catalogId;
  await cloud.behind[region]?.lakeformation.send(new BatchRevokePermissionsCommand({ CatalogId, Entries }));
}

const table = (Name: string): Resource => ({
  Table: { CatalogId: cloud.options.catalogId, DatabaseName: cloud.options.database, Name },
});

describe('ProfileEnforcer.inspect(profiles)', () => {
  /** What is done behind everybody's back, what is found, and whether applying the profile again sets it right. */
  const cases: readonly (readonly [string, () => unknown, string, 'mended' | 'refused'])[] = [
    [
      'a filter that is gone',
      () => cloud.proxy.tamper(REGION, 'north_crime', filter, null),
      `${REGION}: its filter of north_crime is missing`,
      'mended',
    ],
    [
      'a filter that shows a column more',
      () =>
        cloud.proxy.tamper(OTHER_REGION, 'north_crime', filter, {
          ColumnNames: ['category', 'record_id', 'weapon'],
        }),
      `${OTHER_REGION}: its filter of north_crime shows weapon`,
      'mended',
    ],
    [
      'a filter that shows a column less',
      () => cloud.proxy.tamper(REGION, 'north_crime', filter, { ColumnNames: ['category'] }),
      `${REGION}: its filter of north_crime hides record_id`,
      'mended',
    ],
    [
      'a filter that lets other records through',
      () => cloud.proxy.tamper(REGION, 'north_crime', filter, { RowFilter: { AllRowsWildcard: {} } }),
      `${REGION}: its filter of north_crime lets other records through`,
      'mended',
    ],
    [
      'a filter of all columns',
      () => cloud.proxy.tamper(REGION, 'north_crime', filter, { ColumnWildcard: {} }),
      `${REGION}: its filter of north_crime shows all columns but some`,
      'mended',
    ],
    [
      'a filter of a table that the profile does not show',
      () =>
        cloud.proxy.tamper(REGION, 'south_crime', `${cloud.options.workgroupPrefix}north-south_crime`, {
          ColumnNames: ['category'],
        }),
      `${REGION}: its filter of south_crime is still there`,
      'mended',
    ],
    [
      'a grant on a whole table',
      () => grant(cloud.roleArn('north'), table('south_crime'), ['SELECT']),
      `${REGION}: it has SELECT on the table south_crime`,
      'mended',
    ],
    [
      'a grant on a database beyond what it needs',
      async () => {
        const Name = cloud.options.database;
        const resource = { Database: { CatalogId: cloud.options.catalogId, Name } };
        await revoke(resource, ['DESCRIBE'], OTHER_REGION);
        await grant(cloud.roleArn('north'), resource, ['DESCRIBE', 'DROP'], OTHER_REGION);
      },
      `${OTHER_REGION}: it has DROP on the database`,
      'mended',
    ],
    [
      'a grant that is gone',
      () =>
        revoke({ Database: { CatalogId: cloud.options.catalogId, Name: 'default' } }, ['DESCRIBE'], REGION),
      `${REGION}: it lacks DESCRIBE on the database default`,
      'mended',
    ],
    [
      'a workgroup that is gone',
      () =>
        cloud.behind[REGION]?.athena.send(
          new DeleteWorkGroupCommand({ WorkGroup: `${cloud.options.workgroupPrefix}north` }),
        ),
      `${REGION}: its workgroup is missing`,
      'mended',
    ],
    [
      'a workgroup that writes results to a bucket',
      async () => {
        const Name = `${cloud.options.workgroupPrefix}north`;
        const athena = cloud.behind[REGION]?.athena;
        await athena?.send(new DeleteWorkGroupCommand({ WorkGroup: Name }));
        const ResultConfiguration = { OutputLocation: 's3://elsewhere/' };
        const Configuration = { ResultConfiguration, EnforceWorkGroupConfiguration: false };
        await athena?.send(new CreateWorkGroupCommand({ Name, Configuration, Tags: [] }));
      },
      `${REGION}: its workgroup writes results to a bucket`,
      'mended',
    ],
    [
      'a role without its policy',
      () =>
        cloud.iam.send(new DetachRolePolicyCommand({ RoleName: role, PolicyArn: cloud.options.policyArn })),
      'its role lacks the policy of all profiles',
      'mended',
    ],
    [
      'a role without its tag',
      () => cloud.iam.send(new UntagRoleCommand({ RoleName: role, TagKeys: ['profileId'] })),
      'its role does not name it',
      'mended',
    ],
    [
      'a role with another policy',
      () =>
        cloud.iam.send(new AttachRolePolicyCommand({ RoleName: role, PolicyArn: cloud.options.boundaryArn })),
      'its role has other policies',
      'refused',
    ],
    [
      'a role with a policy written into it',
      () =>
        cloud.iam.send(
          new PutRolePolicyCommand({
            RoleName: role,
            PolicyName: 'more',
            PolicyDocument: JSON.stringify({
              Version: '2012-10-17',
              Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }],
            }),
          }),
        ),
      'its role has other policies',
      'refused',
    ],
    [
      'a role without its boundary',
      () => cloud.iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName: role })),
      'its role has another boundary',
      'refused',
    ],
    [
      'a role that others may assume',
      () =>
        cloud.iam.send(
          new UpdateAssumeRolePolicyCommand({ RoleName: role, PolicyDocument: JSON.stringify(TRUST) }),
        ),
      'its role is trusted by others',
      'refused',
    ],
  ];

  for (const [title, tamper, found, then] of cases)
    it(`finds ${title}, which is ${then === 'mended' ? 'set right by applying again' : 'for an administrator'}`, async () => {
      expect(await faults()).toBeUndefined();
      await tamper();
      expect(await faults()).toEqual(expect.arrayContaining([expect.stringContaining(found)]));
      const applied = cloud.enforcer.apply(PROFILE);
      if (then === 'mended') {
        await applied;
        expect(await faults()).toBeUndefined();
      } else {
        await expect(applied).rejects.toMatchObject({ code: 'UNAVAILABLE' });
        expect(await faults()).toEqual([found]);
      }
    });
});

describe('ProfileEnforcer.strays(profiles)', () => {
  it('finds nothing where everything belongs to a profile or to who is known', async () => {
    await grant(KNOWN, table('north_crime'), ['SELECT']);
    expect(await cloud.enforcer.strays(['north'])).toEqual([]);
  });

  it('finds the role, the filters and the grants of what is no profile', async () => {
    const found = await cloud.enforcer.strays([]);
    expect(found).toContain('the role of "north" belongs to no profile');
    for (const region of [REGION, OTHER_REGION]) {
      expect(found).toContain(`${region}: the filter ${filter} of north_crime belongs to no profile`);
      expect(found).toContain(
        `${region}: the role of "north", which is no profile, has SELECT on the filter ${filter}`,
      );
    }
  });

  it('finds a role under the path of profiles that nothing else knows', async () => {
    const path = '/safestats/profile/';
    await cloud.iam.send(
      new CreateRoleCommand({
        Path: path,
        RoleName: `${role}-old`,
        AssumeRolePolicyDocument: JSON.stringify(TRUST),
      }),
    );
    expect(await cloud.enforcer.strays(['north'])).toEqual(['the role of "north-old" belongs to no profile']);
  });

  it('finds grants to everybody whom IAM lets, on anything, in any region', async () => {
    await grant('IAM_ALLOWED_PRINCIPALS', table('south_crime'), ['ALL'], OTHER_REGION);
    expect(await cloud.enforcer.strays(['north'])).toEqual([
      `${OTHER_REGION}: everybody whom IAM lets has ALL on the table south_crime`,
    ]);
  });

  it('finds a grant to somebody who is not known', async () => {
    await grant('arn:aws:iam::123456789012:user/eve', table('north_crime'), ['SELECT']);
    expect(await cloud.enforcer.strays(['north'])).toEqual([
      `${REGION}: eve has SELECT on the table north_crime`,
    ]);
  });

  it('finds settings that open what is made next to everybody', async () => {
    const everybody = {
      Principal: { DataLakePrincipalIdentifier: 'IAM_ALLOWED_PRINCIPALS' },
      Permissions: ['ALL' as const],
    };
    await cloud.behind[REGION]?.lakeformation.send(
      new PutDataLakeSettingsCommand({
        CatalogId: cloud.options.catalogId,
        DataLakeSettings: {
          CreateDatabaseDefaultPermissions: [everybody],
          CreateTableDefaultPermissions: [everybody],
        },
      }),
    );
    expect(await cloud.enforcer.strays(['north'])).toEqual([
      `${REGION}: new databases are open to everybody whom IAM lets`,
      `${REGION}: new tables are open to everybody whom IAM lets`,
    ]);
  });

  it('finds locations in hybrid mode, and opt-ins', async () => {
    const ResourceArn = `arn:aws:s3:::${cloud.options.database}`;
    await cloud.behind[REGION]?.lakeformation.send(
      new RegisterResourceCommand({ ResourceArn, RoleArn: KNOWN }),
    );
    expect(await cloud.enforcer.strays(['north'])).toEqual([]);
    cloud.proxy.hybrid = true;
    cloud.proxy.optIns = [{ Resource: table('north_crime') }];
    expect(await cloud.enforcer.strays(['north'])).toEqual(
      expect.arrayContaining([
        `${REGION}: a location asks Lake Formation only for those who opted in`,
        `${REGION}: there is an opt-in for the table north_crime`,
      ]),
    );
  });
});
