import { describe, expect, it } from 'vitest';
import { wholeAccess } from '#core/access/profile.ts';
import { DatasetDefinitionSchema } from '#core/model/dataset.ts';
import { AppError } from '#core/model/error.ts';
import { compileQuery } from '#core/query/compile.ts';
import { type QueryContext, resolveQuery } from '#core/query/resolve.ts';
import { viewFor } from '#core/view/view.ts';
import { FIXTURE_DATASETS, NORTH_CRIME } from '#test/support/fixture-datasets.ts';
import { contextOf, fixtureField, fixtureManifest, NOW } from '#test/support/fixture-lake.ts';

const context = contextOf(FIXTURE_DATASETS, FIXTURE_DATASETS.map(fixtureManifest));

function refusal(spec: unknown, within: QueryContext = context): AppError {
  try {
    resolveQuery(spec, within);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

function faults(spec: unknown): readonly (readonly [string, string])[] {
  return (refusal(spec).details.faults ?? []).map(({ at, message }) => [at, message]);
}

const crime = (more: object) => ({ datasets: ['north-crime'], ...more });
const where = (more: object) => crime({ where: more });

describe('resolveQuery(spec, context)', () => {
  it('counts by default', () => {
    expect(resolveQuery(crime({}), context).measures.map(({ name }) => name)).toEqual(['count']);
  });

  it('gives every fault at once, in the words of the caller', () => {
    const spec = {
      datasets: ['north-crime'],
      where: {
        time: { from: '2018-06-01', to: '2018-05-01' },
        space: { near: { lon: 0, lat: 51, metres: 100 }, areas: ['E01', 'E99', 'E98'] },
        fields: [
          { field: 'category', in: [1] },
          { field: 'nothing', is: 'known' },
        ],
      },
      groupBy: [{ area: 'parish' }],
      sort: [{ by: 'rate' }],
    };
    expect(faults(spec)).toEqual([
      ['where.time', 'ends before it starts: from 2018-06-01 to 2018-05-01'],
      ['where.space.areas', 'there are no areas "E99", "E98"'],
      ['where.fields[0].in[0]', 'the field "category" holds text; put the value in quotes'],
      ['where.fields[1].field', 'there is no field "nothing" in north-crime'],
      ['groupBy[0].area', 'there is no level "parish"; the levels are borough, lsoa, ward'],
      ['sort[0].by', 'there is no column "rate" in the result; its columns are count'],
    ]);
  });

  it('fails with DATASET_NOT_FOUND for a dataset that is not there', () => {
    expect(refusal({ datasets: ['other-crime'] }).code).toBe('DATASET_NOT_FOUND');
  });

  it('fails with AREA_NOT_FOUND and names at most five of the areas that are not there', () => {
    const error = refusal(where({ space: { areas: ['a', 'b', 'c', 'd', 'e', 'f', 'g'] } }));
    expect(error.code).toBe('AREA_NOT_FOUND');
    expect(error.message).toBe('where.space.areas: there are no areas "a", "b", "c", "d", "e" and 2 more');
  });

  it('fails with FIELD_NOT_FOUND for a field the profile hides, as for one that does not exist', () => {
    const access = { ...wholeAccess(NORTH_CRIME.definition), fields: ['category'] };
    const views = new Map([['north-crime', viewFor(NORTH_CRIME.definition, access, 202_603)]]);
    const hidden = refusal(where({ fields: [{ field: 'weapon', is: 'known' }] }), { ...context, views });
    const missing = refusal(where({ fields: [{ field: 'wxapon', is: 'known' }] }), { ...context, views });
    expect(hidden.code).toBe('FIELD_NOT_FOUND');
    expect(hidden.message.replaceAll('weapon', 'wxapon')).toBe(missing.message);
    expect(
      refusal(crime({ measures: [{ measure: 'sum', field: 'loss' }] }), { ...context, views }).code,
    ).toBe('FIELD_NOT_FOUND');
  });

  it('never offers an internal field', () => {
    for (const spec of [
      where({ fields: [{ field: 'secret', is: 'known' }] }),
      crime({ groupBy: [{ field: 'secret' }] }),
      crime({ records: { fields: ['secret'] } }),
    ])
      expect(refusal(spec).code).toBe('FIELD_NOT_FOUND');
  });

  it('unites several datasets only on common fields', () => {
    const both = { datasets: ['north-crime', 'south-calls'] };
    expect(faults({ ...both, groupBy: [{ field: 'weapon' }] })).toEqual([
      [
        'groupBy[0].field',
        'there is no common field "weapon"; several datasets can be asked only by common fields',
      ],
    ]);
    expect(resolveQuery({ ...both, groupBy: [{ field: 'category' }] }, context).keys).toHaveLength(1);
  });

  it.each([
    ['an unknown key', { ...crime({}), were: 1 }, 'were', 'is not known here; take it out'],
    ['an unknown key inside', where({ tim: {} }), 'where.tim', 'is not known here; take it out'],
    ['no dataset', { datasets: [] }, 'datasets', 'takes at least 1 entries'],
    [
      'a dataset twice',
      { datasets: ['north-crime', 'north-crime'] },
      'datasets[1]',
      'names "north-crime" a second time',
    ],
    [
      'a radius of zero',
      where({ space: { near: { lon: 0, lat: 51, metres: 0 } } }),
      'where.space.near.metres',
      'use a radius of more than 0 metres',
    ],
    [
      'a radius of a thousand kilometres',
      where({ space: { near: { lon: 0, lat: 51, metres: 1e6 } } }),
      'where.space.near.metres',
      'use a radius of at most 50000 metres',
    ],
    [
      'an impossible date',
      where({ time: { from: '2018-02-30' } }),
      'where.time.from',
      'use a date as in 2024-01-31',
    ],
    [
      'ten thousand areas',
      where({ space: { areas: Array.from({ length: 10_000 }, (_, i) => `E${i}`) } }),
      'where.space.areas',
      'takes at most 5000 entries',
    ],
    [
      'a filter that says nothing',
      where({ fields: [{ field: 'loss' }] }),
      'where.fields[0]',
      'says nothing about the field; use in, notIn, is, from or to',
    ],
    [
      'a range of text',
      where({ fields: [{ field: 'weapon', from: 1 }] }),
      'where.fields[0]',
      'the field "weapon" has no order; use in, notIn or is',
    ],
    [
      'too many decimals',
      where({ fields: [{ field: 'loss', in: [1.234] }] }),
      'where.fields[0].in[0]',
      'the field "loss" holds numbers of at most 2 decimals',
    ],
    [
      'a NUL',
      where({ fields: [{ field: 'weapon', in: ['a\0b'] }] }),
      'where.fields[0].in[0]',
      'holds a character that no record can hold',
    ],
    [
      'half a surrogate pair',
      where({ fields: [{ field: 'weapon', in: ['\ud800'] }] }),
      'where.fields[0].in[0]',
      'holds a character that no record can hold',
    ],
    [
      'a filter of shown text',
      where({ fields: [{ field: 'note', is: 'known' }] }),
      'where.fields[0].field',
      'the field "note" is only shown and cannot be filtered by',
    ],
    [
      'a group by measure',
      crime({ groupBy: [{ field: 'loss' }] }),
      'groupBy[0].field',
      'the field "loss" is a measure and cannot be grouped by',
    ],
    [
      'a sum of text',
      crime({ measures: [{ measure: 'sum', field: 'weapon' }] }),
      'measures[0].field',
      'the field "weapon" is not a number to add up; use distinct or count',
    ],
    [
      'records beside measures',
      crime({ records: { fields: ['month'] }, measures: [{ measure: 'count' }] }),
      'records',
      'cannot stand beside measures; ask for the one or the other',
    ],
    [
      'records beside groups',
      crime({ records: { fields: ['month'] }, groupBy: [{ time: 'month' }] }),
      'records',
      'cannot stand beside groupBy; ask for the one or the other',
    ],
    [
      'a group twice',
      crime({ groupBy: [{ time: 'month' }, { time: 'month' }] }),
      'groupBy[1]',
      'gives a second column "month"; take one out',
    ],
    [
      'a rate of nothing known',
      crime({ measures: [{ measure: 'rate', denominator: 'horses' }] }),
      'measures[0].denominator',
      'there is no reference table "horses" yet; take the rate out, or have the table brought in',
    ],
    [
      'a denominator of nothing known',
      crime({ measures: [{ measure: 'denominator', denominator: 'horses' }] }),
      'measures[0].denominator',
      'there is no reference table "horses" yet; take the denominator out, or have the table brought in',
    ],
    [
      'a rate of smaller areas',
      crime({ groupBy: [{ area: 'ward' }], measures: [{ measure: 'rate' }] }),
      'measures[0]',
      '"population" is known by borough; group by borough or a larger area',
    ],
    [
      'a rate by hour',
      crime({ groupBy: [{ time: 'hour' }], measures: [{ measure: 'rate' }] }),
      'measures[0]',
      'a rate goes with year, quarter or month, not hour; take one of the two out',
    ],
    [
      'a rate in a circle',
      { ...where({ space: { near: { lon: 0, lat: 51, metres: 5 } } }), measures: [{ measure: 'rate' }] },
      'measures[0]',
      'a rate needs whole areas, and "population" is known by borough; filter by areas instead of near or within',
    ],
  ])('refuses %s', (_name, spec, at, message) => {
    expect(faults(spec)).toContainEqual([at, message]);
  });

  it('takes numbers as they were written, and refuses those that could be another', () => {
    const literals = (field: string, value: unknown) =>
      resolveQuery(where({ fields: [{ field, in: [value] }] }), context).fields[0];
    for (const [value, scaled] of [
      [1.1, 110],
      [0.29, 29],
      [1e-2, 1],
      [-3.07, -307],
      [9_999_999_999_999.99, 999_999_999_999_999],
    ] as const)
      expect(JSON.stringify(literals('loss', value))).toContain(`"value":${scaled}`);
    for (const value of [12_345_678_901_234.56, 1e21, 1e-3])
      expect(faults(where({ fields: [{ field: 'loss', in: [value] }] }))).toHaveLength(1);
    expect(faults(where({ fields: [{ field: 'loss', from: 12_345_678_901_234.56 }] }))).toEqual([
      ['where.fields[0].from', 'is too large a number'],
    ]);
    const whole = JSON.parse('[9007199254740993]')[0];
    expect(faults(where({ fields: [{ field: 'loss', in: [whole] }] }))).toHaveLength(1);
  });

  it('refuses a group that has the name of a measure', () => {
    const { definition } = NORTH_CRIME;
    const fields = [...definition.fields, fixtureField('sum_loss', 'integer', 'dimension')];
    const named = DatasetDefinitionSchema.parse({ ...definition, fields });
    const view = viewFor(named, wholeAccess(named), NOW);
    const spec = crime({ groupBy: [{ field: 'sum_loss' }], measures: [{ measure: 'sum', field: 'loss' }] });
    const within = { ...context, views: new Map([[definition.id, view]]) };
    expect(refusal(spec, within).details.faults).toEqual([
      { at: 'measures[0]', message: 'gives a second column "sum_loss"; take one out' },
    ]);
  });

  it('refuses a polygon that crosses itself', () => {
    const bow = [
      [0, 51],
      [1, 52],
      [1, 51],
      [0, 52],
      [0, 51],
    ];
    const [[at, message] = []] = faults(
      where({ space: { within: { type: 'Polygon', coordinates: [bow] } } }),
    );
    expect(at).toBe('where.space.within.coordinates[0]');
    expect(message).toContain('crosses');
  });

  it('reads only the years that the period touches', () => {
    const [dataset] = resolveQuery(where({ time: { from: '2019-01-01' } }), context).datasets;
    expect(dataset?.periods.map(({ period }) => period)).toEqual(['2019']);
  });
});

describe('compileQuery(query, rows)', () => {
  it('takes five thousand areas', () => {
    const codes = Array.from({ length: 5_000 }, (_, index) => `X${String(index).padStart(8, '0')}`);
    const [ward] = [context.places.at('ward')];
    if (ward === null || ward === undefined) throw new Error('there are wards');
    const [area] = ward.areas;
    if (area === undefined) throw new Error('there is a ward');
    const byCode = new Map(codes.map((code) => [code, { ...area, code }]));
    const places = {
      ...context.places,
      find: (code: string) => (byCode.has(code) ? { ...ward, byCode } : null),
    };
    const query = resolveQuery(where({ space: { areas: codes } }), { ...context, places });
    expect(() => compileQuery(query, 10)).not.toThrow();
  });

  it('fails with QUERY_TOO_LARGE for what Athena would not take, with advice', () => {
    const fields = Array.from({ length: 30 }, () => ({
      field: 'weapon',
      in: Array.from({ length: 900 }, (_, index) => `weapon number ${index}`),
    }));
    const query = resolveQuery(where({ fields }), context);
    expect(() => compileQuery(query, 10)).toThrowError(expect.objectContaining({ code: 'QUERY_TOO_LARGE' }));
  });
});
