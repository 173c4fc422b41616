import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MapshaperTools } from '#adapters/geometry/mapshaper-tools.ts';
import { importGeography } from '#app/geography/import.ts';
import { readAreas, readBoundaries } from '#app/geography/store.ts';
import type { SourceFile } from '#app/geography/tools.ts';
import { importReference } from '#app/reference/import.ts';
import { readTable } from '#app/reference/table.ts';
import { makeLocator } from '#core/geo/locator.ts';
import type { Geography } from '#core/model/geography.ts';
import { type MadePlatform, makePlatform } from '../app/geography/made-platform.ts';

const DATA = resolve('../shared/data');
const read = (path: string): SourceFile => ({ name: basename(path), body: readFileSync(join(DATA, path)) });
const readAll = (folder: string, pattern: RegExp) =>
  readdirSync(join(DATA, folder))
    .filter((name) => pattern.test(name))
    .map((name) => read(join(folder, name)));
const shapefile = (path: string) =>
  readAll(dirname(path), new RegExp(`^${basename(path)}\\.(shp|dbf|prj|cpg)$`));

let platform: MadePlatform;
const imported: Record<string, Geography> = {};

beforeAll(async () => {
  if (!existsSync(DATA)) return;
  platform = await makePlatform();
  const lookup = read('reference/lsoa21-msoa21-lad22-ward25-best-fit.csv');
  const take = async (level: string, vintage: string, files: readonly SourceFile[]) => {
    const request = { level, vintage, files, lookup, by: 'tester' };
    const withLookup = level === 'msoa' || level === 'lsoa';
    const { lookup: _lookup, ...plain } = request;
    const { geography } = await importGeography(platform, new MapshaperTools(), withLookup ? request : plain);
    imported[`${level} ${vintage}`] = geography;
  };
  await take('borough', '2022', shapefile('boundaries/lad22/london-2021-lad22-gen20'));
  await take('ward', '2025', readAll('boundaries/wards', /geojson$/));
  await take('msoa', '2021', shapefile('boundaries/msoa21/london-2021-msoa-gen20'));
  await take('lsoa', '2021', shapefile('boundaries/lsoa21/london-2021-lsoa-gen20'));
  await take('lsoa', '2021g', readAll('boundaries/lsoa21/geojson_by_borough', /geojson$/));
}, 300_000);
afterAll(() => platform?.remove());

describe.skipIf(!existsSync(DATA))('the real boundaries', () => {
  it('all import, with the parents that the lookup and their places give', () => {
    const facts = Object.entries(imported).map(([name, { areaCount, parents }]) => [
      name,
      areaCount,
      Object.entries(parents).map(([level, { exact }]) => `${level} ${exact ? 'exact' : 'best fit'}`),
    ]);
    expect(facts).toEqual([
      ['borough 2022', 33, []],
      ['ward 2025', 704, ['borough exact']],
      ['msoa 2021', 1_002, ['borough exact']],
      ['lsoa 2021', 4_994, ['borough exact', 'msoa exact', 'ward best fit']],
      ['lsoa 2021g', 4_994, ['borough exact', 'msoa exact', 'ward best fit']],
    ]);
  });

  it('give an LSOA the parents that the lookup says', async () => {
    const { columns, rows } = readTable(read('reference/lsoa21-msoa21-lad22-ward25-best-fit.csv'));
    const at = (row: readonly string[], column: string) => row[columns.indexOf(column)];
    const areas = new Map(
      (await readAreas(platform, 'lsoa', '2021')).map((area) => [area.code, area.parents]),
    );
    for (const row of rows) {
      expect(areas.get(at(row, 'LSOA21CD') ?? '')).toEqual({
        borough: at(row, 'LAD22CD'),
        msoa: at(row, 'MSOA21CD'),
        ward: at(row, 'WD25CD'),
      });
    }
  });

  it('locate points alike from the Shapefile and from GeoJSON files by borough', async () => {
    const locator = makeLocator([
      await readBoundaries(platform, 'lsoa', '2021'),
      await readBoundaries(platform, 'lsoa', '2021g'),
    ]);
    const rows = 300_000;
    const { areas } = locator.locate(
      Int32Array.from({ length: rows }, (_, i) =>
        Math.round(-510_000 + 844_000 * ((i * 0.618_033_988_7) % 1)),
      ),
      Int32Array.from({ length: rows }, (_, i) =>
        Math.round(51_286_000 + 405_000 * ((i * 0.754_877_666_2) % 1)),
      ),
    );
    const [shape, json] = areas;
    const same =
      shape?.indexes.reduce((count, index, row) => count + (index === json?.indexes[row] ? 1 : 0), 0) ?? 0;
    expect(same / rows).toBeGreaterThan(0.9999);
  });

  it.each([
    ['mps', 0.998],
    ['colp', 0.975],
    ['btp', 0.984],
  ])('locate records of %s in the 2021 LSOA that the file prints for at least %d', async (agency, share) => {
    const boundaries = await readBoundaries(platform, 'lsoa', '2021');
    const known = new Set(boundaries.codes);
    const printed: { x: number; y: number; code: string }[] = [];
    for (const file of readAll(join('deliveries', agency), /street\.csv$/)) {
      const { columns, rows } = readTable(file);
      const [x, y, code] = ['Longitude', 'Latitude', 'LSOA code'].map((column) => columns.indexOf(column));
      for (const row of rows) {
        const lsoa = row[code ?? -1] ?? '';
        if (!known.has(lsoa) || row[x ?? -1] === '') continue;
        printed.push({
          x: Math.round(Number(row[x ?? -1]) * 1e6),
          y: Math.round(Number(row[y ?? -1]) * 1e6),
          code: lsoa,
        });
      }
    }
    const { areas } = makeLocator([boundaries]).locate(
      Int32Array.from(printed, ({ x }) => x),
      Int32Array.from(printed, ({ y }) => y),
    );
    const indexes = areas[0]?.indexes ?? new Int32Array();
    const agreed = printed.filter(({ code }, row) => boundaries.codes[indexes[row] ?? -1] === code).length;
    expect(printed.length).toBeGreaterThan(5_000);
    expect(agreed / printed.length).toBeGreaterThanOrEqual(share);
  });
});

describe.skipIf(!existsSync(DATA))('the real reference tables', () => {
  it('give every borough a population for each year from 2011 to 2024', async () => {
    const files = ['11-22borough_pop.csv', '2324borough_pop.csv'].map((name) => read(`reference/${name}`));
    const result = await importReference(platform, {
      name: 'population',
      level: 'borough',
      files,
      by: 'tester',
    });
    expect(result).toMatchObject({ changed: true, areaCount: 33, unknownCodes: [], areasWithout: 0 });
    expect([result.years.at(0), result.years.at(-1), result.years.length]).toEqual([2011, 2024, 14]);
  });

  it('take a single year on the LSOAs of 2011 and say how many have gone', async () => {
    const files = [read('reference/london-mid2020-pop.csv')];
    const request = { name: 'population_lsoa', level: 'lsoa', vintage: '2021', files, by: 'tester' };
    const result = await importReference(platform, {
      ...request,
      year: 2020,
      valueColumn: 'Persons_All-Ages',
    });
    expect(result).toMatchObject({ areaCount: 4_835, areasWithout: 335 });
    expect(result.unknownCodes).toHaveLength(176);
  });
});
