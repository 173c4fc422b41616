import * as z from 'zod';
import { type AreaSummary, type GeographySummary, listAreas, summariseGeographies } from '#app/atlas.ts';
import { route } from '../route.ts';

const GeographySchema: z.ZodType<GeographySummary> = z
  .object({
    level: z.string(),
    vintage: z.string(),
    title: z.string(),
    parents: z
      .record(z.string(), z.object({ vintage: z.string(), exact: z.boolean() }))
      .describe('Levels above; best fit unless exact'),
    synthetic: z.boolean(),
    attribution: z.string(),
    areaCount: z.int(),
    current: z.boolean().describe('What queries group by unless told otherwise'),
    displayUrl: z.string().describe('Simplified boundaries, GeoJSON in WGS84; public'),
    tilesUrl: z.string().nullable().describe('Vector tiles, PMTiles; public; null when there are few areas'),
  })
  .meta({ id: 'Geography' });

const AreaSchema: z.ZodType<AreaSummary> = z
  .object({
    code: z.string(),
    name: z.string(),
    parents: z.record(z.string(), z.string()).describe('Level above → code of the area there'),
    label: z
      .tuple([z.number(), z.number()])
      .readonly()
      .describe('Longitude and latitude of a point inside, in degrees'),
  })
  .meta({ id: 'Area' });

export const GEOGRAPHY_ROUTES = [
  route({
    method: 'GET',
    path: '/v1/geographies',
    operation: 'listGeographies',
    summary: 'Sets of boundaries: levels and their vintages',
    tag: 'Geographies',
    responses: {
      200: {
        description: 'By level and vintage',
        schema: z.object({ items: z.array(GeographySchema), nextCursor: z.null() }),
      },
    },
    handle: async (_asked, { platform }) => ({
      status: 200,
      body: { items: await summariseGeographies(platform), nextCursor: null },
    }),
  }),
  route({
    method: 'GET',
    path: '/v1/geographies/{level}/{vintage}',
    operation: 'listAreas',
    summary: 'The areas of one level and vintage',
    tag: 'Geographies',
    params: z.strictObject({
      level: z.string().regex(/^[a-z][a-z0-9]{0,19}$/),
      vintage: z.string().regex(/^[a-z0-9]{1,12}$/),
    }),
    responses: {
      200: {
        description: 'The areas, by code',
        schema: z.object({ level: z.string(), vintage: z.string(), areas: z.array(AreaSchema) }),
      },
    },
    errors: ['NOT_FOUND'],
    handle: async ({ params: { level, vintage } }, { platform }) => ({
      status: 200,
      body: { level, vintage, areas: await listAreas(platform, level, vintage) },
    }),
  }),
];
