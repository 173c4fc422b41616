import * as z from 'zod';
import { type AreaSummary, type GeographySummary, listAreas, summariseGeographies } from '#app/atlas.ts';
import { rolesFor } from '#app/authorise.ts';
import {
  type GeographyImportItem,
  readGeographyImport,
  requestGeographyImport,
} from '#app/geography/upload.ts';
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

const RequestSchema = z.strictObject({
  level: z.string().max(40),
  vintage: z.string().max(40),
  fileName: z.string().max(200),
  title: z.string().trim().min(1).max(120).optional(),
  codeProperty: z.string().min(1).max(120).optional(),
  nameProperty: z.string().min(1).max(120).optional(),
  attribution: z.string().trim().min(1).max(500).optional(),
});

const ImportSchema = z
  .object({
    id: z.string(),
    state: z.enum(['waiting', 'running', 'done', 'failed']).describe('`waiting` = for its file'),
    problem: z.string().nullable().describe('Why it failed, and what to do'),
    geography: GeographySchema.nullable().describe('null until it is done'),
  })
  .meta({ id: 'GeographyImport' });

/** What changes boundaries. */
export const GEOGRAPHY_IMPORT_ROUTES = [
  route({
    method: 'POST',
    path: '/v1/geographies',
    operation: 'importGeography',
    summary: 'Ask to import boundaries from a file',
    tag: 'Geographies',
    roles: rolesFor('change-geographies'),
    body: RequestSchema,
    responses: {
      201: {
        description:
          'Where to send the file, once: GeoJSON, TopoJSON, or a Shapefile as .zip, at most 200 MiB',
        schema: z.object({
          id: z.string(),
          upload: z.object({
            method: z.literal('PUT'),
            url: z.string(),
            headers: z.record(z.string(), z.string()),
          }),
          token: z.string(),
        }),
      },
    },
    errors: ['CONFLICT'],
    handle: async ({ caller, body }, { platform }) => {
      const { id, token } = await requestGeographyImport(platform, caller, body);
      const headers = { 'content-type': 'application/octet-stream' };
      const upload = { method: 'PUT', url: `/uploads/${token}`, headers };
      return { status: 201, body: { id, upload, token } };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/geographies/imports/{id}',
    operation: 'getGeographyImport',
    summary: 'How an import of boundaries stands',
    tag: 'Geographies',
    roles: rolesFor('change-geographies'),
    params: z.strictObject({ id: z.string().max(40) }),
    responses: { 200: { description: 'The import', schema: ImportSchema } },
    errors: ['NOT_FOUND'],
    handle: async ({ caller, params }, { platform }) => {
      const { id, state, received, problem, request } = await readGeographyImport(
        platform,
        caller,
        params.id,
      );
      const geographies = state === 'done' ? await summariseGeographies(platform) : [];
      const geography = geographies.find(
        ({ level, vintage }) => level === request.level && vintage === request.vintage,
      );
      const body = { id, state: shownState(state, received), problem, geography: geography ?? null };
      return { status: 200, body };
    },
  }),
];

/** What everybody reads of boundaries. */
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

function shownState(state: GeographyImportItem['state'], received: boolean) {
  if (state === 'done' || state === 'failed') return state;
  return received ? 'running' : 'waiting';
}
