import * as z from 'zod';
import {
  changeSavedArea,
  createSavedArea,
  deleteSavedArea,
  getSavedArea,
  listSavedAreas,
  type SavedAreaSpec,
  type SavedAreaView,
} from '#app/places/saved-areas.ts';
import { QUERY_LIMITS } from '#core/model/query-spec.ts';
import { idempotencyKey } from '../idempotency-key.ts';
import { etagOf, expectedVersion, IF_MATCH } from '../precondition.ts';
import { route } from '../route.ts';
import { EtagSchema } from './people-schema.ts';

const longitude = z.number().min(-180).max(180);
const latitude = z.number().min(-90).max(90);
const ShapeSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('areas'),
    codes: z.array(z.string().min(1).max(40)).min(1).max(QUERY_LIMITS.areas).readonly(),
  }),
  z.strictObject({
    kind: z.literal('polygon'),
    coordinates: z
      .array(
        z
          .array(z.tuple([longitude, latitude]).readonly())
          .min(4)
          .max(QUERY_LIMITS.polygonVertices)
          .readonly(),
      )
      .min(1)
      .max(20)
      .readonly(),
  }),
  z.strictObject({
    kind: z.literal('circle'),
    lon: longitude,
    lat: latitude,
    metres: z.number().gt(0).max(QUERY_LIMITS.radiusMetres),
  }),
]);
const NameSchema = z.string().trim().min(1, 'give it a name').max(80);
const IdSchema = z.string().regex(/^[A-Za-z0-9-]{1,40}$/);

const SavedAreaSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    shape: ShapeSchema,
    shared: z.boolean().describe('Whether the people of its owner’s organisation see it too'),
    own: z.boolean().describe('Whether it is the caller’s own'),
    owner: z.string().describe('Name of whose it is'),
    createdAt: z.string(),
    changedAt: z.string(),
    etag: EtagSchema,
  })
  .meta({ id: 'SavedArea' });
const Params = z.strictObject({ id: IdSchema });
const AREA = { description: 'The area as it is now', schema: SavedAreaSchema };

/** Areas that people keep for themselves, and share with their organisation. */
export const SAVED_AREA_ROUTES = [
  route({
    method: 'GET',
    path: '/v1/me/areas',
    operation: 'listSavedAreas',
    summary: 'Areas of one’s own, and those that others share with one’s organisation',
    tag: 'Geographies',
    responses: {
      200: {
        description: 'One’s own first, by name',
        schema: z.object({ items: z.array(SavedAreaSchema), nextCursor: z.null() }),
      },
    },
    handle: async ({ caller }, { platform }) => ({
      status: 200,
      body: { items: (await listSavedAreas(platform, caller)).map(bodyOf), nextCursor: null },
    }),
  }),
  route({
    method: 'POST',
    path: '/v1/me/areas',
    operation: 'createSavedArea',
    summary: 'Keep an area: a list of areas, a polygon or a circle',
    tag: 'Geographies',
    body: z.strictObject({ name: NameSchema, shape: ShapeSchema, shared: z.boolean().optional() }),
    requestHeaders: { 'Idempotency-Key': 'The same key gives the same area; 1 to 100 characters' },
    responses: { 201: AREA },
    errors: ['CONFLICT', 'TOO_LARGE'],
    handle: async ({ caller, body, header }, { platform }) => {
      const { name, shape, shared = false } = body;
      const key = idempotencyKey(header('idempotency-key'));
      const view = await createSavedArea(platform, caller, { name, shape, shared }, key);
      return { status: 201, body: bodyOf(view) };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/me/areas/{id}',
    operation: 'getSavedArea',
    summary: 'One area',
    tag: 'Geographies',
    params: Params,
    responses: { 200: AREA },
    errors: ['NOT_FOUND'],
    handle: async ({ caller, params }, { platform }) => ({
      status: 200,
      body: bodyOf(await getSavedArea(platform, caller, params.id)),
    }),
  }),
  route({
    method: 'PATCH',
    path: '/v1/me/areas/{id}',
    operation: 'changeSavedArea',
    summary: 'Rename an area, change what it takes in, share it or not',
    tag: 'Geographies',
    params: Params,
    body: z.strictObject({
      name: NameSchema.optional(),
      shape: ShapeSchema.optional(),
      shared: z.boolean().optional(),
    }),
    requestHeaders: IF_MATCH,
    responses: { 200: AREA },
    errors: ['NOT_FOUND', 'CONFLICT', 'PRECONDITION_REQUIRED'],
    handle: async ({ caller, params, body: { name, shape, shared }, header }, { platform }) => {
      const expected = expectedVersion(header('if-match'));
      const change: Partial<SavedAreaSpec> = {
        ...(name === undefined ? {} : { name }),
        ...(shape === undefined ? {} : { shape }),
        ...(shared === undefined ? {} : { shared }),
      };
      const view = await changeSavedArea(platform, caller, params.id, expected, change);
      return { status: 200, body: bodyOf(view) };
    },
  }),
  route({
    method: 'DELETE',
    path: '/v1/me/areas/{id}',
    operation: 'deleteSavedArea',
    summary: 'Delete an area',
    tag: 'Geographies',
    params: Params,
    requestHeaders: IF_MATCH,
    responses: { 204: { description: 'It is gone' } },
    errors: ['NOT_FOUND', 'CONFLICT', 'PRECONDITION_REQUIRED'],
    handle: async ({ caller, params, header }, { platform }) => {
      await deleteSavedArea(platform, caller, params.id, expectedVersion(header('if-match')));
      return { status: 204 };
    },
  }),
];

function bodyOf({ version, ...area }: SavedAreaView) {
  return { ...area, etag: etagOf(version) };
}
