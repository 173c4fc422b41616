import type { QuerySpec } from '#core/model/query-spec.ts';

/** Many corners around the centre of London, so that its lines cross many places. */
const STAR = star(-0.11, 51.51, 120);
/** As many corners as a query may have. */
const LARGE_STAR = star(-0.12, 51.5, 498);
const CHARING_CROSS = { lon: -0.1247, lat: 51.5081 };

/** Questions that people ask of the five datasets, of every kind of filter and group. */
export const INGESTED_SPECS: Readonly<Record<string, QuerySpec>> = {
  'how many there are': { datasets: ['mps-crime'], measures: [{ measure: 'count' }] },
  'by borough and category': {
    datasets: ['mps-crime'],
    groupBy: [{ area: 'borough' }, { field: 'category' }],
    measures: [{ measure: 'count' }],
  },
  'by ward where outcomes are known': {
    datasets: ['mps-crime'],
    where: { fields: [{ field: 'outcome', is: 'known' }] },
    groupBy: [{ area: 'ward' }],
    measures: [{ measure: 'count' }, { measure: 'distinct', field: 'category' }],
  },
  'by cell within a circle': {
    datasets: ['mps-crime'],
    where: { space: { near: { ...CHARING_CROSS, metres: 800 } } },
    groupBy: [{ cell: 10 }],
    measures: [{ measure: 'count' }],
  },
  'within a circle as large as may be': {
    datasets: ['mps-crime', 'btp-crime'],
    where: { space: { near: { ...CHARING_CROSS, metres: 50_000 } } },
    groupBy: [{ dataset: true }],
    measures: [{ measure: 'count' }],
  },
  'by ring and category round a place': {
    datasets: ['mps-crime'],
    where: { space: { near: { ...CHARING_CROSS, metres: 2_000 } } },
    groupBy: [{ ring: [250, 500, 1_000, 2_000] }, { field: 'category' }],
    measures: [{ measure: 'count' }],
  },
  'within a shape of many corners': {
    datasets: ['mps-crime'],
    where: { space: { within: STAR } },
    groupBy: [{ field: 'category' }],
    measures: [{ measure: 'count' }],
  },
  'of two forces within a shape of as many corners as may be': {
    datasets: ['mps-crime', 'colp-crime', 'btp-crime'],
    where: { space: { within: LARGE_STAR } },
    groupBy: [{ dataset: true }, { field: 'category' }],
    measures: [{ measure: 'count' }],
  },
  'within a shape and a borough and a circle': {
    datasets: ['mps-crime'],
    where: {
      space: { within: STAR, areas: ['E09000001', 'E09000033'], near: { ...CHARING_CROSS, metres: 2_500 } },
    },
    groupBy: [{ area: 'ward' }],
    measures: [{ measure: 'count' }],
  },
  'neither of two categories': {
    datasets: ['mps-crime'],
    where: { fields: [{ field: 'category', notIn: ['Burglary', 'Drugs'] }] },
    groupBy: [{ field: 'outcome' }, { field: 'reported_by' }],
    measures: [{ measure: 'count' }],
  },
  'by month of a part of a year': {
    datasets: ['mps-crime'],
    where: { time: { from: '2018-05-01', to: '2018-05-31' }, space: { areas: ['E09000012', 'E09000030'] } },
    groupBy: [{ time: 'month' }, { area: 'borough' }],
    measures: [{ measure: 'count' }],
  },
  'between days of which the last cuts a month': {
    datasets: ['mps-crime', 'colp-crime'],
    where: { time: { from: '2018-05-01', to: '2024-06-20' } },
    groupBy: [{ time: 'quarter' }, { dataset: true }],
    measures: [{ measure: 'count' }],
  },
  'by hour and weekday across two years': {
    datasets: ['mps-stop-search'],
    where: { time: { from: '2023-12-15', to: '2024-01-15' } },
    groupBy: [{ time: 'weekday' }, { time: 'hour' }],
    measures: [{ measure: 'count' }],
  },
  'at night on weekends, by week and day': {
    datasets: ['mps-stop-search'],
    where: { time: { hours: [22, 23, 0, 1, 2], weekdays: [5, 6] } },
    groupBy: [{ time: 'week' }, { time: 'day' }],
    measures: [{ measure: 'count' }],
  },
  'by a field of yes and no': {
    datasets: ['mps-stop-search'],
    where: { fields: [{ field: 'part_of_operation', in: [false] }] },
    groupBy: [{ field: 'outcome_linked' }, { field: 'gender' }],
    measures: [{ measure: 'count' }, { measure: 'distinct', field: 'outcome' }],
  },
  'the ages of casualties': {
    datasets: ['tfl-casualties'],
    where: { fields: [{ field: 'age', from: 16, to: 29 }] },
    groupBy: [{ field: 'mode' }, { field: 'severity' }],
    measures: [{ measure: 'count' }, { measure: 'sum', field: 'age' }, { measure: 'average', field: 'age' }],
  },
  'casualties whose age is not known': {
    datasets: ['tfl-casualties'],
    where: { fields: [{ field: 'age', is: 'unknown' }] },
    groupBy: [{ area: 'borough' }, { time: 'year' }],
    measures: [{ measure: 'count' }, { measure: 'sum', field: 'age' }],
  },
  'all datasets by their common category and year': {
    datasets: ['mps-crime', 'mps-stop-search', 'colp-crime', 'btp-crime', 'tfl-casualties'],
    groupBy: [{ field: 'category' }, { time: 'year' }, { dataset: true }],
    measures: [{ measure: 'count' }],
  },
  'all datasets at night in a borough': {
    datasets: ['mps-crime', 'mps-stop-search', 'colp-crime', 'btp-crime', 'tfl-casualties'],
    where: { time: { hours: [0, 1, 2, 3] }, space: { areas: ['E09000033'] } },
    groupBy: [{ dataset: true }],
    measures: [{ measure: 'count' }],
  },
  'the common outcome of two forces': {
    datasets: ['mps-crime', 'colp-crime'],
    where: { fields: [{ field: 'outcome', is: 'known' }] },
    groupBy: [{ field: 'outcome' }, { area: 'borough' }],
    measures: [{ measure: 'count' }],
  },
  'a year without records': {
    datasets: ['mps-crime'],
    where: { time: { from: '2011-01-01', to: '2011-12-31' } },
    groupBy: [{ field: 'category' }],
    measures: [{ measure: 'count' }],
  },
  'records, sorted by text': {
    datasets: ['mps-crime'],
    where: { fields: [{ field: 'category', in: ['Robbery'] }], space: { areas: ['E09000012'] } },
    records: { fields: ['month', 'category', 'location', 'outcome', 'longitude', 'latitude'] },
    sort: [{ by: 'location', order: 'desc' }],
    limit: 500,
  },
  'records with everything that all have': {
    datasets: ['mps-stop-search'],
    records: {
      fields: [
        'occurred_at',
        'occurred_on',
        'weekday',
        'hour',
        'gender',
        'operation',
        'cell_9',
        'location_quality',
      ],
    },
    sort: [{ by: 'occurred_at' }, { by: 'operation', order: 'desc' }],
    limit: 1_000,
  },
  'records of several datasets': {
    datasets: ['colp-crime', 'btp-crime'],
    records: { fields: ['dataset', 'month', 'category', 'borough', 'record_id'] },
    sort: [{ by: 'category' }],
    limit: 1_000,
  },
};

function star(
  lon: number,
  lat: number,
  corners: number,
): { type: 'Polygon'; coordinates: [number, number][][] } {
  const ring = Array.from({ length: corners }, (_, i): [number, number] => {
    const angle = (2 * Math.PI * i) / corners;
    const radius = i % 2 === 0 ? 0.09 : 0.06;
    return [round(lon + radius * Math.cos(angle)), round(lat + radius * 0.62 * Math.sin(angle))];
  });
  return { type: 'Polygon', coordinates: [[...ring, ring[0] ?? [lon, lat]]] };
}

function round(degrees: number): number {
  return Math.round(degrees * 1e6) / 1e6;
}
