import { describe, expect, it } from 'vitest';
import { readDefinition } from '#core/datasets/definition-check.ts';
import type { DatasetDefinitionSpec } from '#core/model/dataset.ts';

const GOOD: DatasetDefinitionSpec = {
  id: 'rnli-callouts',
  version: 1,
  title: 'River rescue',
  noun: { one: 'call-out', many: 'call-outs' },
  description: 'Call-outs of lifeboats on the tidal Thames.',
  licence: 'Open Government Licence v3.0',
  fields: [
    {
      name: 'kind',
      label: 'Kind',
      description: 'What it was.',
      type: 'category',
      role: 'dimension',
      sensitivity: 'open',
      codeList: 'kind',
    },
    {
      name: 'reference',
      label: 'Reference',
      description: 'Of the call-out.',
      type: 'text',
      role: 'key',
      sensitivity: 'restricted',
      required: true,
    },
  ],
  key: ['reference'],
  timePrecision: 'minute',
  layouts: [
    {
      name: 'log_csv',
      format: 'csv',
      columns: ['Ref', 'Date', 'Time', 'X', 'Y', 'Kind'],
      time: { kind: 'local', date: 'Date', time: 'Time' },
      place: { kind: 'epsg27700', easting: 'X', northing: 'Y' },
      fields: { kind: 'Kind', reference: 'Ref' },
      periodInName: '^(?<month>\\d{4}-\\d{2})',
    },
  ],
  codeLists: {
    kind: [
      { code: 'Robbery', label: 'Robbery' },
      { code: 'Rescue', label: 'Rescue', sources: ['R'] },
    ],
  },
  common: { category: { from: 'field', field: 'kind', map: { Robbery: 'Robbery' } } },
  contract: {
    agency: 'rnli',
    cadence: 'monthly',
    dueDay: 10,
    window: { kind: 'append' },
    areas: null,
    contact: 'Station officer',
  },
  retentionMonths: 120,
};
const [KIND, REFERENCE] = GOOD.fields;
const [LAYOUT] = GOOD.layouts;
if (KIND === undefined || REFERENCE === undefined || LAYOUT === undefined)
  throw new Error('the example is incomplete');

const faultsOf = (changes: Record<string, unknown>): readonly string[] => {
  const read = readDefinition({ ...GOOD, ...changes });
  return 'faults' in read ? read.faults.map(({ at }) => at) : [];
};

