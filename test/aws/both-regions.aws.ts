import { GetPartitionsCommand, GlueClient } from '@aws-sdk/client-glue';
import type { DataCellsFilter } from '@aws-sdk/client-lakeformation';
import { ulid } from 'ulid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GlueTables } from '#adapters/aws/glue-tables.ts';
import { KnownPartitions } from '#adapters/aws/known-partitions.ts';
import { TablesOfRegions } from '#adapters/aws/tables-of-regions.ts';
import { enforceProfile } from '#app/access/enforcement.ts';
import { compareEnforcement, findingText } from '#app/access/enforcement-drift.ts';
import { retireProfile } from '#app/access/profiles.ts';
import { getDefinition } from '#app/dataset.ts';
import type { TableCatalogue, TableVersion } from '#app/ports.ts';
import { followPublications } from '#app/publication/follow.ts';
import { currentManifest, readPointer } from '#app/publication/manifest-store.ts';
import { addToTables } from '#app/publication/tables.ts';
import { brandId, type VersionId } from '#core/model/id.ts';
import { type Manifest, manifestKey, recordsOf } from '#core/model/manifest.ts';
import { rollupColumns } from '#core/model/rollup.ts';
import { tableName } from '#core/sql/trino.ts';
import {
  EAST,
  MADE_CRIME,
  type Made,
  made,
  makePlatform,
  SUPER_ADMIN,
  WEST,
} from '#test/app/ingest/made-platform.ts';
import { addProfile, northAccess } from '#test/support/access-platform.ts';
import { type EnforcedCloud, openEnforcedCloud, REGIONS } from '#test/support/enforced-cloud.ts';
import { motoClient, OTHER_REGION, REGION } from '#test/support/moto.ts';

const DATASET = MADE_CRIME.id;
const ROBBERY = "category = 'Robbery'";
const PROFILE = {
  id: 'robbers',
  title: 'Robbery',
  description: '',
  datasets: {
    [DATASET]: northAccess({
      fields: ['category', 'force'],
      rowRule: { column: 'category', op: '=', value: 'Robbery' },
    }),
  },
};

let cloud: EnforcedCloud;
let at: Made;
let here: GlueTables;
let there: GlueTables;
/** What the second region is told of its own catalogue. */
let known: KnownPartitions;
let told: unknown[];
const glue = Object.fromEntries(REGIONS.map((region) => [region, new GlueClient(motoClient(region))]));

/** A cloud of two catalogues with one registry, in which the first region publishes. */
async function open(unreachable: Pick<TableCatalogue, 'define'> | null = null): Promise<void> {
  cloud = await openEnforcedCloud();
  const { database } = cloud.options;
  const tablesIn = (region: string, partitions?: KnownPartitions) =>
    new GlueTables({
      client: glue[region] as GlueClient,
      database,
      bucket: `lake-${region}`,
      ...(partitions === undefined ? {} : { known: partitions }),
    });
  here = tablesIn(REGION);
  const onFailure = (_dataset: string, error: unknown) => {
    told.push(error);
  };
  told = [];
  at = await makePlatform({
    tables: new TablesOfRegions({ here, there: unreachable ?? tablesIn(OTHER_REGION), onFailure }),
  });
  known = new KnownPartitions(at.platform.registry, OTHER_REGION);
  there = tablesIn(OTHER_REGION, known);
  await at.deliver(
    '2018-05-a.csv',
    made(`a,2018-05,Met,${WEST},Theft,1`, `b,2019-01,Met,${EAST},Robbery,1`),
    { command: { from: '2018-05', to: '2019-01', areas: null } },
  );
}
afterEach(async () => {
  await at.close();
  await cloud.close();
});

async function published(): Promise<Manifest> {
  const manifest = await currentManifest(at.platform, DATASET);
  if (manifest === null) throw new Error('nothing is published');
  return manifest;
}
const follow = () => followPublications({ ...at.platform, tables: there });
const enforce = () => enforceProfile(at.platform, cloud.enforcer, PROFILE.id);
const addRobbers = () => addProfile(at.platform.registry, PROFILE);

/** Where the partitions of a table lie in a region, as Glue lists them. */
async function locations(region: string): Promise<readonly string[]> {
  const TableName = tableName({ dataset: DATASET, kind: 'records' });
  const { Partitions = [] } = (await glue[region]?.send(
    new GetPartitionsCommand({ DatabaseName: cloud.options.database, TableName }),
  )) ?? { Partitions: [] };
  return Partitions.map(({ StorageDescriptor }) => StorageDescriptor?.Location ?? '').sort();
}

