import { GetWorkGroupCommand, StartQueryExecutionCommand } from '@aws-sdk/client-athena';
import { GetRoleCommand, ListAttachedRolePoliciesCommand } from '@aws-sdk/client-iam';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EnforcedProfile, EnforcedTable } from '#app/ports.ts';
import { BYTES_LIMIT, type EnforcedCloud, openEnforcedCloud, REGIONS } from '#test/support/enforced-cloud.ts';

let cloud: EnforcedCloud;
beforeEach(async () => {
  cloud = await openEnforcedCloud();
  await cloud.putTable('north_crime', ['record_id', 'category', 'weapon', 'month', 'borough_2022']);
  await cloud.putTable('south_crime', ['record_id', 'category']);
});
afterEach(() => cloud.close());

const NORTH: EnforcedTable = {
  dataset: 'north-crime',
  kind: 'records',
  columns: ['category', 'month', 'record_id'],
  rowFilter: "month >= 202401 AND category IN ('Robbery', 'O''Neill')",
};
const SOUTH: EnforcedTable = {
  dataset: 'south-crime',
  kind: 'records',
  columns: ['category', 'record_id'],
  rowFilter: null,
};
const active = (id: string, ...tables: EnforcedTable[]): EnforcedProfile => ({ id, state: 'active', tables });
const retired = (id: string): EnforcedProfile => ({ id, state: 'retired' });
const removed = (id: string): EnforcedProfile => ({ id, state: 'removed' });
const suspended = (id: string): EnforcedProfile => ({ id, state: 'suspended' });

/** Everything that a profile has anywhere, in a form that two runs can be compared by. */
async function stateOf(id: string) {
  const { iam, behind, roleArn, grants, proxy, options } = cloud;
  const RoleName = roleArn(id).split('/').at(-1) ?? '';
  const role = await iam.send(new GetRoleCommand({ RoleName })).catch(() => null);
  const policies =
    role === null
      ? null
      : (await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }))).AttachedPolicies;
  const regions = [];
  for (const region of REGIONS) {
    const WorkGroup = `${options.workgroupPrefix}${id}`;
    const workgroup = await behind[region]?.athena.send(new GetWorkGroupCommand({ WorkGroup }));
    const own = (await grants(region)).filter(
      ({ Principal }) => Principal?.DataLakePrincipalIdentifier === roleArn(id),
    );
    const filters = Object.values(proxy.filtersIn(region)).filter(
      ({ Name, TableName }) => Name === `${WorkGroup}-${TableName}`,
    );
    regions.push({
      workgroup: workgroup?.WorkGroup?.Configuration ?? null,
      grants: own.map(({ Resource, Permissions }) => JSON.stringify([Resource, Permissions])).sort(),
      filters: filters.map(({ RowFilter, ColumnNames, TableName }) => [TableName, ColumnNames, RowFilter]),
    });
  }
  return {
    role: role?.Role === undefined ? null : { path: role.Role.Path, tags: role.Role.Tags },
    boundary: role?.Role?.PermissionsBoundary?.PermissionsBoundaryArn ?? null,
    trust: JSON.parse(decodeURIComponent(role?.Role?.AssumeRolePolicyDocument ?? 'null')),
    policies: policies?.map(({ PolicyArn }) => PolicyArn) ?? null,
    regions,
  };
}

