import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { enforceAll, enforceProfile } from '#app/access/enforcement.ts';
import { compareEnforcement } from '#app/access/enforcement-drift.ts';
import { findEnforcement } from '#app/access/enforcement-store.ts';
import { findProfile, putProfile } from '#app/access/profile-store.ts';
import { retireProfile } from '#app/access/profiles.ts';
import { releaseAccess, stopAccess } from '#app/access/stops.ts';
import type { RowRule } from '#core/access/row-rule.ts';
import { areaColumn } from '#core/model/geography.ts';
import { RECORD_COLUMNS } from '#core/model/record.ts';
import { provisionerStatements } from '#infra/policies/profile-policies.ts';
import { addAccount, addProfile, northProfile, person } from '#test/support/access-platform.ts';
import { type EnforcedCloud, openEnforcedCloud, REGIONS } from '#test/support/enforced-cloud.ts';
import { FIXTURE_DATASETS } from '#test/support/fixture-datasets.ts';
import { VINTAGES } from '#test/support/fixture-geography.ts';
import { openQueryPlatform, type QueryPlatform } from '#test/support/query-platform.ts';

const sam = person('sam', 'super-admin');
const RULE: RowRule = {
  all: [
    { column: 'category', in: ["O'Neill", 'theft'] },
    { not: { column: 'borough_2022', is: 'unknown' } },
    { lastMonths: 2 },
  ],
};
const VINTAGE: Readonly<Record<string, string>> = VINTAGES;

/** Names of the actions that the provisioner's policy allows. */
const PERMITTED = new Set(
  provisionerStatements({
    account: '123456789012',
    partition: 'aws',
    regions: [...REGIONS],
    database: 'safestats',
    profileRolePrefix: 'arn:aws:iam::123456789012:role/safestats/profile/ss-p-',
    workgroupPrefix: 'ss-',
    boundaryArn: 'arn:aws:iam::123456789012:policy/boundary',
    profilePolicyArn: 'arn:aws:iam::123456789012:policy/query',
    resultsKeyArns: [],
  })
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Action }) => Action.map((action) => action.split(':')[1])),
);

let platform: QueryPlatform;
let cloud: EnforcedCloud;
beforeAll(async () => {
  platform = await openQueryPlatform();
  await addAccount(platform.registry, sam);
});
afterAll(() => platform.dispose());
beforeEach(async () => {
  cloud = await openEnforcedCloud();
  for (const { definition, levels } of FIXTURE_DATASETS)
    await cloud.putTable(definition.id.replaceAll('-', '_'), [
      ...Object.keys(RECORD_COLUMNS),
      ...definition.fields.map(({ name }) => name),
      ...levels.map((level) => areaColumn(level, VINTAGE[level] ?? '')),
    ]);
});
afterEach(() => cloud.close());

const filterOf = (id: string, region: string) =>
  Object.values(cloud.proxy.filtersIn(region)).find(({ Name }) => Name?.includes(`-${id}-`.slice(1)));

describe('the enforcement of profiles on AWS', () => {
  it('brings all profiles of the registry in force, from new to retired, and agrees with itself at each step, within its policy', async () => {
    const id = 'north-rule';
    await addProfile(platform.registry, northProfile(id, { rowRule: RULE }));
    expect(await enforceAll(platform, cloud.enforcer)).toMatchObject({ checked: 2, failed: [] });
    for (const region of REGIONS) {
      const { RowFilter, ColumnNames } = filterOf(id, region) ?? {};
      expect(RowFilter).toEqual({
        FilterExpression:
          "category IN ('O''Neill', 'theft') AND borough_2022 IS NOT NULL AND month >= 202602",
      });
      expect(ColumnNames).toEqual(
        expect.arrayContaining(['category', 'weapon', 'loss', 'h3_8', 'borough_2022']),
      );
      for (const hidden of ['note', 'secret', 'longitude', 'h3_9', 'ward_2025', 'period'])
        expect(ColumnNames).not.toContain(hidden);
    }
    expect(await compareEnforcement(platform, cloud.enforcer)).toEqual([]);
    const used = new Set(cloud.proxy.calls.map(({ action }) => action));
    cloud.proxy.calls.length = 0;
    expect(await enforceAll(platform, cloud.enforcer)).toEqual({ checked: 2, changed: [], failed: [] });
    expect(cloud.proxy.changes()).toEqual([]);

    platform.pass(31 * 24 * 60 * 60 * 1_000);
    expect((await enforceAll(platform, cloud.enforcer)).changed).toEqual([id]);
    expect(filterOf(id, REGIONS[1])?.RowFilter?.FilterExpression).toContain('month >= 202603');

    await stopAccess(platform, sam, { kind: 'profile', id, why: 'a leak' });
    await enforceProfile(platform, cloud.enforcer, id);
    for (const region of REGIONS)
      expect(
        (await cloud.grants(region)).filter(
          ({ Principal }) => Principal?.DataLakePrincipalIdentifier === cloud.roleArn(id),
        ),
      ).toEqual([]);
    await releaseAccess(platform, sam, 'profile', id);
    await enforceProfile(platform, cloud.enforcer, id);

    const stored = await findProfile(platform.registry, id);
    if (stored === null) throw new Error('no profile');
    const { datasets } = northProfile(id, { fields: ['category'] });
    await putProfile(platform, { ...stored.profile, datasets, version: 2 }, stored.itemVersion);
    await enforceProfile(platform, cloud.enforcer, id);
    expect(filterOf(id, REGIONS[0])?.ColumnNames).not.toContain('weapon');
    expect((await findEnforcement(platform.registry, id))?.value.version).toBe(2);

    await retireProfile(platform, sam, id, stored.itemVersion + 1);
    await enforceProfile(platform, cloud.enforcer, id);
    expect(filterOf(id, REGIONS[0])).toBeUndefined();
    expect(await compareEnforcement(platform, cloud.enforcer)).toEqual([]);

    platform.pass(24 * 60 * 60 * 1_000);
    expect((await enforceAll(platform, cloud.enforcer)).changed).toContain(id);
    for (const { action } of cloud.proxy.calls) used.add(action);
    expect(used).toContain('DeleteWorkGroup');
    expect([...used].filter((action) => !PERMITTED.has(action))).toEqual([]);
  });

  it('does not write a version down that one region refuses, and does once it no longer does', async () => {
    const id = 'north-half';
    await addProfile(platform.registry, northProfile(id));
    cloud.proxy.refuse('CreateDataCellsFilter', { code: 'AccessDeniedException', message: 'no' });
    await expect(enforceProfile(platform, cloud.enforcer, id)).rejects.toThrow('no');
    expect(await findEnforcement(platform.registry, id)).toBeNull();
    await enforceProfile(platform, cloud.enforcer, id);
    expect((await findEnforcement(platform.registry, id))?.value.version).toBe(1);
  });
});
