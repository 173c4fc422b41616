import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MapshaperTools } from '#adapters/geometry/mapshaper-tools.ts';
import { importGeography } from '#app/geography/import.ts';
import { LONDON_BOROUGHS } from '#app/geography/london-boroughs.ts';
import { BOROUGH_POPULATION } from '#app/reference/borough-population.ts';
import { importDemoReference } from '#app/reference/demo.ts';
import { readDenominator } from '#app/reference/denominator.ts';
import { importReference, type ReferenceImport } from '#app/reference/import.ts';
import { listReferences } from '#app/reference/store.ts';
import type { Fault } from '#core/model/error.ts';
import { boroughs, file } from '../geography/made-files.ts';
import { type MadePlatform, makePlatform } from '../geography/made-platform.ts';

let platform: MadePlatform;
beforeEach(async () => {
  platform = await makePlatform();
  const files = [boroughs()];
  await importGeography(platform, new MapshaperTools(), {
    level: 'borough',
    vintage: '2022',
    files,
    by: 'tester',
  });
});
afterEach(() => platform.remove());

const take = (files: ReferenceImport['files'], more: Partial<ReferenceImport> = {}) =>
  importReference(platform, { name: 'population', level: 'borough', files, by: 'tester', ...more });

async function refusal(...request: Parameters<typeof take>): Promise<readonly string[]> {
  try {
    await take(...request);
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

const WIDE = file(
  'a.csv',
  '\uFEFFCode,Area name,2011_Population,2012_Population\r\nE09000007,Camden,"220,100",222000\r\nE09000019,Islington,206100,\r\n',
);
const LATER = file(
  'b.csv',
  'Code,Area name,2013_Population\nE09000007,Camden,225000\nE09000019,Islington,211000\nE12000007,London,8400000\n',
);

describe('importReference(platform, request)', () => {
  it('reads wide files with a byte order mark, thousands and gaps, and unites their years', async () => {
    const imported = await take([WIDE, LATER], { source: 'ONS' });
    expect(imported).toEqual({
      changed: true,
      years: [2011, 2012, 2013],
      areaCount: 3,
      unknownCodes: ['E12000007'],
      areasWithout: 0,
    });
    const table = await readDenominator(platform, 'population');
    expect(table).toMatchObject({
      name: 'population',
      level: 'borough',
      vintage: '2022',
      source: 'ONS',
      years: [2011, 2012, 2013],
    });
    expect([2011, 2012, 2013, 2014].map((year) => table?.value('E09000007', year))).toEqual([
      220_100,
      222_000,
      225_000,
      null,
    ]);
    expect(table?.value('E09000019', 2012)).toBeNull();
    expect(table?.value('E09000099', 2011)).toBeNull();
  });

  it('changes nothing when the same comes again, and replaces the table by another', async () => {
    await take([WIDE]);
    expect((await take([WIDE])).changed).toBe(false);
    expect((await take([LATER])).changed).toBe(true);
    expect((await readDenominator(platform, 'population'))?.years).toEqual([2013]);
    expect(await platform.objects.list('reference/population/')).toHaveLength(2);
    expect((await listReferences(platform)).map(({ value }) => [value.name, value.years])).toEqual([
      ['population', [2013]],
    ]);
  });

  it('reads one column of one year when told so', async () => {
    const files = [file('c.csv', 'LAD22CD,All,Men\nE09000007,10,4\nE09000019,20,9\n')];
    await take(files, { year: 2020, valueColumn: 'Men', name: 'men' });
    expect((await readDenominator(platform, 'men'))?.value('E09000019', 2020)).toBe(9);
  });

  it('takes the columns that carry its name when there are several kinds', async () => {
    const files = [file('c.csv', 'Code,2020_Households,2020_Population\nE09000007,10,40\n')];
    expect((await take(files)).areasWithout).toBe(1);
    expect((await readDenominator(platform, 'population'))?.value('E09000007', 2020)).toBe(40);
    await take(files, { name: 'homes', valueColumn: 'households' });
    expect((await readDenominator(platform, 'homes'))?.value('E09000007', 2020)).toBe(10);
  });

  it.each<[string, ReferenceImport['files'], Partial<ReferenceImport>, readonly string[]]>([
    [
      'values that are no counts and values that differ, all at once',
      [
        file('a.csv', 'Code,2011\nE09000007,12.5\nE09000019,-1\n'),
        file('b.csv', 'Code,2012,2013\nE09000007,1,x\nE09000007,2,3\n'),
      ],
      {},
      [
        'SPEC_INVALID the reference table cannot be used',
        'a.csv row 1, 2011: is not a count; use whole numbers of 0 or more',
        'a.csv row 2, 2011: is not a count; use whole numbers of 0 or more',
        'b.csv row 1, 2013: is not a count; use whole numbers of 0 or more',
        'b.csv row 2, 2012: gives E09000007 a second value for 2012',
      ],
    ],
    [
      'columns that cannot be found',
      [file('a.csv', 'Place,People\nCamden,1\n')],
      {},
      [
        'SPEC_INVALID the reference table cannot be used',
        'a.csv: has no column of codes of borough: name the one that is. It has Place, People',
        'a.csv: has no column with a year in its name, as in 2021_Population: give the year and the column of values. It has Place, People',
      ],
    ],
    [
      'two columns for one year',
      [file('a.csv', 'Code,2020_Men,2020_Women\nE09000007,1,2\n')],
      { valueColumn: 'men' },
      [
        'SPEC_INVALID the reference table cannot be used',
        'a.csv: has several columns for 2020: give what the names of the columns of values have in common',
      ],
    ],
    [
      'codes of another level',
      [file('a.csv', 'Code,2020\nE01000001,1\n')],
      {},
      ['SPEC_INVALID none of the codes is of borough 2022 (the first is E01000001); check level and vintage'],
    ],
    [
      'a level that is not there',
      [WIDE],
      { level: 'lsoa' },
      ['SPEC_INVALID there are no boundaries of lsoa; import them first'],
    ],
    [
      'a bad name',
      [WIDE],
      { name: 'My table' },
      ['SPEC_INVALID the name is My table; use lower case letters, digits and underscores'],
    ],
    ['no file', [], {}, ['SPEC_INVALID no file given; give at least one CSV file']],
    ['an empty file', [file('a.csv', '\n\n')], {}, ['SPEC_INVALID a.csv is empty']],
    [
      'uneven rows',
      [file('a.csv', 'Code,2020\nE09000007,1,2\n')],
      {},
      ['SPEC_INVALID a.csv has 3 values in row 1 and 2 columns'],
    ],
    [
      'a file that is not UTF-8',
      [{ name: 'a.csv', body: Uint8Array.of(0x43, 0xe9, 0x0a) }],
      {},
      ['SPEC_INVALID a.csv is not UTF-8 text; save it as CSV in UTF-8'],
    ],
    [
      'a binary file',
      [file('a.csv', 'PK\0\0')],
      {},
      ['SPEC_INVALID a.csv is not text; save it as CSV in UTF-8'],
    ],
  ])('refuses %s', async (_title, files, more, message) => {
    expect(await refusal(files, more)).toEqual(message);
    expect(await platform.objects.list('reference/')).toEqual([]);
  });
});

describe('readDenominator(platform, name)', () => {
  it('is null for a table that is not there', async () => {
    expect(await readDenominator(platform, 'workday_population')).toBeNull();
  });
});

describe('importDemoReference(platform)', () => {
  it('gives every borough a population for each year from 2011 to 2024, in hundreds', async () => {
    expect(Object.keys(BOROUGH_POPULATION)).toEqual(Object.keys(LONDON_BOROUGHS));
    expect(await importDemoReference(platform)).toBe(true);
    const table = await readDenominator(platform, 'population');
    expect([table?.years.at(0), table?.years.at(-1)]).toEqual([2011, 2024]);
    for (const code of Object.keys(LONDON_BOROUGHS)) {
      for (const year of table?.years ?? []) expect((table?.value(code, year) ?? 1) % 100).toBe(0);
    }
  });

  it('leaves a table of that name as it is', async () => {
    await take([WIDE]);
    expect(await importDemoReference(platform)).toBe(false);
    expect((await readDenominator(platform, 'population'))?.years).toEqual([2011, 2012]);
  });
});
