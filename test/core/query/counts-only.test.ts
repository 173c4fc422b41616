import { describe, expect, it } from 'vitest';
import { AppError } from '#core/model/error.ts';
import type { QuerySpec } from '#core/model/query-spec.ts';
import { isWholeCell } from '#core/query/counts-only.ts';
import { type QueryContext, resolveQuery } from '#core/query/resolve.ts';
import { contextUnder, countsAccess } from '#test/support/counts-profile.ts';
import { FIXTURE_DATASETS, NORTH_CRIME } from '#test/support/fixture-datasets.ts';
import { contextOf, fixtureManifest } from '#test/support/fixture-lake.ts';

const everything = contextOf(FIXTURE_DATASETS, FIXTURE_DATASETS.map(fixtureManifest));
const context = contextUnder(everything, FIXTURE_DATASETS, countsAccess);
/** Northern crime by counts only, all others by record. */
const mixed = contextUnder(everything, [NORTH_CRIME], countsAccess);

const MAY = { from: '2018-05-01', to: '2018-05-31' };
const YEAR = { from: '2018-01-01', to: '2018-12-31' };
const crime = (spec: Omit<QuerySpec, 'datasets'>): QuerySpec => ({ datasets: ['north-crime'], ...spec });

function faultsOf(spec: QuerySpec, under: QueryContext = context): readonly string[] {
  try {
    resolveQuery(spec, under);
    return [];
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return (error.details.faults ?? []).map(({ at }) => at);
  }
}

