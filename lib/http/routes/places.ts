import * as z from 'zod';
import { listNeighbours } from '#app/places/neighbours.ts';
import { type FoundPlace, SEARCH_LIMITS, searchPlaces } from '#app/places/search.ts';
import { MATCHES } from '#core/places/name-index.ts';
import { PREVIEW } from '../preview.ts';
import { route } from '../route.ts';
import { wholeNumberSchema } from './number-schema.ts';

const degrees = z.number().describe('Degrees, WGS84');
const WithinSchema = z.object({
  level: z.string(),
  vintage: z.string(),
  code: z.string(),
  name: z.string(),
  squareMetres: z.number().describe('Of the whole area'),
});
const PlaceSchema = z
  .object({
    kind: z.enum(['area', 'street', 'station', 'postcode', 'district', 'coordinates', 'grid']),
    name: z.string(),
    match: z.enum(MATCHES).describe('How well the name answers what was typed'),
    area: z
      .object({ level: z.string(), vintage: z.string(), code: z.string() })
      .nullable()
      .describe('Where it is an area'),
    within: z.array(WithinSchema).readonly().describe('What it lies in, the largest area first; best fit'),
    longitude: degrees,
    latitude: degrees,
    radiusMetres: z.number().describe('A radius to begin with'),
    source: z.string(),
  })
  .meta({ id: 'Place' });

/** What is found by name, and what lies beside what. */
export const PLACE_ROUTES = [
  route({
    method: 'GET',
    path: '/v1/places',
    operation: 'searchPlaces',
    summary: 'Find a place: an area, a street or station of the records, a postcode, a position',
    tag: 'Geographies',
    query: z.strictObject({
      q: z.string().trim().min(1, 'type something to look for').max(SEARCH_LIMITS.text),
      limit: wholeNumberSchema(SEARCH_LIMITS.items).optional(),
    }),
    requestHeaders: PREVIEW,
    responses: {
      200: {
        description: 'The best ones first',
        schema: z.object({
          items: z.array(PlaceSchema),
          preparing: z
            .boolean()
            .describe('Names that records give are still being read: ask again in a second for more'),
        }),
      },
    },
    errors: ['NOT_FOUND', 'FORBIDDEN'],
    handle: async ({ caller, query }, { platform }) => {
      const { items, preparing } = await searchPlaces(platform, caller, query.q, query.limit ?? 10);
      return { status: 200, body: { items: items.map(bodyOf), preparing } };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/geographies/{level}/{vintage}/{code}/neighbours',
    operation: 'listNeighbours',
    summary: 'The areas that share a boundary with one',
    tag: 'Geographies',
    params: z.strictObject({
      level: z.string().regex(/^[a-z][a-z0-9]{0,19}$/),
      vintage: z.string().regex(/^[a-z0-9]{1,12}$/),
      code: z.string().min(1).max(40),
    }),
    responses: {
      200: {
        description: 'By code. Areas that meet in a corner, or across water, are no neighbours',
        schema: z.object({
          items: z.array(z.object({ code: z.string(), name: z.string(), sharedMetres: z.int() })),
          toleranceMetres: z.number().describe('Boundaries this near to each other count as one'),
          leastSharedMetres: z.number().describe('Areas that share less are no neighbours'),
        }),
      },
    },
    errors: ['NOT_FOUND'],
    handle: async ({ params: { level, vintage, code } }, { platform }) => ({
      status: 200,
      body: await listNeighbours(platform, level, vintage, code),
    }),
  }),
];

function bodyOf({ longitude, latitude, ...place }: FoundPlace) {
  return { ...place, longitude: longitude / 1e6, latitude: latitude / 1e6 };
}
