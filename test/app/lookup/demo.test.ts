import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addFirstProfiles } from '#app/access/first-profiles.ts';
import { findProfile } from '#app/access/profile-store.ts';
import { describeDataset } from '#app/catalogue.ts';
import { applyDefinition } from '#app/dataset.ts';
import { putDemoLookups, withDemoLookups } from '#app/lookup/demo.ts';
import { getLookup, listLookups, putLookup } from '#app/lookup/lookups.ts';
import { FIRST_DEFINITIONS } from '#core/datasets/first-five.ts';
import { CRIME_OUTCOMES, CRIME_TYPES } from '#core/datasets/police-codes.ts';
import { ANALYST, type Asking, makeAsking } from '../dataset/made-queries.ts';
import { SUPER_ADMIN } from '../ingest/made-platform.ts';

let world: Asking;
beforeAll(async () => {
  world = await makeAsking();
  await putDemoLookups(world.asking, SUPER_ADMIN);
  for (const first of FIRST_DEFINITIONS)
    await applyDefinition(world.asking, SUPER_ADMIN, withDemoLookups(first));
});
afterAll(() => world.close());

describe('the lookup tables of the demonstration', () => {
  it('group every crime type, and every outcome but those that nobody knows', async () => {
    const keysOf = async (name: string) =>
      (await getLookup(world.asking, SUPER_ADMIN, name)).rows.map(([key]) => key);
    expect(await keysOf('crime_groups')).toEqual(CRIME_TYPES.map(({ code }) => code));
    const unknown = ['Court result unavailable', 'Status update unavailable'];
    expect(await keysOf('outcome_stages')).toEqual(
      CRIME_OUTCOMES.map(({ code }) => code).filter((code) => !unknown.includes(code)),
    );
  });

  it('are joined by the crime datasets that have their keys, and by no other', async () => {
    const listed = await listLookups(world.asking, SUPER_ADMIN);
    expect(listed.map(({ name, usedBy }) => [name, usedBy])).toEqual([
      ['crime_groups', ['btp-crime', 'colp-crime', 'mps-crime']],
      ['outcome_stages', ['colp-crime', 'mps-crime']],
    ]);
  });

  it('are shown by the profiles of the demonstration, so that long lists are grouped', async () => {
    await addFirstProfiles(world.asking.registry, world.asking.clock);
    for (const id of ['all-records', 'borough-counts', 'ward-records']) {
      const found = await findProfile(world.asking.registry, id);
      expect(found?.profile.datasets['mps-crime']?.fields).toEqual(
        expect.arrayContaining(['category', 'outcome', 'crime_group', 'stage']),
      );
      expect(found?.profile.datasets['tfl-casualties']?.fields).not.toContain('crime_group');
    }
    const { fields } = await describeDataset(
      world.asking,
      { ...ANALYST, organisation: 'metropolitan-police', profile: 'borough-counts' },
      'mps-crime',
    );
    const parentsOf = (name: string) =>
      new Set(fields.find((field) => field.name === name)?.codes?.map(({ parent }) => parent));
    expect(parentsOf('category').size).toBe(4);
    expect([...parentsOf('outcome')].filter((parent) => parent !== undefined)).toHaveLength(6);
  });

  it('stay as they are where somebody changed them', async () => {
    const { itemVersion, ...table } = await getLookup(world.asking, SUPER_ADMIN, 'crime_groups');
    const [first = [], ...others] = table.rows;
    const changed = { ...table, rows: [[first[0] ?? '', 'Nuisance'], ...others] };
    await putLookup(world.asking, SUPER_ADMIN, 'crime_groups', changed, itemVersion);
    await putDemoLookups(world.asking, SUPER_ADMIN);
    expect((await getLookup(world.asking, SUPER_ADMIN, 'crime_groups')).rows[0]).toEqual(changed.rows[0]);
  });
});
