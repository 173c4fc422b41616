import type { Count } from '#core/disclosure/count.ts';
import type { QuerySpec } from '#core/model/query-spec.ts';

/** A query over the datasets of `fixture-datasets.ts`, and the whole answer, counted by hand. */
export type QueryCase = {
  readonly name: string;
  readonly spec: QuerySpec;
  /** Asked under a profile that gives counts only (`countsAccess`), from a minimum of 3. */
  readonly counts?: true;
  readonly names: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
  /** Records mapped, not mapped, outside coverage. */
  readonly balance: readonly [mapped: Count, notMapped: Count, outsideCoverage: Count];
};

const MAY_JUNE = { from: '2018-05-01', to: '2018-06-30' };

/** One table for three tests: the text per dialect, the rows on DuckDB, the rows on Trino. */
export const QUERY_CASES: readonly QueryCase[] = [
  {
    name: 'counts everything within coverage',
    spec: { datasets: ['north-crime'] },
    names: ['count'],
    rows: [[11]],
    balance: [11, 0, 2],
  },
  {
    name: 'shows what was not supplied as x, and what was as 0',
    spec: {
      datasets: ['north-crime'],
      where: { time: { from: '2018-07-01', to: '2019-03-31' } },
      groupBy: [{ time: 'quarter' }, { area: 'borough' }],
    },
    names: ['quarter', 'borough', 'count'],
    rows: [
      ['2018-Q3', 'E01', 0],
      ['2018-Q3', 'E02', 0],
      ['2018-Q3', 'E03', 0],
      ['2018-Q3', 'E04', 0],
      ['2018-Q3', null, 1],
      ['2018-Q4', 'E01', 'x'],
      ['2018-Q4', 'E02', 'x'],
      ['2018-Q4', 'E03', 'x'],
      ['2018-Q4', 'E04', 'x'],
      ['2019-Q1', 'E01', 1],
      ['2019-Q1', 'E02', 0],
      ['2019-Q1', 'E03', 'x'],
      ['2019-Q1', 'E04', 'x'],
      ['2019-Q1', null, 1],
    ],
    balance: [1, 2, 2],
  },
  {
    name: 'measures: sum and average of a decimal, distinct text',
    spec: {
      datasets: ['north-crime'],
      where: { time: MAY_JUNE },
      groupBy: [{ field: 'category' }],
      measures: [
        { measure: 'count' },
        { measure: 'sum', field: 'loss' },
        { measure: 'average', field: 'loss' },
        { measure: 'distinct', field: 'weapon' },
      ],
    },
    names: ['category', 'count', 'sum_loss', 'average_loss', 'distinct_weapon'],
    rows: [
      ['burglary', 2, 1003.32, 501.66, 1],
      ['robbery', 4, 11.75, 2.9375, 2],
      ['theft', 2, 'u', 'u', 1],
    ],
    balance: [8, 0, 0],
  },
  {
    name: 'puts a record without an hour under not mapped when hours are asked',
    spec: {
      datasets: ['south-calls'],
      where: { time: { hours: [22, 23, 0] } },
      groupBy: [{ time: 'weekday' }],
    },
    names: ['weekday', 'count'],
    rows: [
      [1, 2],
      [2, 0],
      [3, 0],
      [4, 0],
      [5, 1],
      [6, 2],
      [7, 0],
    ],
    balance: [5, 1, 0],
  },
  {
    name: 'counts a month-only record in a range of days only if its whole month lies inside',
    spec: { datasets: ['north-crime'], where: { time: { from: '2018-05-15', to: '2018-06-30' } } },
    names: ['count'],
    rows: [[4]],
    balance: [4, 4, 0],
  },
  {
    name: 'knows days where the minute is known',
    spec: {
      datasets: ['south-calls'],
      where: { time: { from: '2018-05-31', to: '2018-06-03' } },
      groupBy: [{ time: 'day' }],
    },
    names: ['day', 'count'],
    rows: [
      ['2018-05-31', 1],
      ['2018-06-01', 1],
      ['2018-06-02', 0],
      ['2018-06-03', 1],
    ],
    balance: [3, 0, 0],
  },
  {
    name: 'groups by weeks that start on Monday',
    spec: {
      datasets: ['south-calls'],
      where: { time: { from: '2018-05-31', to: '2018-06-10' } },
      groupBy: [{ time: 'week' }],
    },
    names: ['week', 'count'],
    rows: [
      ['2018-05-28', 3],
      ['2018-06-04', 0],
    ],
    balance: [3, 0, 0],
  },
  {
    name: 'filters by areas of two levels at once, either of which will do',
    spec: {
      datasets: ['north-crime'],
      where: { time: MAY_JUNE, space: { areas: ['E02', 'E01N'] } },
      groupBy: [{ area: 'ward' }],
    },
    names: ['ward', 'count'],
    rows: [
      ['E01N', 1],
      ['E02N', 1],
      ['E02S', 1],
    ],
    balance: [3, 1, 0],
  },
  {
    name: 'finds what lies within a radius, and cannot tell of a record without a place',
    spec: {
      datasets: ['north-crime'],
      where: { time: MAY_JUNE, space: { near: { lon: -0.08, lat: 51.51, metres: 500 } } },
    },
    names: ['count'],
    rows: [[3]],
    balance: [3, 1, 0],
  },
  {
    name: 'groups by rings round a place, whose edges are part of the ring inside',
    spec: {
      datasets: ['north-crime'],
      where: { time: MAY_JUNE, space: { near: { lon: -0.08, lat: 51.51, metres: 6_000 } } },
      groupBy: [{ ring: [100, 500, 6_000] }, { field: 'category' }],
    },
    names: ['ring', 'category', 'count'],
    rows: [
      [100, 'burglary', 0],
      [100, 'robbery', 3],
      [100, 'theft', 0],
      [500, 'burglary', 0],
      [500, 'robbery', 0],
      [500, 'theft', 0],
      [6_000, 'burglary', 2],
      [6_000, 'robbery', 0],
      [6_000, 'theft', 1],
    ],
    balance: [6, 1, 0],
  },
  {
    name: 'finds what lies in a ring, without the circle inside',
    spec: {
      datasets: ['north-crime'],
      where: { time: MAY_JUNE, space: { near: { lon: -0.08, lat: 51.51, metres: 6_000, beyond: 500 } } },
    },
    names: ['count'],
    rows: [[3]],
    balance: [3, 1, 0],
  },
  {
    name: 'finds in a ring the records of several datasets',
    spec: {
      datasets: ['north-crime', 'south-calls'],
      where: { space: { near: { lon: -0.08, lat: 51.51, metres: 4_000, beyond: 500 } } },
    },
    names: ['count'],
    rows: [[5]],
    balance: [5, 3, 0],
  },
  {
    name: 'groups by rings the records of several datasets',
    spec: {
      datasets: ['north-crime', 'south-calls'],
      where: { space: { near: { lon: -0.08, lat: 51.51, metres: 4_000 } } },
      groupBy: [{ ring: [500, 4_000] }],
    },
    names: ['ring', 'count'],
    rows: [
      [500, 5],
      [4_000, 5],
    ],
    balance: [10, 3, 1],
  },
  {
    name: 'finds a place outside all areas by its coordinates',
    spec: {
      datasets: ['north-crime'],
      where: {
        time: { from: '2018-05-01', to: '2018-07-31' },
        space: { near: { lon: -1.9, lat: 52.48, metres: 50 } },
      },
    },
    names: ['count'],
    rows: [[1]],
    balance: [1, 1, 0],
  },
  {
    name: 'decides by the exact shape of a polygon with a hole',
    spec: {
      datasets: ['north-crime'],
      where: {
        time: MAY_JUNE,
        space: {
          within: {
            type: 'Polygon',
            coordinates: [
              [
                [-0.09, 51.505],
                [-0.02, 51.505],
                [-0.02, 51.545],
                [-0.09, 51.545],
                [-0.09, 51.505],
              ],
              [
                [-0.085, 51.508],
                [-0.07, 51.508],
                [-0.07, 51.512],
                [-0.085, 51.512],
                [-0.085, 51.508],
              ],
            ],
          },
        },
      },
      groupBy: [{ area: 'ward' }],
    },
    names: ['ward', 'count'],
    rows: [
      ['E01N', 1],
      ['E02N', 1],
      ['E02S', 1],
    ],
    balance: [3, 1, 0],
  },
  {
    name: 'tells in, not in, known and unknown apart',
    spec: {
      datasets: ['north-crime'],
      where: {
        time: MAY_JUNE,
        fields: [
          { field: 'weapon', is: 'known' },
          { field: 'weapon', notIn: ['gun'] },
          { field: 'category', in: ['robbery', 'burglary', 'theft'] },
        ],
      },
      groupBy: [{ field: 'weapon' }],
    },
    names: ['weapon', 'count'],
    rows: [
      ['it\'s; -- \\ "', 1],
      ['knife', 2],
    ],
    balance: [3, 0, 0],
  },
  {
    name: 'takes a range of a decimal in its own unit, both ends included',
    spec: {
      datasets: ['north-crime'],
      where: { time: MAY_JUNE, fields: [{ field: 'loss', from: 0.25, to: 10.5 }] },
    },
    names: ['count'],
    rows: [[4]],
    balance: [4, 0, 0],
  },
  {
    name: 'filters and groups by true and false',
    spec: {
      datasets: ['south-calls'],
      where: { fields: [{ field: 'armed', in: [true, false] }] },
      groupBy: [{ field: 'armed' }],
      measures: [{ measure: 'count' }, { measure: 'average', field: 'minutes' }],
    },
    names: ['armed', 'count', 'average_minutes'],
    rows: [
      [false, 4, 10 / 3],
      [true, 2, 8.5],
    ],
    balance: [6, 0, 0],
  },
  {
    name: 'unites datasets on a common category',
    spec: {
      datasets: ['north-crime', 'south-calls', 'road-casualties'],
      where: {
        time: { from: '2018-01-01', to: '2018-12-31' },
        fields: [{ field: 'category', in: ['Robbery', 'Road casualty'] }],
      },
      groupBy: [{ dataset: true }, { field: 'category' }],
    },
    names: ['dataset', 'category', 'count'],
    rows: [
      ['north-crime', 'Road casualty', 0],
      ['north-crime', 'Robbery', 4],
      ['road-casualties', 'Road casualty', 3],
      ['road-casualties', 'Robbery', 0],
      ['south-calls', 'Road casualty', 0],
      ['south-calls', 'Robbery', 4],
    ],
    balance: [11, 0, 0],
  },
  {
    name: 'unites datasets in space, with records that cannot tell',
    spec: {
      datasets: ['north-crime', 'south-calls'],
      where: { space: { areas: ['E01'], near: { lon: -0.08, lat: 51.51, metres: 5_000 } } },
      groupBy: [{ dataset: true }],
    },
    names: ['dataset', 'count'],
    rows: [
      ['north-crime', 5],
      ['south-calls', 2],
    ],
    balance: [7, 3, 1],
  },
  {
    name: 'reads a level that a publication was not located in as unknown',
    spec: {
      datasets: ['north-crime', 'south-calls'],
      where: { time: MAY_JUNE, space: { areas: ['LE01S'] } },
    },
    names: ['count'],
    rows: [[3]],
    balance: [3, 8, 0],
  },
  {
    name: 'gives a rate per head and year over the months supplied',
    spec: {
      datasets: ['north-crime'],
      where: {
        time: { from: '2018-01-01', to: '2018-12-31' },
        fields: [{ field: 'location_quality', in: ['located'] }],
      },
      groupBy: [{ area: 'borough' }],
      measures: [{ measure: 'rate' }, { measure: 'count' }],
      sort: [{ by: 'rate', order: 'desc' }],
    },
    names: ['borough', 'rate', 'count'],
    rows: [
      ['E03', 0.5, 1],
      ['E01', 0.16, 4],
      ['E02', 0.04, 2],
      ['E04', 0, 0],
    ],
    balance: [7, 0, 0],
  },
  {
    name: 'groups by cell',
    spec: {
      datasets: ['south-calls'],
      where: { time: { from: '2018-05-01', to: '2018-05-31' } },
      groupBy: [{ cell: 7 }],
    },
    names: ['cell_7', 'count'],
    rows: [
      ['87194ad30ffffff', 1],
      ['87194ad35ffffff', 2],
      ['87195da69ffffff', 1],
    ],
    balance: [4, 0, 0],
  },
  {
    name: 'lists records in an order of their own, never that of the file',
    spec: {
      datasets: ['north-crime'],
      where: { time: MAY_JUNE },
      records: { fields: ['category', 'month', 'loss', 'borough'] },
      sort: [{ by: 'loss', order: 'desc' }],
      limit: 6,
    },
    names: ['category', 'month', 'loss', 'borough'],
    rows: [
      ['burglary', '2018-05', 999.99, 'E01'],
      ['robbery', '2018-05', 10.5, 'E01'],
      ['burglary', '2018-06', 3.33, 'E02'],
      ['robbery', '2018-06', 1, null],
      ['robbery', '2018-06', 0.25, 'E01'],
      ['robbery', '2018-05', 0, 'E01'],
    ],
    balance: [8, 0, 0],
  },
  {
    name: 'lists records of several datasets with the fields that all have',
    spec: {
      datasets: ['south-calls', 'road-casualties'],
      where: { fields: [{ field: 'category', is: 'known' }] },
      records: { fields: ['category', 'occurred_on', 'occurred_at', 'hour', 'longitude'] },
      sort: [{ by: 'occurred_on' }],
      limit: 3,
    },
    names: ['dataset', 'category', 'occurred_on', 'occurred_at', 'hour', 'longitude'],
    rows: [
      ['south-calls', 'Robbery', '2018-05-07', '2018-05-07T22:10Z', 22, -0.08],
      ['south-calls', 'Robbery', '2018-05-07', '2018-05-07T23:59Z', 23, -0.08],
      ['south-calls', 'Burglary', '2018-05-12', '2018-05-12T00:00Z', 0, -0.03],
    ],
    balance: [9, 0, 0],
  },
  {
    name: 'asks a period in which nothing was supplied',
    spec: { datasets: ['south-calls'], where: { time: { from: '2021-01-01', to: '2021-12-31' } } },
    names: ['count'],
    rows: [['x']],
    balance: [0, 0, 0],
  },
  {
    name: 'adds up the keys of records where counts are perturbed, and of those outside coverage',
    spec: { datasets: ['north-crime'], groupBy: [{ field: 'category' }] },
    counts: true,
    names: ['category', 'count'],
    rows: [
      ['burglary', 4],
      ['robbery', 9],
      ['theft', 7],
    ],
    balance: [9, 0, 'c'],
  },
  {
    name: 'adds up the keys of records that cannot tell, for several datasets',
    spec: {
      datasets: ['road-casualties', 'south-calls'],
      where: { time: { from: '2018-05-01', to: '2018-05-31' } },
      groupBy: [{ dataset: true }, { time: 'month' }],
    },
    counts: true,
    names: ['dataset', 'month', 'count'],
    rows: [
      ['road-casualties', '2018-05', 'u'],
      ['south-calls', '2018-05', 5],
    ],
    balance: ['c', 'c', 'c'],
  },
];