describe('the catalogue of the region that stands by', () => {
  it('has the table as soon as something is published, so that a profile is in force in both', async () => {
    await open();
    await addRobbers();
    expect(await locations(OTHER_REGION)).toEqual([]);
    expect(await enforce()).toBe('changed');
    for (const region of REGIONS)
      expect(Object.values(cloud.proxy.filtersIn(region))).toMatchObject([
        { TableName: 'made_crime', RowFilter: { FilterExpression: ROBBERY } },
      ]);
  });

  it('follows what is published, in its own bucket, and then has nothing left to do', async () => {
    await open();
    const { periods } = await published();
    expect(await known.have(DATASET, periods)).toBe(false);
    expect(await follow()).toEqual({ added: 2, removed: 0, failed: [] });
    expect(await locations(OTHER_REGION)).toEqual(
      (await locations(REGION)).map((place) => place.replace(`lake-${REGION}`, `lake-${OTHER_REGION}`)),
    );
    expect(await known.have(DATASET, periods)).toBe(true);
    expect(await follow()).toEqual({ added: 0, removed: 0, failed: [] });
  });

  it('loses partitions of what is no longer kept, but not what is being published at this moment', async () => {
    await open();
    await follow();
    const stray = (time: number): TableVersion => ({
      kind: 'records',
      period: '2018',
      v: brandId<VersionId>(ulid(time)),
    });
    const old = stray(Date.now() - 48 * 60 * 60_000);
    const fresh = stray(Date.now());
    await there.add(DATASET, [old, fresh]);
    const again = () => new KnownPartitions(at.platform.registry, OTHER_REGION);
    expect(await again().have(DATASET, [old])).toBe(true);
    expect(await follow()).toMatchObject({ added: 0, removed: 1 });
    expect(await again().have(DATASET, [old])).toBe(false);
    expect(await again().have(DATASET, [fresh])).toBe(true);
    expect(await locations(OTHER_REGION)).toHaveLength(3);
  });

  it('does not hold a publication up when it cannot be reached, and makes its table itself later', async () => {
    await open({ define: async () => Promise.reject(new Error('no answer')) });
    await addRobbers();
    expect(await locations(REGION)).toHaveLength(2);
    expect(told.length).toBeGreaterThan(0);
    await expect(enforce()).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringContaining(`in ${OTHER_REGION} yet: the catalogue lacks the table made_crime`),
    });
    expect(await follow()).toMatchObject({ added: 2, failed: [] });
    expect(await enforce()).toBe('changed');
  });
});

describe('a roll-up of what a profile shows', () => {
  const ROLLUP = tableName({ dataset: DATASET, kind: 'rollup' });
  const filterName = () => `${cloud.options.workgroupPrefix}${PROFILE.id}-${ROLLUP}`;
  const filterIn = (region: string) =>
    Object.values(cloud.proxy.filtersIn(region)).find(({ TableName }) => TableName === ROLLUP);
  const drift = async () => (await compareEnforcement(at.platform, cloud.enforcer)).map(findingText);

  beforeEach(async () => {
    await open();
    await addRobbers();
    await enforce();
    const before = await published();
    const periods = recordsOf(before).flatMap((one) => [
      { ...one, rollup: 'made' as const },
      { ...one, kind: 'rollup' as const, dimensions: ['month', 'category'] },
    ]);
    const next = { ...before, id: brandId<Manifest['id']>(at.platform.newId()), periods };
    await addToTables(at.platform, await getDefinition(at.platform, DATASET), next);
    await at.platform.objects.put(manifestKey(DATASET, next.id), JSON.stringify(next));
    const { version } = await readPointer(at.platform, DATASET);
    const value = { manifest: next.id, previous: before.id };
    await at.platform.registry.transact([
      { kind: 'put', partition: 'publication', sort: DATASET, value, expected: version },
    ]);
    expect(filterIn(REGION)).toBeUndefined();
    expect(await enforce()).toBe('changed');
  });

  it('has a filter of its own in both regions: the rule of the profile, its fields and the counts', async () => {
    const all = Object.keys(rollupColumns(await getDefinition(at.platform, DATASET), ['borough_2022']));
    for (const region of REGIONS) {
      const { ColumnNames = [], ColumnWildcard, RowFilter } = filterIn(region) ?? {};
      expect(RowFilter).toEqual({ FilterExpression: ROBBERY });
      expect(ColumnWildcard).toBeUndefined();
      expect(ColumnNames).toEqual(
        expect.arrayContaining(['category', 'force', 'month', 'borough_2022', 'rollup_records']),
      );
      expect(ColumnNames.filter((name) => !all.includes(name))).toEqual([]);
      expect(ColumnNames).not.toContain('record_id');
      const granted = (await cloud.grants(region)).flatMap(({ Resource, Permissions }) =>
        Resource?.DataCellsFilter?.TableName === ROLLUP ? [Resource.DataCellsFilter.Name, Permissions] : [],
      );
      expect(granted).toEqual([filterName(), ['SELECT']]);
    }
    expect(await drift()).toEqual([]);
    expect(await enforce()).toBe('in-force');
  });

  const TAMPERED: readonly (readonly [Partial<DataCellsFilter> | null, string])[] = [
    [{ ColumnNames: ['category', 'value'] }, `filter of ${ROLLUP} shows value`],
    [{ RowFilter: { AllRowsWildcard: {} } }, `of ${ROLLUP} lets other records through`],
    [{ ColumnWildcard: {} }, `filter of ${ROLLUP} shows all columns but some`],
    [null, `filter of ${ROLLUP} is missing`],
  ];

  it('is found and set right when its filter shows more, or is gone', async () => {
    for (const [change, found] of TAMPERED) {
      cloud.proxy.tamper(OTHER_REGION, ROLLUP, filterName(), change);
      expect(await drift()).toEqual(expect.arrayContaining([expect.stringContaining(found)]));
      expect(await enforce()).toBe('changed');
      expect(await drift()).toEqual([]);
      expect(filterIn(OTHER_REGION)).toMatchObject({ RowFilter: { FilterExpression: ROBBERY } });
    }
  });

  it('leaves neither filter nor grant of the roll-up when the profile is retired', async () => {
    await retireProfile(at.platform, SUPER_ADMIN, PROFILE.id, 1);
    await enforce();
    for (const region of REGIONS) {
      expect(cloud.proxy.filtersIn(region)).toEqual({});
      expect(await cloud.grants(region)).toEqual([]);
    }
    expect(await drift()).toEqual([]);
  });
});
