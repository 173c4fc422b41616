import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { findProfile, putProfile } from '#app/access/profile-store.ts';
import type { Caller } from '#app/caller.ts';
import { searchPlaces } from '#app/places/search.ts';
import { type DatasetAccess, wholeAccess } from '#core/access/profile.ts';
import {
  type FixtureDataset,
  type FixtureRow,
  fixtureDefinition,
  fixtureField,
} from '#test/support/fixture-lake.ts';
import { analyst, openQueryPlatform, type QueryPlatform } from '#test/support/query-platform.ts';

const WEST: FixtureRow['at'] = [-0.08, 51.51];
const EAST: FixtureRow['at'] = [0.02, 51.51];

function rows(count: number, at: FixtureRow['at'], street: string | null, station: string | null = null) {
  return Array.from(
    { length: count },
    (_, index): FixtureRow => ({
      when: '2018-05',
      at,
      fields: { street, station, home: 'Hidden Cottage', kind: index % 2 === 0 ? 'a' : 'b' },
    }),
  );
}

const STREETS: FixtureDataset = {
  definition: fixtureDefinition({
    id: 'street-crime',
    title: 'Street crime',
    noun: { one: 'crime', many: 'crimes' },
    timePrecision: 'month',
    times: [{ kind: 'month', column: 'm' }],
    fields: [
      fixtureField('street', 'text', 'text', { place: 'street' }),
      fixtureField('station', 'text', 'text', { place: 'station' }),
      fixtureField('home', 'text', 'text'),
      fixtureField('kind', 'category', 'dimension', { codeList: 'kind' }),
    ],
    codeLists: {
      kind: [
        { code: 'a', label: 'A' },
        { code: 'b', label: 'B' },
      ],
    },
  }),
  levels: ['borough', 'ward', 'lsoa'],
  deliveries: [
    {
      number: 1,
      accepted: 40,
      live: 40,
      coverage: { from: '2018-05', to: '2018-05', areas: null, stated: 'manifest' },
    },
  ],
  rows: [
    ...rows(6, WEST, 'On or near Orchard Road'),
    ...rows(7, EAST, 'On or near Orchard Road'),
    ...rows(4, WEST, 'On or near Secret Mews'),
    ...rows(9, WEST, 'On or near Supermarket'),
    ...rows(5, 'missing', 'On or near Nowhere Lane'),
    ...rows(8, EAST, null, 'Orchard (lu Station)'),
  ],
};

let platform: QueryPlatform;
let version = 1;
let caller: Caller;

beforeAll(async () => {
  platform = await openQueryPlatform([STREETS]);
  caller = analyst('ann');
});
afterAll(() => platform.dispose());
afterEach(() => under({}));

/** From now on the profile shows the dataset so. */
async function under(change: Partial<DatasetAccess>): Promise<void> {
  version += 1;
  const id = 'all-records';
  const before = await findProfile(platform.registry, id);
  const datasets = { 'street-crime': { ...wholeAccess(STREETS.definition), ...change } };
  const profile = {
    id,
    title: 'All',
    description: '',
    datasets,
    version,
    state: 'active',
    createdAt: '2026-01-01T00:00:00Z',
    createdBy: 'test',
    approvedBy: null,
  } as const;
  await putProfile(platform, profile, before?.itemVersion ?? 0);
}

async function found(text: string, who: Caller = caller): Promise<readonly string[]> {
  for (;;) {
    const { items, preparing } = await searchPlaces(platform, who, text, 10);
    if (!preparing)
      return items.map(
        ({ kind, name, within }) => `${kind} ${name}${within.map((one) => ` < ${one.name}`).join('')}`,
      );
  }
}

describe('searchPlaces(platform, caller, text, limit)', () => {
  it('finds streets and stations that records name, each place once, with what it lies in', async () => {
    expect(await found('orchard')).toEqual([
      'station Orchard < Borough 3 < LSOA E03S < Ward E03S',
      'street Orchard Road < Borough 3 < LSOA E03S < Ward E03S',
      'street Orchard Road < Borough 1 < LSOA E01S < Ward E01S',
    ]);
    const { items } = await searchPlaces(platform, caller, 'Orchard Rd', 10);
    expect(items[0]).toMatchObject({
      match: 'exact',
      longitude: 20_000,
      latitude: 51_510_000,
      radiusMetres: 250,
      source: 'Street crime: where its records say so',
    });
  });

  it('finds no name that fewer than five records give, no kind of place, and none without a position', async () => {
    expect(await found('secret mews')).toEqual([]);
    expect(await found('supermarket')).toEqual([]);
    expect(await found('nowhere lane')).toEqual([]);
    expect(await found('hidden cottage')).toEqual([]);
  });

  it('finds areas by name and by code, larger ones first', async () => {
    expect(await found('borough 2')).toEqual(['area Borough 2 < Borough 2']);
    expect((await found('E02N'))[0]).toBe('area Ward E02N < Borough 2 < Ward E02N');
  });

  it.each<[string, Partial<DatasetAccess>]>([
    [
      'counts only',
      { kind: 'counts', precision: { exact: false, cell: 9, levels: ['borough'] }, minimumCount: 5 },
    ],
    ['records without coordinates', { precision: { exact: false, cell: 9, levels: ['borough', 'ward'] } }],
    ['records without the names', { fields: ['kind'] }],
  ])('gives no name of records under a profile that shows %s', async (_what, change) => {
    await under(change);
    expect(await found('orchard')).toEqual([]);
    expect(await found('borough 2')).toEqual(['area Borough 2 < Borough 2']);
  });

  it('counts only records that the row rule lets through', async () => {
    await under({ rowRule: { column: 'kind', in: ['a'] } });
    expect(await found('orchard road')).toEqual([]);
    await under({ minimumCount: 7 });
    expect(await found('orchard road')).toEqual(['street Orchard Road < Borough 3 < LSOA E03S < Ward E03S']);
  });

  it('gives names to nobody without a profile', async () => {
    expect(await found('orchard', { ...analyst('nobody'), profile: null })).toEqual([]);
  });

  it('records once for each person and publication that they were given names', async () => {
    const other = analyst('other');
    platform.events.length = 0;
    await found('orchard', other);
    await found('orchard r', other);
    const events = platform.events.filter(({ who }) => who === other.user);
    expect(events.map(({ phase, action, object, rows }) => [phase, action, object, rows])).toEqual([
      ['intent', 'consultation', 'dataset/street-crime', undefined],
      ['outcome', 'consultation', 'dataset/street-crime', 3],
    ]);
    expect(events[0]).toMatchObject({
      datasets: ['street-crime'],
      profile: { id: 'all-records', preview: false },
    });
  });

  it('gives no names while the audit cannot be written', async () => {
    const audit = { record: () => Promise.reject(new Error('no room')) };
    const { items, preparing } = await searchPlaces({ ...platform, audit }, analyst('late'), 'orchard', 10);
    expect([items, preparing]).toEqual([[], true]);
  });
});
