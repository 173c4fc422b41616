import mapshaper from 'mapshaper';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MapshaperTools } from '#adapters/geometry/mapshaper-tools.ts';
import { type GeographyImport, importGeography } from '#app/geography/import.ts';
import {
  currentVintages,
  geographyHashes,
  geographyKey,
  listGeographies,
  readAllBoundaries,
  readAreas,
  readBoundaries,
} from '#app/geography/store.ts';
import type { SourceFile } from '#app/geography/tools.ts';
import { makeLocator } from '#core/geo/locator.ts';
import type { Fault } from '#core/model/error.ts';
import { BOROUGHS, boroughs, file, geojson, LSOAS, lsoas } from './made-files.ts';
import { type MadePlatform, makePlatform } from './made-platform.ts';

const tools = new MapshaperTools();
let platform: MadePlatform;
beforeEach(async () => {
  platform = await makePlatform();
});
afterEach(() => platform.remove());

const take = (request: Partial<GeographyImport> & Pick<GeographyImport, 'files'>) =>
  importGeography(platform, tools, { level: 'lsoa', vintage: '2021', by: 'tester', ...request });
const takeBoroughs = () => take({ level: 'borough', vintage: '2022', files: [boroughs()] });

async function refusal(request: Parameters<typeof take>[0]): Promise<readonly string[]> {
  try {
    await take(request);
  } catch (error) {
    const { code, message, details } = error as {
      code: string;
      message: string;
      details: { faults?: readonly Fault[] };
    };
    return [`${code} ${message}`, ...(details.faults ?? []).map((fault) => `${fault.at}: ${fault.message}`)];
  }
  throw new Error('it was not refused');
}

async function shapefile(withProjection: boolean): Promise<readonly SourceFile[]> {
  const output = await mapshaper.applyCommands('-i in.json -o town.shp', {
    'in.json': JSON.stringify(JSON.parse(new TextDecoder().decode(geojson('x', LSOAS, { grid: true }).body))),
  });
  const prj =
    'PROJCS["British_National_Grid",GEOGCS["GCS_OSGB_1936",DATUM["D_OSGB_1936",SPHEROID["Airy_1830",6377563.396,299.3249646]]],PROJECTION["Transverse_Mercator"],UNIT["Meter",1.0]]';
  return [
    ...['shp', 'dbf'].map((extension) => ({
      name: `town.${extension}`,
      body: bytesOf(output[`town.${extension}`]),
    })),
    ...(withProjection ? [file('town.prj', prj)] : []),
  ];
}

async function topojson(): Promise<SourceFile> {
  const output = await mapshaper.applyCommands('-i in.json -o town.json format=topojson', {
    'in.json': new TextDecoder().decode(lsoas().body),
  });
  return { name: 'town.json', body: bytesOf(output['town.json']) };
}

function bytesOf(output: Uint8Array | string | undefined): Uint8Array {
  return Buffer.from(output ?? '');
}

