import { describe, expect, it } from 'vitest';
import type { QuerySpec } from '#core/model/query-spec.ts';
import { resolveQuery } from '#core/query/resolve.ts';
import { describeParts, describeQuery } from '#core/query/words.ts';
import { FIXTURE_DATASETS } from '#test/support/fixture-datasets.ts';
import { contextOf, fixtureManifest } from '#test/support/fixture-lake.ts';

const context = contextOf(FIXTURE_DATASETS, FIXTURE_DATASETS.map(fixtureManifest));
const words = (spec: QuerySpec) => describeQuery(resolveQuery(spec, context));
const crime = (more: Partial<QuerySpec>): QuerySpec => ({ datasets: ['north-crime'], ...more });

describe('describeQuery(query)', () => {
  it.each<[string, QuerySpec]>([
    ['Crimes', crime({})],
    [
      'Robbery in 4 boroughs, May 2018 to June 2018, by month',
      crime({
        where: {
          time: { from: '2018-05-01', to: '2018-06-30' },
          space: { areas: ['E01', 'E02', 'E03', 'E04'] },
          fields: [{ field: 'category', in: ['robbery'] }],
        },
        groupBy: [{ time: 'month' }],
      }),
    ],
    [
      'Robbery and other theft in Borough 1, 2018, by ward and LSOA',
      crime({
        where: {
          time: { from: '2018-01-01', to: '2018-12-31' },
          space: { areas: ['E01'] },
          fields: [{ field: 'category', in: ['robbery', 'theft'] }],
        },
        groupBy: [{ area: 'ward' }, { area: 'lsoa' }],
      }),
    ],
    [
      'Calls within 500 m of 51.51000, -0.08000, 7 May 2018 to 9 May 2018, on Saturdays and Sundays, at 22:00 to 01:59, by hour of the day',
      {
        datasets: ['south-calls'],
        where: {
          time: { from: '2018-05-07', to: '2018-05-09', hours: [22, 23, 0, 1], weekdays: [7, 6] },
          space: { near: { lon: -0.08, lat: 51.51, metres: 500 } },
        },
        groupBy: [{ time: 'hour' }],
      },
    ],
    [
      'Calls 250 m to 1.5 km from 51.51000, -0.08000',
      {
        datasets: ['south-calls'],
        where: { space: { near: { lon: -0.08, lat: 51.51, metres: 1_500, beyond: 250 } } },
      },
    ],
    [
      'Average loss of crimes where weapon is known where loss is at least 1.5, from May 2018',
      crime({
        where: {
          time: { from: '2018-05-01' },
          fields: [
            { field: 'weapon', is: 'known' },
            { field: 'loss', from: 1.5 },
          ],
        },
        measures: [{ measure: 'average', field: 'loss' }],
      }),
    ],
    [
      'Crimes and calls, up to June 2018, by dataset',
      {
        datasets: ['north-crime', 'south-calls'],
        where: { time: { to: '2018-06-30' } },
        groupBy: [{ dataset: true }],
      },
    ],
    ['List of crimes, the first 10', crime({ records: { fields: ['month'] }, limit: 10 })],
    [
      'Rate per 1,000 residents a year of crimes, by borough',
      crime({ measures: [{ measure: 'rate' }], groupBy: [{ area: 'borough' }] }),
    ],
  ])('%s', (expected, spec) => {
    expect(words(spec)).toBe(expected);
  });
});

describe('describeParts(query)', () => {
  it('parts what and where from when and by what', () => {
    const spec = crime({
      where: { time: { from: '2018-05-01', to: '2018-05-31' }, space: { areas: ['E02'] } },
    });
    expect(describeParts(resolveQuery(spec, context))).toEqual({
      title: 'Crimes in Borough 2',
      subtitle: 'May 2018',
    });
  });
});