describe('ProfileEnforcer.apply(profile)', () => {
  it('makes the role, the workgroups, the filters and the grants of a new profile in both regions', async () => {
    const { enforcer, options } = cloud;
    await enforcer.apply(active('north', NORTH, SOUTH));
    const state = await stateOf('north');
    expect(state).toMatchObject({
      role: { path: '/safestats/profile/', tags: [{ Key: 'profileId', Value: 'north' }] },
      boundary: options.boundaryArn,
      policies: [options.policyArn],
      trust: {
        Statement: [
          {
            Principal: { AWS: 'arn:aws:iam::123456789012:root' },
            Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'],
            Condition: {
              ArnLike: { 'aws:PrincipalArn': options.queryRoleArns },
              StringLike: { 'sts:SourceIdentity': '????????-????-*' },
            },
          },
        ],
      },
    });
    expect(state.regions).toHaveLength(2);
    for (const [index, { workgroup, filters }] of state.regions.entries()) {
      expect(workgroup).toMatchObject({
        EnforceWorkGroupConfiguration: true,
        BytesScannedCutoffPerQuery: BYTES_LIMIT,
        ManagedQueryResultsConfiguration: {
          Enabled: true,
          EncryptionConfiguration: { KmsKey: options.regions[index]?.resultsKeyArn },
        },
        EngineVersion: { SelectedEngineVersion: 'Athena engine version 3' },
      });
      expect(filters).toEqual([
        ['north_crime', NORTH.columns, { FilterExpression: NORTH.rowFilter }],
        ['south_crime', SOUTH.columns, { AllRowsWildcard: {} }],
      ]);
    }
    expect(await enforcer.inspect([active('north', NORTH, SOUTH)])).toEqual(new Map());
  });

  it('grants SELECT on filters and DESCRIBE on databases, nothing else, and nothing to pass on', async () => {
    await cloud.enforcer.apply(active('north', NORTH, SOUTH));
    for (const region of REGIONS) {
      const grants = await cloud.grants(region);
      expect(grants).toHaveLength(4);
      for (const { Resource, Permissions, PermissionsWithGrantOption } of grants) {
        expect(PermissionsWithGrantOption).toEqual([]);
        const [kind = ''] = Object.keys(Resource ?? {});
        expect([kind, Permissions]).toEqual(
          kind === 'Database' ? ['Database', ['DESCRIBE']] : ['DataCellsFilter', ['SELECT']],
        );
      }
    }
  });

  it('calls nothing that changes anything when all is so already', async () => {
    const profile = active('north', NORTH, SOUTH);
    await cloud.enforcer.apply(profile);
    cloud.proxy.calls.length = 0;
    await cloud.enforcer.apply(profile);
    expect(cloud.proxy.calls.length).toBeGreaterThan(0);
    expect(cloud.proxy.changes()).toEqual([]);
  });

  it('changes a filter in place when columns or the rule change, and touches nothing else', async () => {
    await cloud.enforcer.apply(active('north', NORTH, SOUTH));
    cloud.proxy.calls.length = 0;
    const edited = { ...NORTH, columns: ['category', 'record_id'], rowFilter: "category = 'Robbery'" };
    await cloud.enforcer.apply(active('north', edited, SOUTH));
    expect(cloud.proxy.changes()).toEqual(['UpdateDataCellsFilter', 'UpdateDataCellsFilter']);
    expect((await stateOf('north')).regions[0]?.filters).toContainEqual([
      'north_crime',
      edited.columns,
      { FilterExpression: edited.rowFilter },
    ]);
  });

  it('revokes first what a profile no longer shows, then removes the filter', async () => {
    await cloud.enforcer.apply(active('north', NORTH, SOUTH));
    cloud.proxy.calls.length = 0;
    await cloud.enforcer.apply(active('north', NORTH));
    for (const region of REGIONS) {
      const calls = cloud.proxy.calls.filter((call) => call.region === region).map(({ action }) => action);
      expect(calls.filter((action) => /^(Batch|Delete)/.test(action))).toEqual([
        'BatchRevokePermissions',
        'DeleteDataCellsFilter',
      ]);
    }
    expect((await stateOf('north')).regions[1]?.grants).toHaveLength(3);
  });

  it('revokes before anything else when a profile is retired, and removes the role once both regions are empty', async () => {
    await cloud.enforcer.apply(active('north', NORTH, SOUTH));
    cloud.proxy.calls.length = 0;
    await cloud.enforcer.apply(retired('north'));
    const changes = cloud.proxy.changes();
    expect(changes.slice(0, 2)).toEqual(['BatchRevokePermissions', 'BatchRevokePermissions']);
    expect(changes.slice(-2)).toEqual(['DetachRolePolicy', 'DeleteRole']);
    expect(changes.filter((action) => action === 'DeleteDataCellsFilter')).toHaveLength(4);
    const lastOf = (action: string) => cloud.proxy.calls.findLastIndex((call) => call.action === action);
    expect(lastOf('ListPermissions')).toBeLessThan(lastOf('DetachRolePolicy'));
    const state = await stateOf('north');
    expect(state).toMatchObject({
      role: null,
      regions: [
        { grants: [], filters: [] },
        { grants: [], filters: [] },
      ],
    });
    expect(state.regions[0]?.workgroup).not.toBeNull();
    expect(await cloud.enforcer.inspect([retired('north')])).toEqual(new Map());
  });

  it('keeps the role while anything is left in one region', async () => {
    await cloud.enforcer.apply(active('north', NORTH));
    const refusal = { code: 'AccessDeniedException', message: 'no' };
    cloud.proxy.refuse('DeleteDataCellsFilter', refusal);
    await expect(cloud.enforcer.apply(retired('north'))).rejects.toThrow('no');
    expect((await stateOf('north')).role).not.toBeNull();
    await cloud.enforcer.apply(retired('north'));
    expect((await stateOf('north')).role).toBeNull();
  });

  it('removes the workgroup with its results when those are over', async () => {
    await cloud.enforcer.apply(active('north', NORTH));
    await cloud.enforcer.apply(retired('north'));
    await cloud.enforcer.apply(removed('north'));
    expect((await stateOf('north')).regions.map(({ workgroup }) => workgroup)).toEqual([null, null]);
    cloud.proxy.calls.length = 0;
    await cloud.enforcer.apply(removed('north'));
    expect(cloud.proxy.changes()).toEqual([]);
  });

  it('leaves a suspended profile no grant, stops what it runs, and gives all back afterwards', async () => {
    const profile = active('north', NORTH, SOUTH);
    await cloud.enforcer.apply(profile);
    const before = await stateOf('north');
    const WorkGroup = `${cloud.options.workgroupPrefix}north`;
    await cloud.behind[REGIONS[0]]?.athena.send(
      new StartQueryExecutionCommand({ QueryString: 'SELECT 1', WorkGroup }),
    );
    cloud.proxy.calls.length = 0;
    await cloud.enforcer.apply(suspended('north'));
    expect(cloud.proxy.changes().toSorted()).toEqual([
      'BatchRevokePermissions',
      'BatchRevokePermissions',
      'StopQueryExecution',
    ]);
    expect((await stateOf('north')).regions.map(({ grants }) => grants)).toEqual([[], []]);
    await cloud.enforcer.apply(profile);
    expect(await stateOf('north')).toEqual(before);
  });

  it('never touches another profile', async () => {
    await cloud.enforcer.apply(active('north', NORTH, SOUTH));
    await cloud.enforcer.apply(active('north-1', NORTH, SOUTH));
    const before = await stateOf('north');
    cloud.proxy.calls.length = 0;
    await cloud.enforcer.apply(active('north-1', { ...NORTH, rowFilter: null }));
    await cloud.enforcer.apply(suspended('north-1'));
    await cloud.enforcer.apply(removed('north-1'));
    expect(await stateOf('north')).toEqual(before);
    const changing = cloud.proxy.calls.filter(({ action }) => !/^(Get|List)/.test(action));
    expect(changing.filter(({ body }) => !body.includes('north-1'))).toEqual([]);
  });

  it('leaves out columns that the catalogue does not have, and waits for a table that it does not have', async () => {
    await cloud.enforcer.apply(
      active('north', { ...NORTH, columns: ['category', 'lsoa_2021', 'record_id'] }),
    );
    expect((await stateOf('north')).regions[0]?.filters[0]?.[1]).toEqual(['category', 'record_id']);
    const unknown = { ...NORTH, dataset: 'west-crime' };
    await expect(cloud.enforcer.apply(active('west', unknown))).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringContaining('the catalogue lacks the table west_crime'),
    });
  });

  it('puts a profile of a hundred datasets in force, by grants of at most twenty a call', async () => {
    const tables = Array.from({ length: 100 }, (_, index) => ({ ...SOUTH, dataset: `many-${index}` }));
    for (const { dataset } of tables) await cloud.putTable(dataset.replace('-', '_'), SOUTH.columns);
    const profile = active('many', ...tables);
    await cloud.enforcer.apply(profile);
    const sizes = cloud.proxy.calls
      .filter(({ action }) => action === 'BatchGrantPermissions')
      .map(({ body }) => JSON.parse(body).Entries.length);
    expect(sizes.toSorted((a, b) => b - a)).toEqual([...Array(10).fill(20), 2, 2]);
    expect(await cloud.enforcer.inspect([profile])).toEqual(new Map());
    cloud.proxy.calls.length = 0;
    await cloud.enforcer.apply(profile);
    expect(cloud.proxy.changes()).toEqual([]);
  });

  it('refuses a role that somebody else made under the name, whatever else is right', async () => {
    await cloud.enforcer.apply(active('north', NORTH));
    const { ProfileEnforcer } = await import('#adapters/aws/profile-enforcer.ts');
    const other = new ProfileEnforcer({
      ...cloud.options,
      queryRoleArns: ['arn:aws:iam::123456789012:role/another'],
    });
    expect((await other.inspect([active('north', NORTH)])).get('north')).toEqual([
      'its role is trusted by others',
    ]);
    await expect(other.apply(active('north', NORTH))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });
});