describe('importGeography(platform, tools, request)', () => {
  it.each<[string, () => Promise<readonly SourceFile[]> | readonly SourceFile[]]>([
    ['GeoJSON in WGS84', () => [lsoas()]],
    [
      'GeoJSON in WGS84 that says so',
      () => [geojson('a.geojson', LSOAS, { crs: 'urn:ogc:def:crs:OGC:1.3:CRS84' })],
    ],
    [
      'GeoJSON in EPSG:27700 that says so',
      () => [geojson('a.json', LSOAS, { grid: true, crs: 'urn:ogc:def:crs:EPSG::27700' })],
    ],
    ['GeoJSON in EPSG:27700 that does not say so', () => [geojson('a.json', LSOAS, { grid: true })]],
    ['a Shapefile with its projection', () => shapefile(true)],
    ['a Shapefile without its projection', () => shapefile(false)],
    ['TopoJSON', async () => [await topojson()]],
    ['several files', () => LSOAS.map((lsoa, i) => geojson(`${i}.geojson`, [lsoa]))],
    [
      'a file with a byte order mark',
      () => [file('a.json', `\uFEFF${new TextDecoder().decode(lsoas().body)}`)],
    ],
  ])('finds codes, names and places in %s', async (_title, files) => {
    const { geography, changed } = await take({ files: await files() });
    expect({ changed, areaCount: geography.areaCount }).toEqual({ changed: true, areaCount: 4 });
    const areas = await readAreas(platform, 'lsoa', '2021');
    expect(areas.map(({ code, name }) => `${code} ${name}`)).toEqual([
      'E01000000 Town 000A',
      'E01000001 Town 001A',
      'E01000002 Town 002A',
      'E01000003 Town 003A',
    ]);
    const locator = makeLocator(await readAllBoundaries(platform));
    const located = locator.locate(
      Int32Array.of(-95_000, -85_000, -95_000, -99_990),
      Int32Array.of(51_505_000, 51_505_000, 51_515_000, 51_519_990),
    );
    expect([...(located.areas[0]?.indexes ?? [])]).toEqual([0, 1, 2, 2]);
  });

  it('describes each area by its size and a label point inside', async () => {
    await take({ files: [lsoas()] });
    const [first] = await readAreas(platform, 'lsoa', '2021');
    const metres = 1_113.2 * Math.cos((51.505 * Math.PI) / 180) * 1_112.6;
    expect(Math.abs((first?.squareMetres ?? 0) / metres - 1)).toBeLessThan(0.005);
    expect(Math.abs((first?.labelLongitude ?? 0) + 95_000)).toBeLessThan(2_000);
    expect(Math.abs((first?.labelLatitude ?? 0) - 51_505_000)).toBeLessThan(2_000);
  });

  it('stores areas, full and display geometry, registers them and makes them current', async () => {
    const { geography } = await take({ files: [lsoas()] });
    expect(await platform.objects.list('geography/')).toEqual([
      geographyKey('lsoa', '2021', 'areas.json'),
      geographyKey('lsoa', '2021', 'display.geojson'),
      geographyKey('lsoa', '2021', 'full.geojson'),
    ]);
    expect(await listGeographies(platform)).toEqual([geography]);
    expect(await currentVintages(platform)).toEqual({ lsoa: '2021' });
    expect(await geographyHashes(platform)).toEqual({ lsoa: { '2021': geography.hash } });
    expect(platform.events.map(({ phase, action, object }) => `${phase} ${action} ${object}`)).toEqual([
      'intent administration geography/lsoa/2021',
      'outcome administration geography/lsoa/2021',
    ]);
  });

  it('changes nothing when the same boundaries come again, in whatever order', async () => {
    const first = await take({ files: [lsoas()] });
    const again = await take({ files: [geojson('b.geojson', [...LSOAS].reverse())] });
    expect(again).toEqual({ ...first, changed: false });
    expect(platform.events).toHaveLength(2);
  });

  it('replaces a vintage by other boundaries of the same vintage, and readers see them', async () => {
    const first = await take({ files: [lsoas()] });
    await readBoundaries(platform, 'lsoa', '2021');
    const second = await take({ files: [geojson('b.geojson', LSOAS.slice(0, 3))] });
    expect(second.geography.hash).not.toBe(first.geography.hash);
    expect((await readBoundaries(platform, 'lsoa', '2021')).codes).toHaveLength(3);
    expect(await readAreas(platform, 'lsoa', '2021')).toHaveLength(3);
  });

  it('keeps the current vintage when told that another is not current', async () => {
    await take({ files: [lsoas()] });
    await take({
      files: [lsoas()],
      vintage: '2011',
      current: false,
      codeField: 'LSOA21CD',
      nameField: 'LSOA21NM',
    });
    expect(await currentVintages(platform)).toEqual({ lsoa: '2021' });
    expect((await listGeographies(platform)).map(({ vintage }) => vintage)).toEqual(['2011', '2021']);
  });

  it('takes fields that are given, and any level', async () => {
    const squares = LSOAS.map(({ at }, i) => ({ at, properties: { ref: i + 1, label: `Beat ${i}` } }));
    await take({
      level: 'beat',
      vintage: '2024',
      files: [geojson('b.json', squares)],
      codeField: 'ref',
      nameField: 'label',
    });
    expect((await readAreas(platform, 'beat', '2024')).map(({ code, name }) => [code, name])).toContainEqual([
      '1',
      'Beat 0',
    ]);
  });

  it('gives boroughs without codes the codes of their names, however they are spelt', async () => {
    const names = ['kensington & chelsea', 'Richmond-upon-Thames'];
    const squares = BOROUGHS.map(({ at }, i) => ({ at, properties: { name: names[i] } }));
    await take({ level: 'borough', vintage: '2022', files: [geojson('b.json', squares)] });
    expect((await readAreas(platform, 'borough', '2022')).map(({ code, name }) => `${code} ${name}`)).toEqual(
      ['E09000020 Kensington and Chelsea', 'E09000027 Richmond upon Thames'],
    );
  });

  it('makes vector tiles for levels of more than a hundred areas', async () => {
    const squares = Array.from({ length: 121 }, (_, i) => ({
      properties: { LSOA21CD: `E01${String(i).padStart(6, '0')}`, LSOA21NM: `Town ${i}` },
      at: [-0.1 + (i % 11) * 0.01, 51.5 + Math.floor(i / 11) * 0.01, 0.01] as const,
    }));
    await take({ files: [geojson('many.json', squares)] });
    expect(await platform.objects.size(geographyKey('lsoa', '2021', 'tiles.pmtiles'))).toBeGreaterThan(127);
  });
});

