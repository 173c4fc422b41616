import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MapshaperTools } from '#adapters/geometry/mapshaper-tools.ts';
import { importDemoGeography } from '#app/geography/demo.ts';
import { boroughCode, LONDON_BOROUGHS } from '#app/geography/london-boroughs.ts';
import { currentVintages, listGeographies, readAllBoundaries, readAreas } from '#app/geography/store.ts';
import { makeLocator } from '#core/geo/locator.ts';
import { type MadePlatform, makePlatform } from './made-platform.ts';

let platform: MadePlatform;
beforeAll(async () => {
  platform = await makePlatform();
  await importDemoGeography(platform, new MapshaperTools());
});
afterAll(() => platform.remove());

describe('importDemoGeography(platform, tools)', () => {
  it('makes 33 boroughs with their ONS codes, and wards, MSOAs and LSOAs that say they are synthetic', async () => {
    const all = Object.fromEntries((await listGeographies(platform)).map((each) => [each.level, each]));
    expect(Object.keys(all).sort()).toEqual(['borough', 'lsoa', 'msoa', 'ward']);
    expect(Object.values(all).map(({ synthetic }) => synthetic)).toEqual([false, true, true, true]);
    expect((await readAreas(platform, 'borough', 'demo')).map(({ code, name }) => [code, name])).toEqual(
      Object.entries(LONDON_BOROUGHS),
    );
    expect(all['ward']?.areaCount).toBeGreaterThan(300);
    expect(all['lsoa']?.areaCount).toBeGreaterThan(2_000);
    for (const { code, name } of await readAreas(platform, 'ward', 'demo')) {
      expect(code).toMatch(/^DW\d{4}$/);
      expect(name).toMatch(/^[A-Z][A-Za-z ]+ area \d+$/);
    }
  });

  it('gives every point of a borough one area of each level, and those lie in each other', async () => {
    const locator = makeLocator(await readAllBoundaries(platform));
    const rows = 40_000;
    const located = locator.locate(
      Int32Array.from({ length: rows }, (_, i) =>
        Math.round(-510_000 + 844_000 * ((i * 0.618_033_988_7) % 1)),
      ),
      Int32Array.from({ length: rows }, (_, i) =>
        Math.round(51_286_000 + 405_000 * ((i * 0.754_877_666_2) % 1)),
      ),
    );
    const codes = Object.fromEntries(
      located.areas.map(({ column, codes: all, indexes }) => [
        column,
        (row: number) => all[indexes[row] ?? -1],
      ]),
    );
    const parents = new Map(
      (await readAreas(platform, 'lsoa', 'demo')).map((area) => [area.code, area.parents]),
    );
    let inBorough = 0;
    let apart = 0;
    for (let row = 0; row < rows; row += 1) {
      const borough = codes['borough_demo']?.(row);
      if (borough === undefined) continue;
      inBorough += 1;
      const found = { borough, ward: codes['ward_demo']?.(row), msoa: codes['msoa_demo']?.(row) };
      const lsoa = codes['lsoa_demo']?.(row);
      expect(Object.values({ ...found, lsoa }), `row ${row}`).not.toContain(undefined);
      const above = parents.get(lsoa ?? '');
      if (Object.entries(found).some(([level, code]) => above?.[level] !== code)) apart += 1;
    }
    expect(inBorough).toBeGreaterThan(20_000);
    expect(apart).toBeLessThanOrEqual(2);
  });

  it('makes nothing again', async () => {
    const again = await importDemoGeography(platform, new MapshaperTools());
    expect(again.map(({ changed }) => changed)).toEqual([false, false, false, false]);
  });

  it('leaves levels current that have real boundaries', async () => {
    const other = await makePlatform();
    await other.registry.transact([
      {
        kind: 'put',
        partition: 'geography-current',
        sort: 'borough',
        value: { vintage: '2022' },
        expected: 0,
      },
    ]);
    await importDemoGeography(other, new MapshaperTools());
    expect(await currentVintages(other)).toEqual({
      borough: '2022',
      lsoa: 'demo',
      msoa: 'demo',
      ward: 'demo',
    });
    await other.remove();
  });
});

describe('boroughCode(name)', () => {
  it.each([
    ['Hammersmith & Fulham', 'E09000013'],
    ['KENSINGTON AND CHELSEA', 'E09000020'],
    ['Royal Borough of Kingston upon Thames', 'E09000021'],
    ['London Borough of Richmond-upon-Thames', 'E09000027'],
    ['City of Westminster', 'E09000033'],
    ['City of London', 'E09000001'],
    [' Tower  Hamlets ', 'E09000030'],
  ])('knows %s', (name, code) => {
    expect(boroughCode(name)).toBe(code);
  });

  it('knows no other place', () => {
    expect([boroughCode('Watford'), boroughCode('')]).toEqual([null, null]);
  });
});