describe('ProfileEnforcer.apply(profile) where AWS has not heard yet', () => {
  const later = [
    ['BatchGrantPermissions', 'InvalidInputException', 'Invalid principal, arn', true],
    ['BatchGrantPermissions', 'ConcurrentModificationException', 'Two processes', true],
    ['BatchGrantPermissions', 'ConcurrentModificationException', 'Two processes', false],
    ['CreateDataCellsFilter', 'ConcurrentModificationException', 'Two processes', false],
    [
      'CreateDataCellsFilter',
      'AccessDeniedException',
      'User is not authorized to access requested permissions',
      false,
    ],
    ['AttachRolePolicy', 'ThrottlingException', 'Rate exceeded', false],
  ] as const;

  for (const [action, code, message, entry] of later)
    it(`tries again after ${code} (${message}) of ${action}${entry ? ' for one entry' : ''}`, async () => {
      cloud.proxy.refuse(action, { code, message, entry });
      cloud.proxy.refuse(action, { code, message, entry });
      await cloud.enforcer.apply(active('north', NORTH, SOUTH));
      expect(await cloud.enforcer.inspect([active('north', NORTH, SOUTH)])).toEqual(new Map());
      expect(cloud.pauses.length).toBeGreaterThanOrEqual(2);
    });

  it('sends only the failed entries of a batch again', async () => {
    cloud.proxy.refuse('BatchGrantPermissions', {
      code: 'InvalidInputException',
      message: 'Invalid principal',
      entry: true,
    });
    await cloud.enforcer.apply(active('north', NORTH, SOUTH));
    const sizes = cloud.proxy.calls
      .filter(({ action }) => action === 'BatchGrantPermissions')
      .map(({ body }) => JSON.parse(body).Entries.length);
    expect(sizes.toSorted()).toEqual([1, 4, 4]);
  });

  it('gives up at once on what does not pass by itself', async () => {
    cloud.proxy.refuse('CreateDataCellsFilter', { code: 'AccessDeniedException', message: 'not allowed' });
    await expect(cloud.enforcer.apply(active('north', NORTH))).rejects.toThrow('not allowed');
    expect(cloud.pauses).toEqual([]);
  });

  it('sees grants on filters that only a listing with their table shows', async () => {
    cloud.proxy.hidesFilterGrants = true;
    await cloud.enforcer.apply(active('north', NORTH, SOUTH));
    expect(await cloud.enforcer.inspect([active('north', NORTH)])).toEqual(
      new Map([
        ['north', expect.arrayContaining([`${REGIONS[0]}: its filter of south_crime is still there`])],
      ]),
    );
  });
});