describe('the parents of areas', () => {
  it('are those that most of each area lies in, exact when all of it does', async () => {
    await takeBoroughs();
    const { geography, notes } = await take({ files: [lsoas()] });
    expect(geography.parents).toEqual({ borough: { vintage: '2022', exact: true } });
    expect((await readAreas(platform, 'lsoa', '2021')).map(({ parents }) => parents['borough'])).toEqual([
      'E09000007',
      'E09000019',
      'E09000007',
      'E09000019',
    ]);
    expect(notes).toEqual(['borough 2022: by largest overlap, exact']);
  });

  it('are best fit when an area lies across a border', async () => {
    await takeBoroughs();
    const across = LSOAS.map(({ properties, at: [west, south, width] }) => ({
      properties,
      at: [west + 0.002, south, width] as const,
    }));
    const { geography } = await take({ files: [geojson('a.json', across)] });
    expect(geography.parents['borough']?.exact).toBe(false);
  });

  it('come from a lookup where it has them, whatever the overlap', async () => {
    await takeBoroughs();
    const lookup = file(
      'l.csv',
      '\uFEFFLSOA21CD,LSOA21NM,LAD22CD,LAD22NM\r\nE01000000,"Town, 000A",E09000019,Islington\r\n',
    );
    const { geography, notes } = await take({ files: [lsoas()], lookup });
    expect(geography.parents['borough']?.exact).toBe(false);
    expect((await readAreas(platform, 'lsoa', '2021'))[0]?.parents).toEqual({ borough: 'E09000019' });
    expect(notes).toEqual([
      'borough 2022: from the lookup, best fit, 3 not in the lookup, by overlap, 1 where another has more of the area',
    ]);
  });

  it('are refused when the lookup names areas that are not there, or two parents', async () => {
    await takeBoroughs();
    const lookup = file(
      'l.csv',
      'LSOA21CD,LAD22CD\nE01000000,E09000099\nE01000001,E09000007\nE01000001,E09000019\n',
    );
    expect(await refusal({ files: [lsoas()], lookup })).toEqual([
      'SPEC_INVALID l.csv does not fit borough 2022',
      'l.csv row 1: names E09000099, which borough 2022 does not have',
      'l.csv row 3: gives E01000001 a second parent, E09000019',
    ]);
  });

  it('are refused when the level above is not there', async () => {
    expect(await refusal({ files: [lsoas()], parents: { borough: '2022' } })).toEqual([
      'SPEC_INVALID the levels above are not there',
      'parents: borough 2022 is not there; import it first',
    ]);
  });
});

