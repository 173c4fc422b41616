import type { Area } from '#core/model/geography.ts';
import { QUERY_LIMITS, type QuerySpec } from '#core/model/query-spec.ts';
import { type Places, placesOf } from '#core/query/places.ts';
import { BOROUGHS, GEOGRAPHIES, VINTAGES } from '#test/support/fixture-geography.ts';

const ALL = ['north-crime', 'south-calls', 'road-casualties'];
const MADE_LSOAS = QUERY_LIMITS.areas - 1 - (areasOf('ward').length + areasOf('lsoa').length);

/** The places of the fixture and so many LSOAs more, without any record, that a query can name as many as it may. */
export function manyPlaces(): Places {
  const made = Array.from({ length: MADE_LSOAS }, (_, i): Area => ({ ...template(), code: madeCode(i) }));
  const sets = GEOGRAPHIES.map(({ geography, areas }) => ({
    geography,
    areas: geography.level === 'lsoa' ? [...areas, ...made] : areas,
  }));
  return placesOf(sets, VINTAGES);
}

/** Queries as large as they may be, each in one respect. */
export const LARGEST_SPECS: Readonly<Record<string, QuerySpec>> = {
  'as many areas as it may name, of three levels': {
    datasets: ALL,
    where: {
      space: {
        areas: [
          BOROUGHS[0] ?? '',
          ...areasOf('ward'),
          ...areasOf('lsoa'),
          ...Array.from({ length: MADE_LSOAS }, (_, i) => madeCode(i)),
        ],
      },
    },
    groupBy: [{ dataset: true }, { area: 'borough' }],
  },
  'a shape of as many corners as it may have': {
    datasets: ALL,
    where: { space: { within: circleOf(QUERY_LIMITS.polygonVertices - 1) } },
    groupBy: [{ dataset: true }, { area: 'ward' }],
  },
  'as many values as a filter may have': {
    datasets: ['north-crime'],
    where: {
      fields: [
        {
          field: 'weapon',
          in: [
            'knife',
            ...Array.from({ length: QUERY_LIMITS.filterValues - 1 }, (_, i) => `'; -- \\ 😀 ${i}`),
          ],
        },
        { field: 'category', is: 'known' },
      ],
    },
    groupBy: [{ field: 'weapon' }, { area: 'borough' }],
  },
  'as many groups as it may have': {
    datasets: ['north-crime'],
    groupBy: [
      { time: 'quarter' },
      { time: 'month' },
      { area: 'borough' },
      { area: 'ward' },
      { field: 'category' },
      { field: 'weapon' },
    ],
    measures: [
      { measure: 'count' },
      { measure: 'sum', field: 'loss' },
      { measure: 'distinct', field: 'category' },
    ],
  },
};

function areasOf(level: string): readonly string[] {
  return GEOGRAPHIES.flatMap(({ geography, areas }) =>
    geography.level === level ? areas.map(({ code }) => code) : [],
  );
}

function template(): Area {
  const [first] = GEOGRAPHIES.flatMap(({ geography, areas }) => (geography.level === 'lsoa' ? areas : []));
  if (first === undefined) throw new Error('the fixture has no LSOA');
  return first;
}

function madeCode(i: number): string {
  return `E01${String(i).padStart(6, '0')}`;
}

/** Around all four boroughs of the fixture but its western edge. */
function circleOf(corners: number): { type: 'Polygon'; coordinates: [number, number][][] } {
  const ring = Array.from({ length: corners }, (_, i): [number, number] => {
    const angle = (2 * Math.PI * i) / corners;
    return [round(-0.02 + 0.058 * Math.cos(angle)), round(51.52 + 0.03 * Math.sin(angle))];
  });
  return { type: 'Polygon', coordinates: [[...ring, ring[0] ?? [0, 0]]] };
}

function round(degrees: number): number {
  return Math.round(degrees * 1e6) / 1e6;
}