describe('readDefinition(spec)', () => {
  it('fills in the defaults of a sound definition', () => {
    expect(readDefinition(GOOD)).toMatchObject({
      definition: { fields: [{ required: false }, { required: true }] },
    });
  });

  it.each<[string, Record<string, unknown>, readonly string[]]>([
    ['a name taken twice', { fields: [KIND, REFERENCE, KIND] }, ['fields[2].name']],
    ['a reserved name', { fields: [KIND, REFERENCE, { ...KIND, name: 'month' }] }, ['fields[2].name']],
    ...['period', 'v', 'rows', 'key_sum'].map(
      (name): [string, Record<string, unknown>, readonly string[]] => [
        `${name}, which names a folder or a number that statements add`,
        { fields: [KIND, REFERENCE, { ...KIND, name }] },
        ['fields[2].name'],
      ],
    ),
    [
      'a name like an area column',
      { fields: [KIND, REFERENCE, { ...KIND, name: 'borough_2022' }] },
      ['fields[2].name'],
    ],
    ['an absent code list', { fields: [{ ...KIND, codeList: 'other' }, REFERENCE] }, ['fields[0].codeList']],
    ['a code list of a text', { fields: [KIND, { ...REFERENCE, codeList: 'kind' }] }, ['fields[1].codeList']],
    [
      'a decimal without scale',
      { fields: [KIND, REFERENCE, { ...KIND, name: 'cost', type: 'decimal', codeList: undefined }] },
      ['fields[2].scale'],
    ],
    ['a scale of a text', { fields: [KIND, { ...REFERENCE, scale: 2 }] }, ['fields[1].scale']],
    ['a measure of a text', { fields: [KIND, { ...REFERENCE, role: 'measure' }] }, ['fields[1].role']],
    [
      'a spelling of two codes',
      {
        codeLists: {
          kind: [
            { code: 'Robbery', label: 'a' },
            { code: 'R', label: 'b', sources: ['Robbery'] },
          ],
        },
      },
      ['codeLists.kind[1]'],
    ],
    ['an absent key field', { key: ['reference', 'number'] }, ['key[1]']],
    [
      'an absent window field',
      { contract: { ...GOOD.contract, window: { kind: 'replace-period', within: ['station'] } } },
      ['contract.window.within[0]'],
    ],
    ['an absent own field', { own: { field: 'station', values: ['a'] } }, ['own.field']],
    ['an own value without code', { own: { field: 'kind', values: ['Rescue', 'Fire'] } }, ['own.values[1]']],
    ['too coarse a precision', { timePrecision: 'day' }, ['timePrecision']],
    [
      'an unknown common field',
      { common: { colour: { from: 'constant', value: 'red' } } },
      ['common.colour'],
    ],
    [
      'an unknown common code',
      { common: { category: { from: 'constant', value: 'red' } } },
      ['common.category.value'],
    ],
    [
      'a common field from nowhere',
      { common: { category: { from: 'field', field: 'x', map: {} } } },
      ['common.category.field'],
    ],
    [
      'a crosswalk from an absent code',
      { common: { category: { from: 'field', field: 'kind', map: { Fire: 'Robbery' } } } },
      ['common.category.map'],
    ],
    [
      'a crosswalk to an absent code',
      { common: { category: { from: 'field', field: 'kind', map: { Rescue: 'Rescue' } } } },
      ['common.category.map'],
    ],
    [
      'two layouts with the same columns',
      { layouts: [LAYOUT, { ...LAYOUT, name: 'other' }] },
      ['layouts[1].columns'],
    ],
    [
      'two layouts of one name',
      { layouts: [LAYOUT, { ...LAYOUT, columns: [...LAYOUT.columns, 'Z'] }] },
      ['layouts[1].name'],
    ],
    [
      'a column listed twice',
      { layouts: [{ ...LAYOUT, columns: [...LAYOUT.columns, 'X'] }] },
      ['layouts[0].columns[6]'],
    ],
    [
      'an absent time column',
      { layouts: [{ ...LAYOUT, time: { kind: 'local', date: 'Day', time: 'Hour' } }] },
      ['layouts[0].time.date', 'layouts[0].time.time'],
    ],
    [
      'an absent place column',
      { layouts: [{ ...LAYOUT, place: { kind: 'wgs84', longitude: 'Lon', latitude: 'Y' } }] },
      ['layouts[0].place.longitude'],
    ],
    [
      'an absent printed area',
      { layouts: [{ ...LAYOUT, printedArea: { column: 'LSOA', level: 'lsoa' } }] },
      ['layouts[0].printedArea.column'],
    ],
    [
      'a layout of an absent field',
      { layouts: [{ ...LAYOUT, fields: { ...LAYOUT.fields, boat: 'Kind' } }] },
      ['layouts[0].fields.boat'],
    ],
    [
      'a field of an absent column',
      { layouts: [{ ...LAYOUT, fields: { ...LAYOUT.fields, kind: 'Boat' } }] },
      ['layouts[0].fields.kind'],
    ],
    [
      'a required field without column',
      { layouts: [{ ...LAYOUT, fields: { kind: 'Kind' } }] },
      ['layouts[0].fields'],
    ],
    [
      'a broken regular expression',
      { layouts: [{ ...LAYOUT, periodInName: '(?<month>' }] },
      ['layouts[0].periodInName'],
    ],
    [
      'a period without groups',
      { layouts: [{ ...LAYOUT, periodInName: '\\d{4}' }] },
      ['layouts[0].periodInName'],
    ],
    [
      'a file without date whose name has no year',
      { timePrecision: 'year', layouts: [{ ...LAYOUT, time: { kind: 'delivery-year' } }] },
      ['layouts[0].periodInName'],
    ],
    ['an unknown key', { colour: 'red' }, ['colour']],
    [
      'a wrong type deep inside',
      { layouts: [{ ...LAYOUT, columns: ['Ref', 7] }] },
      ['layouts[0].columns[1]'],
    ],
  ])('finds %s', (_what, changes, at) => {
    expect(faultsOf(changes)).toEqual(at);
  });

  it('reports all faults at once', () => {
    expect(faultsOf({ key: ['a', 'b'], own: { field: 'c', values: ['d'] } })).toEqual([
      'key[0]',
      'key[1]',
      'own.field',
    ]);
  });
});