describe('what importGeography refuses', () => {
  const bad = (square: Partial<(typeof LSOAS)[number]>, index = 0) =>
    LSOAS.map((lsoa, i) => (i === index ? { ...lsoa, ...square } : lsoa));

  it.each<[string, () => readonly SourceFile[], readonly string[]]>([
    [
      'coordinates that contradict what the file says of them',
      () => [geojson('a.json', LSOAS, { crs: 'EPSG:27700' })],
      [
        'a.json: states EPSG:27700, but its coordinates are degrees; correct the statement or the coordinates',
      ],
    ],
    [
      'metres in a file that says degrees',
      () => [geojson('a.json', LSOAS, { grid: true, crs: 'EPSG:4326' })],
      [
        'a.json: states degrees, but its coordinates are metres of the British National Grid; correct the statement or the coordinates',
      ],
    ],
    [
      'another coordinate system',
      () => [geojson('a.json', LSOAS, { crs: 'EPSG:3857' })],
      ['a.json: states the coordinate system EPSG:3857; use EPSG:27700 or WGS84 (EPSG:4326, CRS84)'],
    ],
    [
      'latitude before longitude',
      () => [geojson('a.json', LSOAS.map((l) => ({ ...l, at: [51.5, -0.1, 0.01] as const })).slice(0, 1))],
      ['a.json: has latitude before longitude; GeoJSON has longitude first'],
    ],
    [
      'coordinates of no known system',
      () => [geojson('a.json', bad({ at: [9e6, 1, 5] }))],
      [
        'a.json: has coordinates that are neither degrees nor metres of the British National Grid (EPSG:27700)',
      ],
    ],
    [
      'codes that are missing and codes that come twice, together',
      () => [
        geojson('a.json', bad({ properties: { LSOA21NM: 'x' } }, 2)),
        geojson('b.json', [LSOAS[0] ?? { properties: {}, at: [0, 0, 0] }]),
      ],
      ['a.json: has no LSOA21CD in feature 3', 'b.json: has the code E01000000 that a.json has as well'],
    ],
    [
      'a code that comes often, once',
      () => [
        geojson(
          'a.json',
          LSOAS.map(({ at }) => ({ at, properties: { LSOA21CD: 'E01000001' } })),
        ),
      ],
      ['a.json: has the code E01000001 4 times'],
    ],
    [
      'an area without area',
      () => [geojson('a.json', bad({ at: [-0.1, 51.5, 0] }, 1))],
      ['a.json: E01000001 has an empty geometry'],
    ],
    [
      'no geometry and lines',
      () => [
        file('a.json', {
          type: 'FeatureCollection',
          features: [
            { type: 'Feature', properties: { LSOA21CD: 'a' }, geometry: null },
            {
              type: 'Feature',
              properties: { LSOA21CD: 'b' },
              geometry: {
                type: 'LineString',
                coordinates: [
                  [0, 0],
                  [1, 1],
                ],
              },
            },
          ],
        }),
      ],
      ['a.json: a has no geometry', 'a.json: b is a LineString; areas are polygons'],
    ],
    [
      'fields that cannot be found',
      () => [
        geojson(
          'a.json',
          LSOAS.map(({ at }) => ({ at, properties: { id: 1, colour: 'red' } })),
        ),
      ],
      ['a.json: has no field of codes of lsoa; say which with --code-field. It has id, colour'],
    ],
    [
      'several fields of codes',
      () => [
        geojson(
          'a.json',
          LSOAS.map(({ at }) => ({ at, properties: { LSOA01CD: 'a', LSOA11CD: 'b' } })),
        ),
      ],
      ['a.json: has several fields of codes (LSOA01CD, LSOA11CD); say which with --code-field'],
    ],
    [
      'an empty collection',
      () => [file('a.json', { type: 'FeatureCollection', features: [] })],
      [
        'a.json: has no feature',
        'a.json: has no field of codes of lsoa; say which with --code-field. It has no fields',
      ],
    ],
  ])('names %s', async (_title, files, faults) => {
    expect(await refusal({ files: files() })).toEqual([
      'SPEC_INVALID the boundaries cannot be used',
      ...faults,
    ]);
    expect(await platform.objects.list('')).toEqual([]);
    expect(platform.events).toEqual([]);
  });

  it('names files that cannot be read, all at once', async () => {
    const files = [
      file('a.json', '{"type": "Feat'),
      file('b.json', '[1]'),
      file('c.shp', 'no'),
      file('d.json', { type: 'Point' }),
    ];
    expect(await refusal({ files })).toEqual([
      'SPEC_INVALID files cannot be read',
      'a.json: is not JSON; check that the file is whole',
      'b.json: is JSON, but its type is null; use a FeatureCollection or Topology',
      'c.shp: has no .dbf of the same name beside it; codes and names are in that file',
      'd.json: is JSON, but its type is "Point"; use a FeatureCollection or Topology',
    ]);
  });

  it('says what to do with a GeoPackage and with formats that it does not know', async () => {
    expect(await refusal({ files: [file('a.gpkg', 'SQLite format 3\0')] })).toEqual([
      'UNSUPPORTED_MEDIA_TYPE a.gpkg is a GeoPackage, which is not read here; export the layer as GeoJSON or Shapefile',
    ]);
    expect(await refusal({ files: [file('a.kml', '<kml/>')] })).toEqual([
      'UNSUPPORTED_MEDIA_TYPE a.kml is of no known format; use a Shapefile (.shp, or all its files as .zip), GeoJSON or TopoJSON',
    ]);
  });

  it('names what is wrong with the request', async () => {
    expect(
      await refusal({ level: 'Big Area', vintage: '20/22', files: [], parents: { 'Big Area': '1' } }),
    ).toEqual([
      'SPEC_INVALID the request cannot be used',
      'level: got Big Area; use lower case letters and digits, as in borough',
      'vintage: got 20/22; use the year of the boundaries, as in 2022',
      'files: none given; give at least one',
      'parents: Big Area cannot be a parent of itself',
    ]);
  });
});

describe('readBoundaries(platform, level, vintage)', () => {
  it('fails with NOT_FOUND for boundaries that are not there', async () => {
    await expect(readBoundaries(platform, 'lsoa', '1999')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('fails with UNAVAILABLE while the geometry is not the registered one', async () => {
    await take({ files: [lsoas()] });
    await platform.objects.put(
      geographyKey('lsoa', '2021', 'full.geojson'),
      '{"type":"FeatureCollection","features":[]}',
    );
    await expect(readBoundaries(platform, 'lsoa', '2021')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });
});