describe('noteCountsOnly(resolving, asked)', () => {
  it('divides places into all, areas, cells, and what two of them share, as the README of disclosure counts them', () => {
    const filters = { borough: 'E01', ward: everything.places.at('ward')?.areas[0]?.code ?? '' };
    const keys = [{ area: 'borough' }, { area: 'ward' }, { cell: 7 }, { cell: 8 }] as const;
    const sets = new Set<string>();
    for (const [level, code] of [[null, null], ...Object.entries(filters)])
      for (const key of [null, ...keys]) {
        const spec = {
          ...(code === null ? {} : { where: { space: { areas: [code] } } }),
          ...(key === null ? {} : { groupBy: [key] }),
        };
        expect(faultsOf(crime(spec))).toEqual([]);
        sets.add(
          [...new Set([level, key === null ? null : Object.values(key)[0]])]
            .filter((one) => one !== null)
            .sort()
            .join(),
        );
      }
    const [levels, cells] = [2, 2];
    expect(sets.size).toBe(1 + levels + (levels * (levels - 1)) / 2 + cells * (1 + levels));
    expect(faultsOf(crime({ groupBy: [{ area: 'ward' }, { cell: 8 }] }))).toEqual(['groupBy[1]']);
  });

  it.each<[string, Omit<QuerySpec, 'datasets'>]>([
    ['everything', {}],
    ['a month', { where: { time: MAY } }],
    ['a quarter', { where: { time: { from: '2018-04-01', to: '2018-06-30' } } }],
    ['a year', { where: { time: YEAR } }],
    ['twelve months in a row', { where: { time: { from: '2018-06-01', to: '2019-05-31' } } }],
    [
      'five months by month',
      { where: { time: { from: '2018-03-01', to: '2018-07-31' } }, groupBy: [{ time: 'month' }] },
    ],
    ['from a month on, by month', { where: { time: { from: '2018-03-01' } }, groupBy: [{ time: 'month' }] }],
    [
      'two years by quarter',
      { where: { time: { from: '2017-04-01', to: '2019-03-31' } }, groupBy: [{ time: 'quarter' }] },
    ],
    [
      'years and months together, from March',
      { where: { time: { from: '2018-03-01' } }, groupBy: [{ time: 'year' }, { time: 'month' }] },
    ],
    ['one area by ward', { where: { space: { areas: ['E01'] } }, groupBy: [{ area: 'ward' }] }],
    [
      'several areas by their level',
      { where: { space: { areas: ['E01', 'E02'] } }, groupBy: [{ area: 'borough' }] },
    ],
    ['visible cells', { groupBy: [{ cell: 8 }] }],
    [
      'a circle by the cell that decides it',
      { where: { space: { near: { lon: 0, lat: 51.5, metres: 900 } } }, groupBy: [{ cell: 8 }] },
    ],
    ['one code', { where: { fields: [{ field: 'category', in: ['robbery'] }] } }],
    [
      'several codes by their field',
      {
        where: { fields: [{ field: 'category', in: ['robbery', 'theft'] }] },
        groupBy: [{ field: 'category' }],
      },
    ],
    ['a rate', { where: { time: YEAR }, groupBy: [{ area: 'borough' }], measures: [{ measure: 'rate' }] }],
    [
      'what a rate is divided by',
      { where: { time: YEAR }, groupBy: [{ area: 'borough' }], measures: [{ measure: 'denominator' }] },
    ],
  ])('lets %s be asked', (_, spec) => {
    expect(faultsOf(crime(spec))).toEqual([]);
  });

  it.each<[string, Omit<QuerySpec, 'datasets'>, readonly string[]]>([
    ['a list of records', { records: { fields: ['category'] } }, ['records']],
    [
      'a sum, an average, a number of values',
      {
        measures: [
          { measure: 'sum', field: 'loss' },
          { measure: 'average', field: 'loss' },
          { measure: 'distinct', field: 'category' },
        ],
      },
      ['measures[0]', 'measures[1]', 'measures[2]'],
    ],
    ['five months as one', { where: { time: { from: '2018-03-01', to: '2018-07-31' } } }, ['where.time']],
    [
      'three months that are no quarter',
      { where: { time: { from: '2018-05-01', to: '2018-07-31' } } },
      ['where.time'],
    ],
    ['all time from a month on', { where: { time: { from: '2018-05-01' } } }, ['where.time']],
    [
      'a part of a month',
      { where: { time: { from: '2018-05-02', to: '2018-05-30' } }, groupBy: [{ time: 'month' }] },
      ['where.time.from', 'where.time.to'],
    ],
    [
      'quarters that a range cuts',
      { where: { time: { from: '2018-05-01', to: '2018-08-31' } }, groupBy: [{ time: 'quarter' }] },
      ['where.time.from', 'where.time.to'],
    ],
    [
      'years that a range cuts',
      { where: { time: { from: '2018-01-01', to: '2019-06-30' } }, groupBy: [{ time: 'year' }] },
      ['where.time.to'],
    ],
    [
      'hours and weekdays',
      { where: { time: { hours: [1], weekdays: [1] } } },
      ['where.time.hours', 'where.time.weekdays', 'where.time'],
    ],
    ['days', { groupBy: [{ time: 'day' }] }, ['groupBy[0].time']],
    ['several areas as one', { where: { space: { areas: ['E01', 'E02'] } } }, ['where.space.areas']],
    [
      'several areas by another level',
      { where: { space: { areas: ['E01', 'E02'] } }, groupBy: [{ area: 'ward' }] },
      ['where.space.areas'],
    ],
    [
      'areas of two levels',
      { where: { space: { areas: ['E01', 'E02S'] } }, groupBy: [{ area: 'ward' }] },
      ['where.space.areas'],
    ],
    ['areas and cells together', { groupBy: [{ area: 'ward' }, { cell: 8 }] }, ['groupBy[1]']],
    [
      'a circle without the cell that decides it',
      { where: { space: { near: { lon: 0, lat: 51.5, metres: 900 } } }, groupBy: [{ area: 'borough' }] },
      ['where.space.near'],
    ],
    [
      'rings round a place, also beside the cells that decide',
      {
        where: { space: { near: { lon: 0, lat: 51.5, metres: 900 } } },
        groupBy: [{ cell: 8 }, { ring: [300, 900] }],
      },
      ['groupBy[1].ring'],
    ],
    [
      'a field without a list',
      { where: { fields: [{ field: 'weapon', in: ['knife'] }] }, groupBy: [{ field: 'weapon' }] },
      ['groupBy[0].field', 'where.fields[0].field'],
    ],
    [
      'several codes as one',
      { where: { fields: [{ field: 'category', in: ['robbery', 'theft'] }] } },
      ['where.fields[0].in'],
    ],
    [
      'all but a code',
      { where: { fields: [{ field: 'category', notIn: ['robbery'] }] } },
      ['where.fields[0]'],
    ],
    ['unknown values', { where: { fields: [{ field: 'category', is: 'unknown' }] } }, ['where.fields[0]']],
    [
      'a code that is not listed',
      { where: { fields: [{ field: 'category', in: ['arson'] }] } },
      ['where.fields[0].in'],
    ],
  ])('does not let %s be asked', (_, spec, at) => {
    expect(faultsOf(crime(spec))).toEqual(at);
  });

  it('lets several datasets be asked only by dataset', () => {
    const spec: QuerySpec = { datasets: ['north-crime', 'south-calls'], groupBy: [{ field: 'category' }] };
    expect(faultsOf(spec)).toEqual(['datasets']);
    expect(faultsOf({ ...spec, groupBy: [{ dataset: true }, { field: 'category' }] })).toEqual([]);
  });

  it('asks the same of a query that has one dataset of counts among others', () => {
    const spec: QuerySpec = {
      datasets: ['north-crime', 'south-calls'],
      groupBy: [{ dataset: true }, { time: 'hour' }],
    };
    expect(faultsOf(spec, mixed)).toEqual(['groupBy[1].time']);
    expect(faultsOf({ ...spec, datasets: ['south-calls'], groupBy: [{ time: 'hour' }] }, mixed)).toEqual([]);
  });

  it('says what the profile gives, in the words of the caller', () => {
    expect(() => resolveQuery(crime({ records: { fields: ['category'] } }), context)).toThrow(
      'records: your profile gives only counts of Northern crime: ask for groups and counts instead of a list',
    );
  });
});

describe('isWholeCell(query)', () => {
  it.each<[boolean, Omit<QuerySpec, 'datasets'>]>([
    [true, {}],
    [
      true,
      { where: { time: MAY, space: { areas: ['E01'] }, fields: [{ field: 'category', in: ['theft'] }] } },
    ],
    [true, { where: { time: YEAR }, groupBy: [{ time: 'month' }, { field: 'category' }] }],
    [false, { where: { time: { from: '2018-05-01', to: '2018-09-30' } }, groupBy: [{ time: 'month' }] }],
    [false, { where: { space: { areas: ['E01', 'E02'] } }, groupBy: [{ area: 'borough' }] }],
    [
      false,
      {
        where: { fields: [{ field: 'category', in: ['theft', 'robbery'] }] },
        groupBy: [{ field: 'category' }],
      },
    ],
  ])('is %s', (expected, spec) => {
    expect(isWholeCell(resolveQuery(crime(spec), context))).toBe(expected);
  });
});