describe('ProfileEnforcer.apply(profile) that is cut off', () => {
  const whole = (id: string) => active(id, NORTH, SOUTH);
  const edited = (id: string) => active(id, { ...NORTH, columns: ['category'], rowFilter: null });
  type Turn = readonly [string, ((id: string) => EnforcedProfile) | null, (id: string) => EnforcedProfile];
  const turns: readonly Turn[] = [
    ['a new profile', null, whole],
    ['an edit that drops a table', whole, edited],
    ['an edit that adds one', edited, whole],
    ['a suspension', whole, suspended],
    ['a retirement', whole, retired],
    ['a removal', whole, removed],
  ];

  /** The end of a turn of one profile that dies after so many calls that change anything, and then runs again. */
  async function endOf([, from, to]: Turn, id: string, cut: number) {
    const { enforcer, proxy } = cloud;
    if (from !== null) await enforcer.apply(from(id));
    proxy.endAfter(cut);
    const died = await enforcer.apply(to(id)).then(
      () => false,
      () => true,
    );
    proxy.endAfter(Number.POSITIVE_INFINITY);
    await enforcer.apply(to(id));
    expect(await enforcer.inspect([to(id)])).toEqual(new Map());
    return { died, state: JSON.stringify(await stateOf(id)).replaceAll(id, 'id') };
  }

  for (const turn of turns)
    it(`ends up the same when ${turn[0]} dies between any two calls and runs again`, async () => {
      const { state: expected } = await endOf(turn, 'whole', Number.POSITIVE_INFINITY);
      let cut = 0;
      for (let died = true; died; cut++) {
        const end = await endOf(turn, `cut-${cut}`, cut);
        expect(end.state).toBe(expected);
        died = end.died;
      }
      expect(cut).toBeGreaterThan(2);
    }, 180_000);
});
